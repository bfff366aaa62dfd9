"""Lines that are only ever added, such as feedback."""

from index.errors import StoreMissingError, StoreReadOnlyError
from index.postgres.connecting import Cursor, Database


class Lines:
    """Those of one kind, in the order in which they came."""

    def __init__(self, database: Database, kind: str, most_bytes: int) -> None:
        self._database = database
        self._kind = kind
        self._most_bytes = most_bytes

    def append(self, line: bytes) -> None:
        """Keep one line durably, or nothing.

        Raises:
            StoreReadOnlyError: it may not be written, or there are as many as there may be.
        """
        kept = self._database.write(
            "INSERT INTO lines (kind, line) SELECT %(kind)s, %(line)s WHERE (SELECT coalesce(sum(length(line)), 0) "
            "FROM lines WHERE kind = %(kind)s) + length(%(line)s) <= %(most)s RETURNING number",
            {"kind": self._kind, "line": line, "most": self._most_bytes},
        )
        if not kept:
            raise StoreReadOnlyError(
                f"there are {self._most_bytes >> 20} MiB of {self._kind} in {self._database.place}, which is the most; "
                "export it and delete its rows from the table `lines`"
            )

    def all(self) -> list[bytes]:
        """Return every line."""

        def read(cursor: Cursor) -> list[tuple[bytes]]:
            cursor.execute("SELECT line FROM lines WHERE kind = %s ORDER BY number", (self._kind,))
            return cursor.fetchall()

        try:
            return [bytes(line) for (line,) in self._database.read(read)]
        except StoreMissingError:
            return []
