"""Questions worth trying: of the owner's own gold questions, and of what documents ask, define and head themselves."""

import json
import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice, zip_longest
from pathlib import Path
from typing import TypeVar

from index.analysis import is_stop_word, words
from index.library import Index
from index.records import Block, Document, LedgerEntry
from qa.answering.records import Answer, Citation

OFFERED = 6  # at most
_CANDIDATES = 18  # asked at most, each costs one answer
_OF_ONE_DOCUMENT = 2  # are offered before those of others
_CANDIDATES_OF_ONE = 8  # where one document is asked about
_LENGTHS = range(12, 90)  # characters of a question that reads well on a button
_SUBJECT_WORDS = range(2, 8)  # of a heading or a term that says what it is about
_LIKELY = 0.6  # confidence from which an answer that is not sure is worth offering
_NO_STATEMENT_ENDS = (":", "：", "?", "？", "؟")  # of announcements and questions
_ASKED = ("?", "？", "؟")
_MARKS = re.compile(r"^(?:[#*_`>\s]+|Q\s*[:.)]|\(?\d+(?:\.\d+)*[.):]\s|\d+(?:\.\d+)+\s)+", re.IGNORECASE)
_SAMPLE = 4000  # characters by which a document's language is guessed
_ENGLISH = 0.15  # share of English stop words among its words from which a document counts as English

T = TypeVar("T")

Candidates = tuple[Sequence[str], Sequence[str]]  # questions to try, and others where those are not answered


def candidates(index: Index, written: Sequence[tuple[str, str]]) -> Candidates:
    """Return questions to try, one of each document before a second of any, and documents to ask for by their titles.

    Args:
        index: what they are asked of.
        written: (document name, question) of questions that people wrote for these documents.
    """
    by_document: dict[str, Iterator[str]] = {}
    titles: list[str] = []
    for name, question in written:
        if len(question) in _LENGTHS and question.endswith("?"):
            by_document[name] = chain(by_document.get(name, ()), [question])
    untitled: list[str] = []
    for entry in _from_everywhere(entry for entry in index.entries() if entry.status == "indexed"):
        document = index.document(entry.id)
        if document is not None:
            by_document[entry.source] = chain(by_document.get(entry.source, ()), questions_of(document))
            (untitled if document.title == document.source else titles).append(_title_asked(document))
    distinct = dict.fromkeys(_in_turns(by_document.values()))
    return list(islice(distinct, _CANDIDATES)), [*titles, *untitled]


def _from_everywhere(entries: Iterable[LedgerEntry]) -> list[LedgerEntry]:
    """Return some documents, of every collection in turns: the longest, which have most to say."""
    collections: dict[str | None, list[LedgerEntry]] = {}
    for entry in entries:
        collections.setdefault(entry.collection, []).append(entry)
    share = math.ceil(_CANDIDATES / max(1, len(collections)))
    chosen = (sorted(own, key=lambda entry: -entry.characters)[:share] for own in collections.values())
    return list(islice(_in_turns(chosen), _CANDIDATES))


def _in_turns(groups: Iterable[Iterable[T]]) -> Iterator[T]:
    """Give the first of each group, then the second of each, as far as they go."""
    return (each for each in chain.from_iterable(zip_longest(*groups)) if each is not None)


def candidates_of(document: Document) -> Candidates:
    """Return questions to try of one document, and the one for its title."""
    return list(islice(questions_of(document), _CANDIDATES_OF_ONE)), [_title_asked(document)]


def questions_of(document: Document) -> Iterator[str]:
    """Give what a document asks itself, what it defines, and what its sections are about.

    Whether it answers them is not known before they were asked.
    """
    english = _is_english(document.text[:_SAMPLE])
    blocks = document.content.blocks
    headings = [_said(document, block) for block in blocks if block.kind == "heading"]
    asked = [_said(document, block) for block in blocks if block.kind == "question"]
    yield from (text for text in [*asked, *headings] if text.endswith(_ASKED) and len(text) in _LENGTHS)
    defined = {block.parent for block in blocks if block.kind == "description"}
    terms = [_said(document, block) for number, block in enumerate(blocks) if number in defined]
    subjects = [text for text in headings if text != document.title and not text.endswith(_ASKED)]
    for form, named in (("What is {}?", terms), ("What is said about {}?", subjects)):
        for text in named:
            question = form.format(f"“{text}”") if english else text
            if len(text.split()) in _SUBJECT_WORDS and text[:1].isalpha() and len(question) in _LENGTHS:
                yield question


def _title_asked(document: Document) -> str:
    return f"What does “{document.title[:60]}” say?"


def _said(document: Document, block: Block) -> str:
    """Return what a block says on one line, without the marks before a question ("Q:", "3.") and of its markup."""
    text = " ".join((block.label or document.text[block.start : block.end]).split())
    return _MARKS.sub("", text).rstrip("*_` ")


def _is_english(text: str) -> bool:
    """Guess whether a text is English, by its short words."""
    found = [word for word, *_ in words(text)]
    return sum(map(is_stop_word, found)) > _ENGLISH * len(found)


def offered(answers: Iterable[Answer]) -> list[str]:
    """Return the questions whose answers are whole and sure, then those that are likely enough, each in their order.

    What more than two answers take from one document comes last: the others show that there are others.

    Args:
        answers: to the candidates, in their order.
    """
    whole = [answer for answer in answers if answer.answerable and all(map(_is_statement, answer.citations))]
    sure = [answer for answer in whole if answer.certainty == "sure"]
    likely = [answer for answer in whole if answer.certainty == "likely" and answer.confidence >= _LIKELY]
    taken: Counter[str] = Counter()
    first: list[str] = []
    last: list[str] = []
    for answer in [*sure, *likely]:
        document = answer.citations[0].document_id
        (first if taken[document] < _OF_ONE_DOCUMENT else last).append(answer.question)
        taken[document] += 1
    return [*first, *last][:OFFERED]


def _is_statement(citation: Citation) -> bool:
    """Say whether a quote says something by itself: it is no heading, no question, and announces nothing."""
    said = citation.quote.rstrip("\"'”’»*_ \t\r\n")
    return citation.block != "heading" and not said.endswith(_NO_STATEMENT_ENDS)


def gold_questions(folders: Sequence[Path]) -> list[tuple[str, str]]:
    """Return (document name, question) from every gold.jsonl in ``folders``; a line that is no such row is ignored.

    Examples are optional; `qa evaluate` is where a broken gold file is an error.
    """
    files = [folder / "gold.jsonl" for folder in folders]
    lines = [line for file in files if file.is_file() for line in file.read_text(encoding="utf-8").splitlines()]
    return [pair for line in lines if (pair := _gold_question(line)) is not None]


def _gold_question(line: str) -> tuple[str, str] | None:
    try:
        row = json.loads(line)
        if not row.get("answerable") or row.get("history"):
            return None
        evidence = [*row.get("evidence", ()), *(e for group in row.get("evidence_groups", ()) for e in group)]
        return str(evidence[0]["doc"]), str(row["text"])
    except (ValueError, LookupError, AttributeError, TypeError):
        return None
