"""What a document names at its head and then calls "we", "the company" or nothing: its subject, asked about by name.

"How long does Donkey Republic keep my data?" is answered by "we keep your data for four years", which has none of the
name; passages that have it come before, and say nothing of data. So it may be asked again without the name, in the
documents that bear it.
"""

import re
from collections.abc import Sequence

from index.analysis import terms
from index.library import Index
from index.notation import DAY, MONTH
from index.structure import Structure
from qa.answering.question.intent import Intent
from qa.answering.reading.reader import MAX_READ
from qa.answering.records import Citation
from qa.answering.replies import Search

HEAD = 600  # characters of a document that say whom or what it is about
LEAST = 2000  # characters of a document that has more than a head
_FIRST = 10  # passages whose documents may be meant
_SELDOM = 0.25  # of a document's paragraphs at most have the name; what more of them have is what they tell of
_PARAGRAPHS = re.compile(r"\n\s*\n")
_WORD = re.compile(r"[\w'’&.-]*\w")
_TIME = re.compile(  # a name of no thing: what is so in June may not be so in July
    rf"(?:{MONTH}|(?:mon|tue|wed|thu|fri|sat|sun)|{DAY}s?)\Z", re.I
)
_JOINING = frozenset({"of", "the", "and", "for", "&", "de", "la"})  # inside of a name
_OPENING = re.compile(r"(?:.*[.?!:]\s+)?\W*", re.DOTALL)  # before the first word of a sentence, which is capital anyhow
_BEFORE = re.compile(
    r"(?P<place>\b(?:at|in|from|with|by|of|for|to|on)\s+)?(?P<own>\b(?:the|a|an|my|our|your|this)\s+)?\Z", re.I
)
_ENDS = re.compile(r"\s*(?:[?.!,;]|\Z|(?:and|or|for|in|at|on|to|if|when)\b)")


def about(citation: Citation) -> str:
    """Return what all that is quoted belongs to: title, file, headings and the like."""
    return " ".join((citation.title, citation.source, *(part.text for part in citation.context)))


def search_without_subject(index: Index, search: Search, k: int) -> Search | None:
    """Return the ``search`` without the names that only the heads of documents have, in these documents.

    None where none of the documents that it found first is named so; ``k`` passages at least. A claim without its
    subject is another claim, and none is searched for.
    """
    if search.intent is Intent.CLAIM or not _names(search.question):
        return None
    found: dict[str, list[str]] = {}
    for document_id in dict.fromkeys(hit.passage.document_id for hit in search.hits[:_FIRST]):
        document = index.document(document_id)
        source = document.source if document else ""
        asked = without_subject(search.question, index.structure(document_id), source)
        if asked is not None:
            found.setdefault(asked, []).append(document_id)
    if not found:
        return None
    asked = min(found, key=len)  # without the most names
    hits = index.search(asked, max(k, MAX_READ), found[asked], index.embed_question(asked))
    return Search(asked, search.intent, hits)


def without_subject(question: str, structure: Structure, source: str) -> str | None:
    """Return ``question`` without the names that little but the head of a document has; None where it has none such.

    Args:
        question: as it is searched for.
        structure: of the document.
        source: its file, whose name may say what it is about.
    """
    names = _names(question)
    if not names or len(structure.text) < LEAST:
        return None
    head = f"{structure.content.title}\n{source}\n{structure.text[:HEAD]}".casefold()
    asked = question
    for start, end in reversed(names):
        parts = [_spelled(part) for part in question[start:end].split() if part not in _JOINING]
        if all(part.search(head) for part in parts) and _is_seldom(parts, structure.text):
            asked = _without(asked, start, end)
    return asked if asked != question and len(set(terms(asked))) > 1 else None


def _spelled(name: str) -> re.Pattern[str]:
    """Return what finds a name as it is spelled: travellers are not Travelers."""
    return re.compile(rf"(?<![^\W_]){re.escape(name.casefold())}(?![^\W_])")


def _is_seldom(name: Sequence[re.Pattern[str]], text: str) -> bool:
    paragraphs = [part for part in _PARAGRAPHS.split(text.casefold()) if part.strip()]
    having = sum(all(part.search(paragraph) for part in name) for paragraph in paragraphs)
    return having <= max(1, _SELDOM * len(paragraphs))


def _names(question: str) -> list[tuple[int, int]]:
    """Return where runs of capital words stand, "University of Guam"; the first word of a sentence is none."""
    runs: list[tuple[int, int]] = []
    for word in _WORD.finditer(question):
        if (
            not word[0][0].isupper()
            or not terms(word[0])
            or _TIME.match(word[0])
            or _OPENING.fullmatch(question[: word.start()])
        ):
            continue
        if runs and all(between in _JOINING for between in question[runs[-1][1] : word.start()].split()):
            runs[-1] = (runs[-1][0], word.end())
        else:
            runs.append((word.start(), word.end()))
    return runs


def _without(question: str, start: int, end: int) -> str:
    """Return ``question`` without a name: "in Oslo" falls away, "my Oslo ticket" is my ticket, else it becomes "it"."""
    before, rest = question[:start], question[end:]
    found = next(_BEFORE.finditer(before))  # the end of it, if nothing else
    if not found["place"] and not found["own"]:
        return f"{before}it{rest}"
    if _ENDS.match(rest):
        before = before[: found.start()]
    gap = "" if rest[:1] in "?.!,;" else " "
    return " ".join(f"{before.rstrip()}{gap}{rest}".split())
