"""The files that documents were read from, kept beside them: whichever machine serves, it can show them."""

import errno
from collections.abc import Callable
from dataclasses import replace
from functools import partial

from index.errors import StoreMissingError
from index.postgres.connecting import Cursor, Database
from index.records import Content
from index.sources import SourceItem


class Files:
    """Finds files, and takes note of those that are read so that they are stored with their documents."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.noted: dict[str, bytes] = {}  # by id of a document that was read and is not written yet

    def noting(self, item: SourceItem) -> SourceItem:
        """Return ``item`` so that its file is kept with what is read of it."""

        def parse(data: bytes) -> Content:
            content = item.parse(data)
            self.noted[item.document_id] = data
            return content

        return replace(item, parse=parse)

    def items(
        self, parse: Callable[[bytes, str], Content], version: str, *, uploaded_only: bool = False
    ) -> list[SourceItem]:
        """Return what is kept, by id, none where there are no tables yet; bytes are fetched when they are asked for."""

        def read(cursor: Cursor) -> list[tuple[str, str, bool]]:
            cursor.execute(
                "SELECT document_id, source, uploaded FROM files WHERE uploaded OR NOT %s ORDER BY document_id",
                (uploaded_only,),
            )
            return cursor.fetchall()

        try:
            rows = self._database.read(read)
        except StoreMissingError:
            return []
        return [
            SourceItem(
                document_id=document_id,
                source=source,
                read=partial(self._data, document_id),
                parse=_parser(parse, source),
                version=version,
                origin="upload" if uploaded else "folder",
            )
            for document_id, source, uploaded in rows
        ]

    def _data(self, document_id: str) -> bytes:
        def read(cursor: Cursor) -> tuple[bytes] | None:
            cursor.execute("SELECT data FROM files WHERE document_id = %s", (document_id,), binary=True)
            return cursor.fetchone()

        row = self._database.read(read)
        if row is None:
            raise FileNotFoundError(errno.ENOENT, "it is not in the database any more")
        return bytes(row[0])


def _parser(parse: Callable[[bytes, str], Content], name: str) -> Callable[[bytes], Content]:
    return lambda data: parse(data, name)
