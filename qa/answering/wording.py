"""Every sentence in an answer that is not a quote."""

from collections.abc import Mapping, Sequence
from itertools import combinations

from qa.answering.counting.counted import Counted
from qa.answering.editions import differ
from qa.answering.llm.model import Failure
from qa.answering.question.intent import Intent
from qa.answering.records import Citation, Reason

_PREFIX = {
    Intent.YES_NO: "What the sources say on this: ",
    Intent.CLAIM: "What the sources say on this: ",
    Intent.KEYWORDS: "Where the sources speak of this: ",
    Intent.OVERVIEW: "The documents, each in its own opening words: ",
    Intent.OUTLINE: "Section by section, each in its own opening words: ",
}

_DIFFERENT = "The documents say different things. "
_NO_DATES: Mapping[str, str | None] = {}

_ABSTENTION: dict[Reason, str] = {
    "nothing_near": "The documents do not speak of this; what is below is merely the nearest there is.",
    "near_but_silent": "The documents come near this but do not answer it; the closest statements are below.",
    "needs_context": "It is not clear what this question points back to; please ask again with the name of the thing.",
}

# Before the quotes, where a language model was to word the answer and did not.
_FALLBACK: dict[Failure, str] = {
    "slow": "The language model took too long, so here are the documents' own words.",
    "unreachable": "The language model could not be reached, so here are the documents' own words.",
    "refused": "The language model's server refused, so here are the documents' own words.",
    "unreadable": "The language model's reply could not be read, so here are the documents' own words.",
    "unsupported": "The documents do not support what the language model wrote, so here are their own words.",
}


def answer_text(intent: Intent, citations: Sequence[Citation], dates: Mapping[str, str | None] = _NO_DATES) -> str:
    """Return the quotes in order, each followed by its marker, after a label that fits ``intent``.

    Where two documents say different things in nearly the same words, that is said, each with its title and its date.
    """
    if any(differ(one, other) for one, other in combinations(citations, 2)):
        return _DIFFERENT + " ".join(
            f"{_edition(citation, dates)}: “{citation.quote}” [{citation.number}]" for citation in citations
        )
    parts = []
    for citation in citations:
        quoted = f"“{citation.quote}” [{citation.number}]"
        label = _label(intent, citation)
        parts.append(f"{label}: {quoted}" if label else quoted)
    return _PREFIX.get(intent, "") + " ".join(parts)


def _edition(citation: Citation, dates: Mapping[str, str | None]) -> str:
    date = dates.get(citation.document_id)
    return f"{citation.title} ({date})" if date else citation.title


def _label(intent: Intent, citation: Citation) -> str:
    if intent is Intent.OVERVIEW:
        return citation.title
    headings = [part.text for part in citation.context if part.kind == "heading"] if intent is Intent.OUTLINE else []
    return " ".join(headings[-1].strip("#=-~ \t\r\n").split()) if headings else ""


def counting_sentence(counted: Counted) -> str:
    """Say what was counted, and how many there are: no quote says that number."""
    if counted.rows is None:
        said = f"the list has {counted.number} items"
    elif counted.value:
        have = "has" if counted.number == 1 else "have"
        said = f"{counted.number} of the table's {counted.rows} rows {have} “{counted.value}” under “{counted.column}”"
    elif counted.number == counted.rows:
        said = f"the table has {counted.rows} rows"
    else:
        said = f"{counted.number} different entries stand under “{counted.column}”, in {counted.rows} rows"
    more = "" if counted.whole else "; what is quoted is the beginning"
    return f"Counted, not quoted: {said}{more}."


def counted_text(sentence: str, citation: Citation) -> str:
    """Return what was counted with the quote that shows it."""
    return f"{sentence} “{citation.quote}” [{citation.number}]"


def unanswered_text(question: str) -> str:
    """Say which of several questions is not answered."""
    return f"The documents do not answer “{question}”."


def fallback_text(failure: Failure, text: str) -> str:
    """Say why ``text`` has quotes where a language model's words were asked for."""
    return f"{_FALLBACK[failure]} {text}"


def unverified(sentence: str) -> str:
    """Mark a sentence that its quotes do not support, so that nobody takes it for one that they do."""
    return f"NOT VERIFIED, the quotes do not say so: {sentence}"


def abstention_text(reason: Reason, examples: Sequence[str] = (), *, thanked: bool = False) -> str:
    """Return the one sentence of an abstention; ``examples`` are questions to try."""
    if reason != "not_a_question":
        return _ABSTENTION[reason]
    if thanked:
        return "You are welcome. Ask another question about the documents whenever you like."
    if not examples:
        return "Hello! Ask a question about the documents, and the answer will be their own words."
    shown = " or ".join(f"“{example}”" for example in examples[:2])
    return f"Hello! Ask a question about the documents, for example {shown}."
