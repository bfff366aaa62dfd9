"""Documents and passages of a segment in SQLite, every row with its checksum: no changed one is given out."""

import errno
import sqlite3
import threading
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from index.embedded.rows import DocumentRow, PassageRow, Stored, packed, unpacked
from index.errors import StoreDamagedError

_VALUES = 500  # in one SQL statement
_PIECE = 8192  # code points of a text that are packed together: a passage is read without the whole document
_PAGE = 16_384  # bytes: of pages of 4,096, pieces leave a fifth empty
_PIECES = 1 << 20  # of one document at most; row of a piece: the document's times this, and its number
_TABLES = (
    """
    CREATE TABLE documents (
        row INTEGER PRIMARY KEY, id TEXT NOT NULL, source TEXT NOT NULL, entry TEXT NOT NULL, content BLOB,
        entry_sum INTEGER NOT NULL, sum INTEGER NOT NULL
    )
    """,  # content, and text of pieces: zlib
    "CREATE TABLE pieces (row INTEGER PRIMARY KEY, text BLOB NOT NULL)",
    """
    CREATE TABLE passages (
        row INTEGER PRIMARY KEY, document INTEGER NOT NULL, id TEXT NOT NULL, start INTEGER NOT NULL,
        end INTEGER NOT NULL, context TEXT NOT NULL, reading TEXT NOT NULL, sum INTEGER NOT NULL
    )
    """,  # a passage's text is a part of its document's; its checksum covers it
)
_DOCUMENT = "id, source, entry, content, entry_sum, sum"
_PASSAGE = "p.row, p.document, p.id, d.id, p.start, p.end, p.context, p.reading, p.sum"
_OF_DOCUMENT = "SELECT row, text FROM pieces WHERE row >= ? AND row < ? ORDER BY row"
_JOINED = f"SELECT {_PASSAGE} FROM passages p JOIN documents d ON d.row = p.document"  # noqa: S608 - names of ours


def _sum(values: Sequence[object]) -> int:
    """Return a checksum of a row; the type and length of each value count."""
    short = [(len(each), zlib.crc32(each)) if isinstance(each, bytes) else each for each in values]
    return zlib.crc32(repr(short).encode("utf-8", "surrogatepass"))


def _pieces(text: str | None) -> list[bytes]:
    return [packed(text[place : place + _PIECE]) for place in range(0, len(text or ""), _PIECE)] if text else []


def _new(path: Path) -> sqlite3.Connection:
    db = sqlite3.connect(f"{path.absolute().as_uri()}", isolation_level=None, uri=True)
    db.execute(f"PRAGMA page_size={_PAGE}")
    db.execute("PRAGMA journal_mode=OFF")  # a file that was interrupted is never published
    db.execute("PRAGMA synchronous=OFF")  # all files are flushed together
    db.execute("PRAGMA cache_size=-64000")
    return db


def write_texts(path: Path, documents: Iterable[Stored]) -> None:
    """Write documents and passages in the order in which they are given; rows count from 0.

    Raises:
        OSError: the disk is full or refuses.
    """
    first = 0
    try:
        with closing(_new(path)) as db:
            db.execute("BEGIN")
            for table in _TABLES:
                db.execute(table)
            for row, (document, passages, _) in enumerate(documents):
                content = None if document.content is None else packed(document.content)
                values, pieces = (*document[:3], content, _sum(document[:3])), _pieces(document.text)
                total = _sum((*values, *pieces))
                db.execute("INSERT INTO documents VALUES (?,?,?,?,?,?,?)", (row, *values, total))
                db.executemany("INSERT INTO pieces VALUES (?,?)", enumerate(pieces, row * _PIECES))
                db.executemany(
                    "INSERT INTO passages VALUES (?,?,?,?,?,?,?,?)",
                    (
                        (first + i, row, p.id, p.start, p.end, p.context, p.reading, _sum(p))
                        for i, p in enumerate(passages)
                    ),
                )
                first += len(passages)
            db.execute("COMMIT")
    except sqlite3.Error as error:
        raise OSError(errno.EIO, f"{path.name}: {error}") from error


def merge_texts(path: Path, parts: Sequence[tuple[Path, Sequence[tuple[int, int, int]]]]) -> None:
    """Write one file of what others hold.

    Args:
        path: where to.
        parts: each file with, for each document that is kept, its row, its new row and how far its passages move.

    Raises:
        OSError: the disk is full or refuses.
    """
    try:
        with closing(_new(path)) as db:
            for table in _TABLES:
                db.execute(table)
            for source, kept in parts:
                db.execute("ATTACH ? AS source", (f"{source.absolute().as_uri()}?mode=ro&immutable=1",))
                db.execute("BEGIN")
                db.execute("CREATE TEMP TABLE kept (old INTEGER PRIMARY KEY, new INTEGER, shift INTEGER)")
                db.executemany("INSERT INTO kept VALUES (?,?,?)", kept)
                db.execute(
                    f"INSERT INTO documents SELECT k.new, {_DOCUMENT} "  # noqa: S608 - names of ours
                    "FROM kept k JOIN source.documents d ON d.row = k.old ORDER BY k.old"
                )
                db.execute(
                    f"INSERT INTO pieces SELECT k.new * {_PIECES} + p.row % {_PIECES}, text "  # noqa: S608
                    f"FROM kept k JOIN source.pieces p "
                    f"ON p.row BETWEEN k.old * {_PIECES} AND (k.old + 1) * {_PIECES} - 1 "
                    "ORDER BY k.new, p.row"
                )
                db.execute(
                    "INSERT INTO passages SELECT p.row + k.shift, k.new, p.id, start, end, context, reading, sum "
                    "FROM source.passages p JOIN kept k ON k.old = p.document ORDER BY p.row"
                )
                db.execute("DROP TABLE kept")
                db.execute("COMMIT")
                db.execute("DETACH source")
    except sqlite3.Error as error:
        raise OSError(errno.EIO, f"{path.name}: {error}") from error


def _numbers(document: int, start: int, end: int) -> range:
    """Return the rows of the pieces of a document that hold ``start`` to ``end``."""
    first = document * _PIECES
    return range(first + start // _PIECE, first + min(_PIECES - 1, (end - 1) // _PIECE) + 1)


class Texts:
    """Reads what `write_texts` wrote. Thread-safe."""

    def __init__(self, path: Path) -> None:
        """Open the file.

        Raises:
            sqlite3.Error: it cannot be.
        """
        self._path = path
        self._lock = threading.Lock()
        self._db = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False)
        self._db.execute("SELECT name FROM sqlite_master").fetchall()  # is it a database at all?

    def __del__(self) -> None:
        """Let go of the file."""
        if hasattr(self, "_db"):
            self._db.close()

    def _query(self, sql: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        try:
            with self._lock:
                return self._db.execute(sql, values).fetchall()
        except sqlite3.DatabaseError as error:
            raise self._damaged(str(error)) from error

    def _damaged(self, what: str) -> StoreDamagedError:
        place = f"segment {self._path.parent.name}: {self._path.name}"
        return StoreDamagedError(f"{place}: {what}; run: qa index")

    def document(self, row: int) -> DocumentRow:
        """Return the document of that row.

        Raises:
            StoreDamagedError: it is not what was written.
        """
        found = self._query(f"SELECT {_DOCUMENT} FROM documents WHERE row = ?", (row,))  # noqa: S608 - names of ours
        pieces = [piece for _, piece in self._query(_OF_DOCUMENT, (row * _PIECES, (row + 1) * _PIECES))]
        if not found or _sum((*found[0][:-1], *pieces)) != found[0][-1]:
            raise self._damaged(f"what is stored of {found[0][0] if found else f'document {row}'} has changed")
        key, source, entry, content = found[0][:4]
        try:
            text = None if content is None else "".join(map(unpacked, pieces))
            return DocumentRow(key, source, entry, text, None if content is None else unpacked(content))
        except ValueError as error:
            raise self._damaged(f"what is stored of {key} has changed") from error

    def passages(self, rows: Sequence[int]) -> Mapping[int, PassageRow]:
        """Return the passages of these rows.

        Raises:
            StoreDamagedError: one of them is not what was written.
        """
        found: dict[int, PassageRow] = {}
        for place in range(0, len(rows), _VALUES):
            part = rows[place : place + _VALUES]
            marks = ",".join("?" * len(part))
            lines = self._query(f"{_JOINED} WHERE p.row IN ({marks})", part)
            wanted = {
                number for _, document, _, _, start, end, *_ in lines for number in _numbers(document, start, end)
            }
            texts = self._texts(sorted(wanted))
            for row, document, key, document_id, start, end, context, reading, total in lines:
                numbers = _numbers(document, start, end)
                text = "".join(texts.get(number, "") for number in numbers)
                shift = numbers.start % _PIECES * _PIECE
                cut = text[start - shift : end - shift]
                passage = PassageRow(key, document_id, start, end, context, cut, reading)
                if _sum(passage) != total:
                    raise self._damaged(f"passage {row} has changed")
                found[row] = passage
        if len(found) < len(set(rows)):
            raise self._damaged("a passage is missing")
        return found

    def _texts(self, numbers: Sequence[int]) -> Mapping[int, str]:
        """Return the texts of these pieces, by row."""
        found: dict[int, str] = {}
        for place in range(0, len(numbers), _VALUES):
            part = numbers[place : place + _VALUES]
            marks = ",".join("?" * len(part))
            try:
                lines = self._query(f"SELECT row, text FROM pieces WHERE row IN ({marks})", part)  # noqa: S608
                found.update({row: unpacked(text) for row, text in lines})
            except ValueError as error:
                raise self._damaged("a text has changed") from error
        return found

    def ledger(self) -> Iterator[tuple[int, str, str, str]]:
        """Yield row, id, source and ledger entry, as JSON, of every document, by row.

        Raises:
            StoreDamagedError: one of them is not what was written.
        """
        for row, *values, total in self._query("SELECT row, id, source, entry, entry_sum FROM documents ORDER BY row"):
            if _sum(values) != total:
                raise self._damaged(f"the ledger's line of {values[0]} has changed")
            yield row, *values
