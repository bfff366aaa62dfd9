"""A gold.jsonl beside documents: questions whose evidence is a path and a quote, as a person would write them."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from index.records import Document, Span
from qa.evaluation.loading.folder import check_unique
from qa.evaluation.loading.questions import Documents, read_query
from qa.evaluation.loading.rows import Row, read_jsonl
from qa.evaluation.sets import EvaluationSet, Evidence, Query


def load_gold(path: Path, documents: Sequence[Document]) -> EvaluationSet:
    """Load the questions of the file at ``path`` about ``documents``, which rows name by source or id.

    Evidence is {doc, quote, start?}; a quote without ``start`` is right wherever it occurs, and its white space may
    differ from the document's. {doc, start, end, sha256} says the same without repeating the words, for documents that
    may not be copied. A row about one place may hold ``doc`` and ``quote`` itself.

    Raises:
        SetError: a row is at fault, or its quote is not in its document; the message names file and line.
    """
    known = {document.id: document for document in documents}
    queries = [_query(row, known) for row in read_jsonl(path)]
    check_unique((query.id for query in queries), path.name)
    return EvaluationSet(path.resolve().parent.name, known, tuple(queries))


def _query(row: Row, documents: Documents) -> Query:
    fields = dict(row.fields)
    fields.setdefault("id", row.place)
    if not any(fields.get(key) for key in ("doc", "quote")):  # exported feedback leaves them empty, to be filled in
        fields = {key: value for key, value in fields.items() if key not in ("doc", "quote")}
    if "quote" in fields:
        fields["evidence"] = [{key: fields[key] for key in ("doc", "quote", "start") if key in fields}]
    full = Row(row.place, fields)
    query = read_query(full, documents, quote_evidence, frozenset())
    if query.answerable and not query.gold and not query.answers:
        raise row.fault(
            'said to be answerable, and no evidence is given; fill in "doc" and "quote", or set "answerable" to false'
        )
    return replace(query, relevant=frozenset(evidence.document_id for evidence in query.gold))


def quote_evidence(row: Row, documents: Documents) -> list[Evidence]:
    """Read one evidence row and find its place, or places, in its document.

    Raises:
        SetError: the document is unknown or does not say so.
    """
    document = find_document(row.text("doc", "doc_id"), documents)
    if document is None:
        raise row.fault(f'there is no document "{row.text("doc", "doc_id")}"; there are {_some(documents)}')
    if row.has("sha256"):
        return [_hashed(row, document)]
    quote = row.text("quote", "text")
    if not quote.strip():
        raise row.fault("the quote is empty")
    places = [Span(*match.span()) for match in _pattern(quote).finditer(document.text)]
    if row.has("start"):
        places = [place for place in places if place.start == row.integer("start")]
    if not places:
        raise row.fault(f'"{document.source}" does not say {quote[:120]!r}{_hint(quote, document)}')
    return [Evidence(document.id, place, document.text[place.start : place.end]) for place in places]


def find_document(name: str, documents: Documents) -> Document | None:
    """Return the document with this id, this source, or a source that ends in this path; None where none or several."""
    if name in documents:
        return documents[name]
    exact = [document for document in documents.values() if document.source == name]
    ending = [document for document in documents.values() if document.source.endswith(f"/{name}")]
    found = exact or ending
    return found[0] if len(found) == 1 else None


def _hashed(row: Row, document: Document) -> Evidence:
    start, end = row.integer("start"), row.integer("end")
    actual = document.text[start:end] if 0 <= start < end else ""
    if hashlib.sha256(actual.encode()).hexdigest() != row.text("sha256"):
        raise row.fault(f'what stands at {start}-{end} of "{document.source}" does not have the hash given')
    return Evidence(document.id, Span(start, end), actual)


def _pattern(quote: str) -> re.Pattern[str]:
    # A quote copied from a page or a PDF viewer breaks its lines elsewhere; every other character must be the same.
    return re.compile(r"\s+".join(re.escape(word) for word in quote.split()))


def _hint(quote: str, document: Document) -> str:
    loose = re.compile(r"\W+".join(re.escape(word) for word in re.findall(r"\w+", quote)) or r"(?!)", re.IGNORECASE)
    match = loose.search(document.text)
    return f"; it says {match.group()[:120]!r}" if match else ""


def _some(documents: Documents) -> str:
    sources = sorted(document.source for document in documents.values())
    return ", ".join(sources[:5]) + (f" and {len(sources) - 5} more" if len(sources) > 5 else "") or "none"
