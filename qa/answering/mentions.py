"""What a text names: names, titles in quotation marks, and plain noun phrases, found by form alone."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from index.analysis import is_stop_word, terms, words

Kind = Literal["name", "phrase"]
_Word = tuple[str, int, int]

# What may stand inside a name without a capital: "Bank of England", "Vincent van Gogh", "Lord of the Rings".
_INSIDE = frozenset("of de del der des di du la le van von den ten bin ibn al".split())
_ARTICLES = frozenset("the a an".split())
_DETERMINERS = _ARTICLES | frozenset(
    "this that these those his her its their our your my some any no each every".split()
)
_ASIDE = frozenset(
    """
    tell describe explain give show list name say know think mean find talk talking want like need please article
    yes no well ok okay hello hi thanks however although compare
    """.split()
)
_DATES = frozenset(
    """
    january february march april may june july august september october november december
    monday tuesday wednesday thursday friday saturday sunday
    """.split()
)
# "What is X?" and "tell me about X" name X whole, whatever stands in it: "Shakespeare in Love".
_ASKED_ABOUT = re.compile(
    r"^\W*(?:(?:what|who)(?:['’]s|\s+(?:is|are|was|were))|(?:[\w' ]+\s)?about)"
    r"\s+(?:the\s+|an?\s+)?([A-Z][^?.!,;]*?)[\s?.!]*$"
)
_BE = frozenset("is are was were be been being".split())
_DO = frozenset("do does did can could will would should has have had might may must shall".split())
_VAGUE = frozenset(
    """
    thing things something anything everything nothing kind type sort lot way ways time times year years day days part
    aspect aspects fact facts information info detail details example examples reason reasons article people person
    interesting important notable significant happened happen able many much long old name names called known first
    """.split()
)
_SUBJECTS = frozenset("i you he she it we they who".split())
_OBJECT_CUES = frozenset("about of for with by in on at from".split())
_PERSON_TITLES = frozenset("mr mrs ms dr sir lady lord king queen prince princess president professor saint".split())
_LONGEST = 7  # words of one mention


@dataclass(frozen=True, slots=True)
class Mention:
    """Words that stand for something. ``text`` is as written, without its article."""

    text: str
    kind: Kind
    start: int
    end: int
    article: str  # "the", "a", "an" or ""
    before: str  # the word in front of it, in lower case
    after: str
    opens: bool = False  # one word that begins a sentence, so that its capital proves nothing

    @property
    def terms(self) -> frozenset[str]:
        """Return its content words, stemmed."""
        return frozenset(terms(self.text))


def mentions(text: str) -> list[Mention]:
    """Return the names and noun phrases of ``text`` in reading order; none overlaps another."""
    found = words(text)
    names = list(_names(text, found))
    taken = [(name.start, name.end) for name in names]
    phrases = [
        phrase
        for phrase in _phrases(text, found)
        if not any(start < phrase.end and phrase.start < end for start, end in taken)
    ]
    return sorted([*names, *phrases], key=lambda mention: mention.start)


def names(text: str) -> list[Mention]:
    """Return the names of ``text`` alone."""
    return list(_names(text, words(text)))


def _names(text: str, found: Sequence[_Word]) -> Iterator[Mention]:
    place = 0
    whole = _ASKED_ABOUT.match(text)
    if whole:
        inside = [i for i, (_, start, end) in enumerate(found) if whole.start(1) <= start and end <= whole.end(1)]
        if 1 < len(inside) <= _LONGEST and _is_capital(found[inside[-1]][0]) and not _is_frame(found[inside[0]][0]):
            yield _mention(text, found, inside[0], inside[-1] + 1, "name")
            return
    while place < len(found):
        last = _end_of_name(text, found, place)
        first = place
        place = max(last, place + 1)
        while first < last and (is_stop_word(found[first][0]) or (first == 0 and _is_frame(found[first][0]))):
            first += 1
        while first < last and (found[last - 1][0].lower() in _INSIDE or is_stop_word(found[last - 1][0])):
            last -= 1
        if first == last or (last - first == 1 and found[first][0].lower() in _DATES | _ASIDE):
            continue
        first, last = _with_noun(text, found, first, last)
        place = max(place, last)
        opens = last - first == 1 and _opens(text, found[first])
        if not opens or not found[first][0].lower().endswith(("ing", "ed", "ly")):
            yield _mention(text, found, first, last, "name", opens=opens)


def _end_of_name(text: str, found: Sequence[_Word], first: int) -> int:
    """Return the place after the last word of the name that begins at ``first``; ``first`` where none does."""
    last = first
    place = first
    while place < len(found) and place - first < _LONGEST and (place == first or _adjoin(text, found, place)):
        word = found[place][0]
        if word[0].isupper() or (place > first and word.isdigit() and len(word) <= 2):
            last = place + 1
        elif (
            place == first
            or word.lower() not in _INSIDE | {"the"}
            or (word.lower() == "the" and found[place - 1][0].lower() not in _INSIDE)
        ):
            break
        place += 1
    return last


def _adjoin(text: str, found: Sequence[_Word], place: int) -> bool:
    """Say whether nothing but a blank, a hyphen or an initial's full stop parts this word from the one before."""
    gap = text[found[place - 1][2] : found[place][1]]
    before = found[place - 1][0]
    return gap in {" ", "-", "–", " & ", "'"} or (
        gap == ". " and (len(before) == 1 or before.lower() in _PERSON_TITLES | {"st", "jr"})
    )


def _with_noun(text: str, found: Sequence[_Word], first: int, last: int) -> tuple[int, int]:
    """Widen "TikTok" to "first TikTok bill" where an article says that the name only tells which bill."""
    start = (
        first - 1 if first > 1 and found[first - 2][0].lower() in _ARTICLES and found[first - 1][0].islower() else first
    )
    if not start or found[start - 1][0].lower() not in _ARTICLES or last >= len(found):
        return first, last
    noun = found[last][0].lower()
    if (
        is_stop_word(noun)
        or not found[last][0].islower()
        or noun.endswith("ed")
        or text[found[last - 1][2] : found[last][1]] != " "
    ):
        return first, last
    after = found[last + 1][0].lower() if last + 1 < len(found) else ""
    asked = any(word.lower() in _DO for word, _, _ in found[: start - 1])
    return (start, last + 1) if not after or after in _BE | _DO or asked else (first, last)


def _is_capital(word: str) -> bool:
    return word[0].isupper() or word[0].isdigit()


def _is_frame(word: str) -> bool:
    return is_stop_word(word) or word.lower() in _ASIDE | _DATES


def _opens(text: str, word: _Word) -> bool:
    """Say whether a word begins a sentence, and may owe its capital to that."""
    ahead = text[: word[1]].rstrip(" “\"'(«")
    return (not ahead or ahead[-1] in ".!?:\n") and not (word[0].isupper() and len(word[0]) > 1)


def _phrases(text: str, found: Sequence[_Word]) -> Iterator[Mention]:
    place = 0
    while place < len(found):
        if _is_frame(found[place][0]) or found[place][0][0].isupper():
            place += 1
            continue
        last = place + 1
        while last < len(found) and last - place < _LONGEST and _goes_on(text, found, place, last):
            last += 1
        while last - place > 1 and found[last - 1][0].lower() in _INSIDE | _ARTICLES:
            last -= 1
        end = _without_verb(found, place, last)
        while place < end and found[place][0].lower() in _VAGUE:
            place += 1
        if (
            end > place
            and _stands(found, place, end)
            and not all(word.lower() in _VAGUE or word[0].isdigit() for word, _, _ in found[place:end])
        ):
            yield _mention(text, found, place, end, "phrase")
        place = last


def _stands(found: Sequence[_Word], first: int, last: int) -> bool:
    """Say whether a run of words may be a noun: it has an article or is a plural, or it was asked about."""
    before = found[first - 1][0].lower() if first else ""
    if before in _SUBJECTS or before == "to":
        return False
    head = found[last - 1][0].lower()
    return before in _DETERMINERS | _BE | _OBJECT_CUES or (head.endswith("s") and len(head) > 3) or last - first > 1


def _goes_on(text: str, found: Sequence[_Word], first: int, place: int) -> bool:
    if text[found[place - 1][2] : found[place][1]] not in {" ", "-"}:
        return False
    word = found[place][0]
    if word == "of":
        return place + 1 < len(found) and place > first
    if word.lower() in _ARTICLES:
        return found[place - 1][0] == "of"
    return not _is_frame(word) and not (word[0].isdigit() and len(word) == 4)


def _without_verb(found: Sequence[_Word], first: int, last: int) -> int:
    """Cut a verb off the end: "did the band | form", "is the tax | refundable", "the band | released albums"."""
    for place in range(first + 1, last):
        word = found[place][0].lower()
        if word.endswith("ed") and len(word) > 4:
            return place
    lead = [word.lower() for word, _, _ in found[max(0, first - 2) : first]]
    length = last - first
    aux = next((word for word in reversed(lead) if word in _DO | _BE), "")
    if lead and aux in _DO:
        if lead[-1] in _DETERMINERS:
            return last - 1 if 2 <= length <= 3 else last
        if length >= 2:
            plural = next((i for i in range(first, last) if found[i][0].endswith("s")), None)
            return plural + 1 if plural is not None else last - 1
    asked = found[0][0].lower()
    if aux in _BE and asked in _BE and length >= 2 and last == len(found):
        return last - 1
    return last


def _mention(text: str, found: Sequence[_Word], first: int, last: int, kind: Kind, *, opens: bool = False) -> Mention:
    ahead = [word.lower() for word, _, _ in found[max(0, first - 2) : first]]
    article = ahead[-1] if ahead and ahead[-1] in _ARTICLES else ""
    before = (ahead[0] if article and len(ahead) > 1 else "") if article else (ahead[-1] if ahead else "")
    after = found[last][0].lower() if last < len(found) else ""
    start, end = found[first][1], found[last - 1][2]
    shown = re.sub(r"['’]s?$", "", text[start:end])
    return Mention(shown, kind, start, end, article, before, after, opens)
