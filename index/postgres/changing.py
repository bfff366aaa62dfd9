"""Documents put in place of others, many in one go: the same number of statements, however many they are."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from psycopg import sql

from index.analysis import distinct_words
from index.postgres.connecting import Connection
from index.postgres.rows import PASSAGE_COLUMNS, Change, passage_of


@dataclass(frozen=True, slots=True)
class Target:
    """What is written for."""

    generation: int  # the next one
    model: int


def apply(db: Connection, target: Target, changes: Mapping[str, Change]) -> None:
    """Store ``changes`` (by document id) within the transaction that is open.

    Writers of the same document wait for each other; the last one to write is the one that is kept.
    """
    ids = sorted(changes)
    db.execute("SELECT pg_advisory_xact_lock(hashtextextended(id, 0)) FROM unnest(%s::text[]) AS id", (ids,))
    _retire(db, target, ids)
    stored = [change for _, change in sorted(changes.items()) if change.entry is not None]
    _store_documents(db, target, stored)
    _store_files(db, changes)


def _retire(db: Connection, target: Target, ids: Sequence[str]) -> None:
    """Take out what is stored of these documents: unseen by the next generation, or wholly where nobody saw it yet."""
    old = db.execute(
        "SELECT version, born, passages FROM documents WHERE id = ANY(%s) AND gone IS NULL", (ids,)
    ).fetchall()
    versions = [version for version, _, _ in old]
    if not versions:
        return
    _add_words(db, target, Counter(), _words_of(db, versions))
    db.execute(
        "INSERT INTO totals SELECT %s, -count(*) FILTER (WHERE text IS NOT NULL), -sum(passages), -sum(tokens), "
        "-sum(digest) FROM documents WHERE version = ANY(%s)",
        (target.generation, versions),
    )
    unseen = [version for version, born, _ in old if born >= target.generation]
    db.execute("UPDATE documents SET gone = %s WHERE version = ANY(%s)", (target.generation, versions))
    delete_versions(db, unseen)


def delete_versions(db: Connection, versions: Sequence[int]) -> None:
    """Delete all that is stored of these versions of documents."""
    if not versions:
        return
    rows = db.execute("DELETE FROM passages WHERE version = ANY(%s) RETURNING number", (versions,)).fetchall()
    numbers = [number for (number,) in rows]
    db.execute("DELETE FROM vectors WHERE passage = ANY(%s)", (numbers,))
    db.execute("DELETE FROM postings WHERE passage = ANY(%s)", (numbers,))
    db.execute("DELETE FROM documents WHERE version = ANY(%s)", (versions,))


def forget_everything(db: Connection, generation: int) -> None:
    """Take out all that is written for ``generation``, and all that earlier ones hold."""
    rows = db.execute("SELECT version FROM documents WHERE born >= %s", (generation,)).fetchall()
    delete_versions(db, [version for (version,) in rows])
    db.execute("UPDATE documents SET gone = %s WHERE gone IS NULL", (generation,))
    for table in ("words", "totals"):
        db.execute(sql.SQL("DELETE FROM {} WHERE generation >= %s").format(sql.Identifier(table)), (generation,))
    db.execute("DELETE FROM kept")
    db.execute(
        "INSERT INTO words SELECT word, %s, -sum(passages) FROM words GROUP BY word HAVING sum(passages) <> 0",
        (generation,),
    )
    db.execute(
        "INSERT INTO totals SELECT %s, -coalesce(sum(documents), 0), -coalesce(sum(passages), 0), "
        "-coalesce(sum(tokens), 0), -coalesce(sum(digest), 0) FROM totals",
        (generation,),
    )


def _words_of(db: Connection, versions: Sequence[int]) -> Counter[str]:
    rows = db.execute(
        f"SELECT {PASSAGE_COLUMNS} FROM passages p JOIN documents d USING (version) "  # noqa: S608
        "WHERE version = ANY(%s)",
        (versions,),
    )
    return Counter(word for row in rows for word in distinct_words(passage_of(row).indexed_text))


def _add_words(db: Connection, target: Target, more: Counter[str], fewer: Counter[str]) -> None:
    changed = ((word, more[word] - fewer[word]) for word in {*more, *fewer})
    rows = ((word, target.generation, change) for word, change in changed if change)
    _copy(db, "words (word, generation, passages)", ("text", "int8", "int8"), rows)


def _store_documents(db: Connection, target: Target, changes: Sequence[Change]) -> None:
    if not changes:
        return
    versions = _numbers(db, "documents", "version", len(changes))
    documents = [change.columns() for change in changes]
    _copy(
        db,
        "documents (version, born, id, source, entry, text, content, passages, tokens, digest, checksum)",
        ("int8", "int8", "text", "text", "text", "bytea", "text", "int4", "int8", "numeric", "bytea"),
        ((version, target.generation, *columns) for version, columns in zip(versions, documents, strict=True)),
    )
    _store_passages(db, target, [(v, change) for v, change in zip(versions, changes, strict=True)])
    _add_words(db, target, sum((change.words() for change in changes), Counter()), Counter())
    indexed = sum(change.document is not None for change in changes)
    passages, tokens, digests = (sum(columns[place] for columns in documents) for place in (5, 6, 7))
    db.execute(
        "INSERT INTO totals VALUES (%s, %s, %s, %s, %s)", (target.generation, indexed, passages, tokens, digests)
    )


def _store_passages(db: Connection, target: Target, changes: Sequence[tuple[int, Change]]) -> None:
    places = [(version, i, each) for version, change in changes for i, each in enumerate(change.passages)]
    numbers = _numbers(db, "passages", "number", len(places))
    numbered = list(zip(numbers, places, strict=True))
    _copy(
        db,
        "passages (number, version, ordinal, id, first, past, context, text, reading, key)",
        ("int8", "int8", "int4", "text", "int4", "int4", "bytea", "bytea", "bytea", "text"),
        ((number, version, ordinal, *stored.columns()) for number, (version, ordinal, stored) in numbered),
    )
    _copy(
        db,
        "vectors (passage, model, vector)",
        ("int8", "int2", "vector"),
        ((number, target.model, stored.vector) for number, (_, _, stored) in numbered),
    )
    _copy(
        db,
        "postings (passage, tf, length, term)",
        ("int8", "int2", "int4", "text"),
        (posting for number, (_, _, stored) in numbered for posting in stored.postings(number)),
    )


def _store_files(db: Connection, changes: Mapping[str, Change]) -> None:
    gone = [document_id for document_id, change in changes.items() if change.entry is None]
    if gone:
        db.execute("DELETE FROM files WHERE document_id = ANY(%s)", (gone,))
    for document_id, change in changes.items():
        if change.entry is not None and change.file is not None:
            db.execute(
                "INSERT INTO files VALUES (%s, %s, %s, %b) ON CONFLICT (document_id) DO UPDATE "
                "SET source = excluded.source, uploaded = excluded.uploaded, data = excluded.data",
                (document_id, change.entry.source, change.entry.is_uploaded, change.file),
            )


def _numbers(db: Connection, table: str, column: str, count: int) -> list[int]:
    """Take ``count`` new numbers of a table, ascending."""
    rows = db.execute(
        "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)", (table, column, count)
    ).fetchall()
    return [number for (number,) in rows]


def _copy(db: Connection, target: str, types: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    statement = f"COPY {target} FROM STDIN (FORMAT BINARY)"
    with db.cursor() as cursor, cursor.copy(statement) as copy:
        copy.set_types(types)
        for row in rows:
            copy.write_row(row)
