"""A gold.jsonl beside documents: questions whose evidence is a path and a quote, as a person would write them."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from pydantic import AliasChoices, Field, StrictInt, model_validator

from index.records import Document
from qa.evaluation.errors import SetError
from qa.evaluation.loading.folder import check_unique
from qa.evaluation.loading.questions import Documents, QuestionRow, read_query
from qa.evaluation.loading.rows import Row, Text, read_jsonl
from qa.evaluation.sets import EvaluationSet, Evidence, Query

_BETWEEN_WORDS = r"(?:\s+|\s*\n\s*\d{1,3}(?:\.\d{1,3})*[.)]?\s+)"


class QuoteRow(Row):
    """Evidence: {doc, quote, start?}, or {doc, start, end, sha256} for documents that may not be copied.

    A quote without ``start`` is right wherever it occurs. Its white space may differ from the document's, and it may
    leave out the numbers that lines begin with: Word prints them and copies without them.
    """

    doc: Text = Field(validation_alias=AliasChoices("doc", "doc_id"))
    quote: Text = Field("", validation_alias=AliasChoices("quote", "text"))
    start: StrictInt | None = None
    end: StrictInt | None = None
    sha256: Text | None = None


class GoldRow(QuestionRow[QuoteRow]):
    """A question; one about a single place may hold ``doc`` and ``quote`` itself. Without an id its line names it."""

    id: Text = ""

    @model_validator(mode="before")
    @classmethod
    def _own_quote(cls, given: object) -> object:
        # Exported feedback leaves both empty, to be filled in.
        if isinstance(given, dict) and "quote" in given and (given.get("doc") or given["quote"]):
            return {**given, "evidence": [{name: given.get(name) for name in ("doc", "quote", "start")}]}
        return given


def load_gold(path: Path, documents: Sequence[Document]) -> EvaluationSet:
    """Load the questions of the file at ``path`` about ``documents``, which rows name by source or id.

    Raises:
        SetError: a row is at fault, or its quote is not in its document; the message names file and line.
    """
    known = {document.id: document for document in documents}
    queries = [_query(place, row, known) for place, row in read_jsonl(path, GoldRow)]
    check_unique((query.id for query in queries), path.name)
    return EvaluationSet(path.resolve().parent.name, known, tuple(queries))


def _query(place: str, row: GoldRow, documents: Documents) -> Query:
    query = read_query(place, row, documents, quote_evidence, frozenset())
    if query.answerable and not query.gold and not query.answers:
        raise SetError(
            f'{place}: said to be answerable, and no evidence is given; fill in "doc" and "quote", or set "answerable"'
            " to false"
        )
    return replace(query, id=query.id or place, relevant=frozenset(evidence.document_id for evidence in query.gold))


def quote_evidence(row: QuoteRow, documents: Documents) -> list[Evidence]:
    """Find the place, or places, of one evidence row in its document.

    Raises:
        ValueError: the document is unknown or does not say so.
    """
    document = find_document(row.doc, documents)
    if document is None:
        raise ValueError(f'there is no document "{row.doc}"; there are {_some(documents)}')
    if row.sha256 is not None:
        return [_hashed(row, document)]
    if not row.quote.strip():
        raise ValueError("the quote is empty; copy the words that answer")
    found = [match for match in _pattern(row.quote).finditer(document.text) if row.start in (None, match.start())]
    if not found:
        raise ValueError(f'"{document.source}" does not say {row.quote[:120]!r}{_hint(row.quote, document)}')
    return [Evidence(document.id, *match.span(), match.group()) for match in found]


def find_document(name: str, documents: Documents) -> Document | None:
    """Return the document with this id, this source, or a source that ends in this path; None where none or several."""
    if name in documents:
        return documents[name]
    exact = [document for document in documents.values() if document.source == name]
    ending = [document for document in documents.values() if document.source.endswith(f"/{name}")]
    found = exact or ending
    return found[0] if len(found) == 1 else None


def _hashed(row: QuoteRow, document: Document) -> Evidence:
    if row.start is None or row.end is None:
        raise ValueError('beside "sha256", "start" and "end" must say what was hashed')
    actual = document.text[row.start : row.end] if 0 <= row.start < row.end else ""
    if hashlib.sha256(actual.encode()).hexdigest() != row.sha256 or not actual:
        raise ValueError(f'what stands at {row.start}-{row.end} of "{document.source}" does not have the hash given')
    return Evidence(document.id, row.start, row.end, actual)


def _pattern(quote: str) -> re.Pattern[str]:
    # A quote copied from a page or a PDF viewer breaks its lines elsewhere; every other character must be the same.
    return re.compile(_BETWEEN_WORDS.join(re.escape(word) for word in quote.split()))


def _hint(quote: str, document: Document) -> str:
    loose = re.compile(r"\W+".join(re.escape(word) for word in re.findall(r"\w+", quote)) or r"(?!)", re.IGNORECASE)
    match = loose.search(document.text)
    return f"; it says {match.group()[:120]!r}" if match else ""


def _some(documents: Documents) -> str:
    sources = sorted(document.source for document in documents.values())
    return ", ".join(sources[:5]) + (f" and {len(sources) - 5} more" if len(sources) > 5 else "") or "none"
