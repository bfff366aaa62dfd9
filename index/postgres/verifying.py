"""Whether everything that a generation holds is what was written, by the checksums that were written with it."""

import json
from collections.abc import Iterator
from typing import Any

from index.errors import StoreDamagedError
from index.postgres.connecting import Cursor
from index.postgres.rows import array_of, checksum, document_of
from index.postgres.searching import Generation

_TOGETHER = 200  # documents that are looked at at a time


def faults_in(cursor: Cursor, generation: Generation) -> list[str]:
    """Return one sentence per finding."""
    cursor.execute("SET LOCAL statement_timeout TO 0")
    findings: list[str] = []
    seen = after = 0
    while rows := _documents(cursor, generation, after):
        after = rows[-1][0]
        seen += sum(row[5] is not None for row in rows)
        findings += [fault for row in rows for fault in _faults_of(cursor, row)]
    if seen != generation.documents:
        findings.append(f"generation {generation.name} has {seen} documents instead of {generation.documents}")
    return [f"{finding}; run: qa index --rebuild" for finding in findings]


def _documents(cursor: Cursor, generation: Generation, after: int) -> list[tuple[Any, ...]]:
    cursor.execute(
        "SELECT version, checksum, id, source, entry, text, content FROM documents "
        "WHERE version > %(after)s AND born <= %(number)s AND (gone IS NULL OR gone > %(number)s) "
        "ORDER BY version LIMIT %(most)s",
        {"after": after, "number": generation.number, "most": _TOGETHER},
    )
    return cursor.fetchall()


def _faults_of(cursor: Cursor, row: tuple[Any, ...]) -> Iterator[str]:
    version, expected, document_id, source, entry, text, content = row
    passages = [tuple(each) for each in _passages(cursor, version)]
    if checksum([entry, text, content], passages) != expected:
        yield f"what is stored of {document_id} has changed"
    if text is None:
        return
    try:
        document = document_of(document_id, source, entry, text, content)
    except StoreDamagedError as error:
        yield str(error).partition(";")[0]
        return
    for passage_id, first, past, _, said, *_ in passages:
        if document.text[first:past].encode() != said:
            yield f"passage {passage_id} does not stand at {first} to {past} in {document_id}"


def _passages(cursor: Cursor, version: int) -> Iterator[tuple[Any, ...]]:
    cursor.execute(
        "SELECT p.id, p.first, p.past, p.context, p.text, p.reading, p.key, v.vector, "
        "(SELECT coalesce(jsonb_agg(jsonb_build_array(t.term, t.tf) ORDER BY t.term), '[]') "
        " FROM postings t WHERE t.passage = p.number) "
        "FROM passages p LEFT JOIN vectors v ON v.passage = p.number WHERE p.version = %s ORDER BY p.ordinal",
        (version,),
    )
    for *columns, vector, counts in cursor.fetchall():
        stored = b"" if vector is None else array_of(vector).astype("<f4").tobytes()
        yield (*columns, stored, json.dumps([tuple(pair) for pair in counts]))
