"""What came to a question, and what comes to several at once."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from index.records import Hit
from qa.answering.counting.counted import Counted
from qa.answering.question.intent import Intent, thanks
from qa.answering.reading.reader import Reading
from qa.answering.records import Certainty, Citation, Mode, Reason
from qa.answering.wording import abstention_text, answer_text, counted_text, counting_sentence, unanswered_text

MAX_CLOSEST = 3
_NO_DATES: Mapping[str, str | None] = {}
_AS_GOOD = 0.8  # of its confidence elsewhere
_MAX_EACH = 2  # quotes for each of several questions


@dataclass(frozen=True, slots=True)
class Search:
    """What was searched for, and what was found."""

    question: str  # standalone
    intent: Intent
    hits: Sequence[Hit]


@dataclass(frozen=True, slots=True)
class Reply:
    """The parts of an answer that depend on what was found."""

    search: Search
    text: str
    confidence: float
    citations: tuple[Citation, ...] = ()
    closest: tuple[Citation, ...] = ()
    certainty: Certainty | None = None
    reason: Reason | None = None
    readings: Sequence[Reading] = ()  # what the citations were chosen from
    mode: Mode = "extractive"  # who worded the text
    counted: str = ""  # the sentence that says a number which stands in no quote


def answered(
    search: Search,
    citations: tuple[Citation, ...],
    confidence: float,
    certainty: Certainty,
    dates: Mapping[str, str | None] = _NO_DATES,
) -> Reply:
    """Return an answer in the documents' own words; ``dates`` of the documents, by id, tell editions apart."""
    text = answer_text(search.intent, citations, dates)
    return Reply(search, text, confidence, citations, certainty=certainty)


def counted_reply(search: Search, counted: Counted, citation: Citation, confidence: float) -> Reply:
    """Return a number that was counted, with the quote that shows what."""
    sentence = counting_sentence(counted)
    text = counted_text(sentence, citation)
    return Reply(search, text, confidence, (citation,), certainty="likely", counted=sentence)


def silent(
    reason: Reason,
    search: Search,
    confidence: float = 0.0,
    closest: Sequence[Citation] = (),
    examples: Sequence[str] = (),
) -> Reply:
    """Return an abstention, with the statements that come nearest."""
    return Reply(
        search,
        abstention_text(reason, examples, thanked=thanks(search.question)),
        confidence,
        closest=tuple(closest),
        reason=reason,
    )


def in_one_document(
    replies: Sequence[Reply], leaning: Collection[int], ask_in: Callable[[int, str], Reply]
) -> list[Reply]:
    """Return the replies to questions asked at once, each from the document of the surest where that answers as well.

    Who asks two things in one sentence asks of one subject, and the second half seldom says which.

    Args:
        replies: to each question, from wherever.
        leaning: the numbers of those that had to be told of what they are.
        ask_in: asks the question of that number, as it was typed, in the document of that id.
    """
    surest = max((reply for reply in replies if reply.citations), key=lambda reply: reply.confidence, default=None)
    if surest is None:
        return list(replies)
    home = surest.citations[0].document_id
    found: list[Reply] = []
    for i, reply in enumerate(replies):
        is_elsewhere = not reply.citations or reply.citations[0].document_id != home
        is_asked = (is_elsewhere or i in leaning) and not reply.counted
        other = ask_in(i, home) if is_asked else reply
        is_as_good = bool(other.citations) and other.confidence >= _AS_GOOD * reply.confidence
        found.append(other if is_as_good else reply)
    return found


def together(replies: Sequence[Reply]) -> Reply:
    """Return one reply to questions that were asked at once: what each is answered with, and which is not.

    It is as sure as its least sure part. Where no part is answered, it abstains as the part that came nearest does.
    """
    ranked = _merged_hits([reply.search.hits for reply in replies])
    whole = Search(" ".join(reply.search.question for reply in replies), replies[0].search.intent, ranked)
    given = [reply for reply in replies if reply.citations]
    if not given:
        nearest = max(replies, key=lambda reply: reply.confidence)
        rows = zip_longest(*(reply.closest for reply in replies))
        closest = _distinct([citation for row in rows for citation in row if citation is not None])
        return replace(nearest, search=whole, closest=_numbered(closest[:MAX_CLOSEST]))
    citations: list[Citation] = []
    texts: list[str] = []
    for reply in replies:
        if not reply.citations:
            texts.append(unanswered_text(reply.search.question))
            continue
        own = reply.citations[:_MAX_EACH]
        fresh = list(own) if reply.counted else _distinct(own, known=citations)
        numbered = _numbered(fresh, after=len(citations))
        citations += numbered
        if reply.counted:
            texts.append(counted_text(reply.counted, numbered[0]))
        elif numbered:  # else the other part's quote answers this one too
            texts.append(answer_text(Intent.FACT, numbered))
    return Reply(
        whole,
        " ".join(texts),
        min(reply.confidence for reply in given),
        tuple(citations),
        certainty="sure" if all(reply.certainty == "sure" for reply in replies) else "likely",
        readings=[reading for reply in replies for reading in reply.readings],
    )


def _distinct(citations: Sequence[Citation], known: Sequence[Citation] = ()) -> list[Citation]:
    """Return those that share no character with an earlier one."""
    found: list[Citation] = []
    for citation in citations:
        if not any(_overlap(citation, other) for other in (*known, *found)):
            found.append(citation)
    return found


def _overlap(one: Citation, other: Citation) -> bool:
    return one.document_id == other.document_id and one.start < other.end and other.start < one.end


def _numbered(citations: Sequence[Citation], after: int = 0) -> tuple[Citation, ...]:
    return tuple(replace(citation, number=number) for number, citation in enumerate(citations, after + 1))


def _merged_hits(rankings: Sequence[Sequence[Hit]]) -> list[Hit]:
    """Return the first of each ranking, then the second of each, and so on; each passage once."""
    found: dict[str, Hit] = {}
    for row in zip_longest(*rankings):
        for hit in row:
            if hit is not None:
                found.setdefault(hit.passage.id, hit)
    return list(found.values())
