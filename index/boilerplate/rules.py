"""From the signs of single units to verdicts, by what stands around them.

A sign alone proves little: "Sign up for our newsletter" is a page's voice under an article and an answer in a list of
questions. So a unit with a sign is boilerplate only in company: beside another one, or on the edge of the prose, with
at least one other sign in the same edge. Prose is never boilerplate; a document without signs is left as it is.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from index.boilerplate.labels import label
from index.boilerplate.phrases import phrase
from index.boilerplate.signs import Kind, Sign
from index.boilerplate.units import Unit

_MAX_PAGE_WORDS = 70  # a longer unit is not a page's short message, whatever sentences it holds
_MAX_TEASER_WORDS = 45
_REACH = 3  # units between which two signs are company
_MANY = 3  # other signs in a document that make one in its midst believable
_DENSITY = 0.01  # signs per unit that make a page: a long list of anything holds some by chance
_LIST = 6  # bare titles in a row
_MAX_TITLE_WORDS = 16
_NUMBERED = re.compile(r"\s*\(?\d+[.)]")
_MENU = 3  # menu words in a row
_MAX_ISLAND = 2  # unsigned units between two pieces of boilerplate,
_MAX_ISLAND_WORDS = 8  # and their length
_CERTAIN = (Kind.SKIP, Kind.ADVERTISEMENT)  # as whole units they need no company
_EDGE_ONLY = (Kind.COOKIES, Kind.LEGAL)  # policies and contracts speak of these things as well
_BARS = re.compile(r"\s*[|·•»]\s*|\s+[>/–—-]\s+")
# "Jane Doe/Agency | Archive": capitalised names with a slash or bar between, and nothing else
_NAMES = re.compile(r"(?:[A-Z][\w.'’-]*\s?){1,4}(?:\s?[/|]\s?(?:[A-Z][\w.'’-]*\s?){1,4}){1,3}")
_DIGITS = re.compile(r"\d{4}|^[Bb]y ")  # a date line or byline, which are no captions


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is decided on one unit, and the clues it was decided on."""

    unit: Unit
    why: str | None  # None: part of the text
    clues: tuple[str, ...] = ()


def signs_of(units: Sequence[Unit]) -> list[Sign | None]:
    """Return for each unit what it is recognised as by its own words."""
    return [_sign(unit, units[number - 1] if number else None) for number, unit in enumerate(units)]


def _sign(unit: Unit, before: Unit | None) -> Sign | None:
    if unit.words > _MAX_PAGE_WORDS or unit.text.endswith("?"):
        return None
    if found := label(unit.text, unit.words):
        return found
    if unit.is_item or (before is not None and before.text.endswith("?")):
        return None  # a step of instructions, or the answer to a question
    signs = [phrase(sentence.strip()) for sentence in unit.sentences]
    known = [sign for sign in signs if sign]
    return known[0] if 2 * len(known) > len(signs) else None


@dataclass(slots=True)
class _Judgement:
    """A document being judged: its units, their signs, and what is decided so far."""

    units: Sequence[Unit]
    signs: list[Sign | None]
    verdicts: list[Verdict | None]
    first_prose: int  # units before it are the head,
    last_prose: int  # and those after it the tail; a document without prose has neither

    @classmethod
    def of(cls, units: Sequence[Unit]) -> "_Judgement":
        signs = signs_of(units)
        prose = [place for place, unit in enumerate(units) if signs[place] is None and unit.is_prose]
        first, last = (prose[0], prose[-1]) if prose else (0, len(units))
        return cls(units, signs, [None] * len(units), first, last)

    def in_head(self, place: int) -> bool:
        return place < self.first_prose

    def in_tail(self, place: int) -> bool:
        return place > self.last_prose

    def mark(self, place: int, kind: Kind, *clues: str) -> None:
        if self.verdicts[place] is None:
            self.verdicts[place] = Verdict(self.units[place], kind.value, clues)

    def strong(self, place: int) -> Sign | None:
        """Return the unit's sign unless it is an everyday word."""
        sign = self.signs[place]
        return sign if sign and not sign.weak else None

    def evidence(self) -> list[int]:
        """Return the places of the signs that bear one another out: policies and contracts have the others as well."""
        return [
            place for place, sign in enumerate(self.signs) if sign and not sign.weak and sign.kind not in _EDGE_ONLY
        ]


def verdicts(units: Sequence[Unit]) -> list[Verdict]:
    """Decide on every unit of a document, in order."""
    judgement = _Judgement.of(units)
    for rule in (_mark_teasers, _mark_menus, _mark_signs, _mark_lists, _mark_captions, _mark_islands):
        rule(judgement)
    return [verdict or Verdict(unit, None) for unit, verdict in zip(units, judgement.verdicts, strict=True)]


def _mark_teasers(judgement: _Judgement) -> None:
    """Mark each list of other articles: its heading, titles, and the one-line teasers below them."""
    decided = 0  # a heading inside a list that was looked at heads no other list
    for place, heading in enumerate(judgement.signs):
        if heading is None or not heading.heads_list or place < decided:
            continue
        decided, titles = _end_of_teasers(judgement, place)
        if titles >= 2 or (titles and decided == len(judgement.units)):
            judgement.mark(place, Kind.TEASERS, f"heading “{heading.words}”", f"{titles} titles under it")
            for inner in range(place + 1, decided):
                sign = judgement.strong(inner)
                judgement.mark(inner, sign.kind if sign else Kind.TEASERS, f"listed under “{heading.words}”")


def _end_of_teasers(judgement: _Judgement, heading: int) -> tuple[int, int]:
    """Return where the list under ``heading`` ends and how many titles it has."""
    units, level = judgement.units, judgement.units[heading].heading_level
    place, titles = heading + 1, 0
    while place < len(units):
        unit = units[place]
        if judgement.strong(place):
            place += 1
        elif unit.is_title and not (level and 0 < unit.heading_level <= level):
            step = _teaser_length(units, place)
            if not step:
                break
            place, titles = place + step, titles + 1
        else:
            break
    return place, titles


def _teaser_length(units: Sequence[Unit], title: int) -> int:
    """Return how many units a title with its teaser takes; 0 where it is the heading of running text instead."""
    below = units[title + 1 : title + 3]
    if not below or below[0].is_title or not _is_sentence(below[0]):
        return 1
    if below[0].words > _MAX_TEASER_WORDS or (len(below) > 1 and _is_sentence(below[1])):
        return 0  # a paragraph, or two: a section of the text
    return 2


def _is_sentence(unit: Unit) -> bool:
    return unit.ends_sentence or unit.is_prose or unit.is_item


def _mark_menus(judgement: _Judgement) -> None:
    """Mark runs of three and more menu words, each a unit, or one line of them with bars between."""
    run: list[int] = []
    for place in range(len(judgement.units) + 1):
        sign = judgement.signs[place] if place < len(judgement.signs) else None
        if sign and sign.is_label:
            run.append(place)
            continue
        if len(run) >= _MENU and not all(map(judgement.strong, run)):
            for member in run:
                judgement.mark(member, Kind.LINKS, f"{len(run)} menu words in a row")
        run = []
    for place, unit in enumerate(judgement.units):
        parts = [part for part in _BARS.split(unit.text) if part.strip()] if unit.words <= _MAX_PAGE_WORDS else []
        if len(parts) >= _MENU and 2 * sum(label(part, 1) is not None for part in parts) >= len(parts):
            judgement.mark(place, Kind.LINKS, f"{len(parts)} menu words in a line")


def _mark_lists(judgement: _Judgement) -> None:
    """Mark long runs of bare titles above and below the text of what is evidently a copied web page.

    Only beyond a sign, seen from the text: a list right under the last paragraph belongs to it.
    """
    evidence = judgement.evidence()
    if len(evidence) < max(_MANY, _DENSITY * len(judgement.units)):
        return
    above = [place for place in evidence if judgement.in_head(place)]
    below = [place for place in evidence if judgement.in_tail(place)]
    for edge in (range(above[-1] if above else 0), range(below[0], len(judgement.units)) if below else range(0)):
        run: list[int] = []
        for place in (*edge, -1):
            if place >= 0 and _is_bare(judgement.units[place]):
                run.append(place)
                continue
            if len(run) >= _LIST:
                for member in run:
                    judgement.mark(member, Kind.LINKS, f"{len(run)} bare titles in a row, away from the text")
            run = []


def _is_bare(unit: Unit) -> bool:
    return unit.words <= _MAX_TITLE_WORDS and not unit.ends_sentence and not _NUMBERED.match(unit.raw)


def _mark_signs(judgement: _Judgement) -> None:
    """Mark the units that speak as a page does, where they are in company."""
    evidence = judgement.evidence()
    for place, sign in enumerate(judgement.signs):
        if sign is None or sign.weak or sign.heads_list:
            continue
        clue = f"says “{sign.words}”"
        if sign.kind in _CERTAIN and len(sign.words) >= len(judgement.units[place].text) - 4:
            judgement.mark(place, sign.kind, clue)
        elif company := _company(judgement, evidence, place):
            judgement.mark(place, sign.kind, clue, company)


def _company(judgement: _Judgement, evidence: Sequence[int], place: int) -> str | None:
    """Say in what company a sign stands; None where it stands alone, or where only an edge would do."""
    before, after = bisect_left(evidence, place), bisect_right(evidence, place)
    neighbours = [evidence[other] for other in (before - 1, after) if 0 <= other < len(evidence)]
    for where, is_there in (("head", judgement.in_head), ("tail", judgement.in_tail)):
        if is_there(place) and any(map(is_there, neighbours)):
            return f"in the {where} of the document, as other boilerplate"
    sign = judgement.signs[place]
    if sign is None or sign.kind in _EDGE_ONLY:
        return None
    if any(abs(other - place) <= _REACH for other in neighbours) or len(evidence) > max(
        _MANY, _DENSITY * len(judgement.units)
    ):
        return f"one of {len(evidence)} pieces of boilerplate"
    return None


def _mark_captions(judgement: _Judgement) -> None:
    """Mark the credit of the picture above the text, and the caption that stands on the line over it."""
    for place in range(1, judgement.first_prose):
        unit, sign = judgement.units[place], judgement.signs[place]
        is_credit = (sign is not None and sign.kind is Kind.CREDIT) or (
            not unit.first_in_block and _NAMES.fullmatch(unit.text) is not None
        )
        if not is_credit:
            continue
        judgement.mark(place, Kind.CREDIT, "names of a picture's makers, above the text")
        above = judgement.units[place - 1]
        if not unit.first_in_block and place > 1 and not _DIGITS.search(above.text):
            judgement.mark(place - 1, Kind.CREDIT, "on the line over a picture credit")


def _mark_islands(judgement: _Judgement) -> None:
    """Mark the few words left between pieces of boilerplate in the tail."""
    marked = [place for place, verdict in enumerate(judgement.verdicts) if verdict]
    for before, after in pairwise(marked):
        between = range(before + 1, after)
        small = all(judgement.units[place].words <= _MAX_ISLAND_WORDS for place in between)
        if 0 < len(between) <= _MAX_ISLAND and judgement.in_tail(before + 1) and small:
            verdict = judgement.verdicts[before]
            for place in between:
                judgement.verdicts[place] = Verdict(
                    judgement.units[place], verdict.why if verdict else None, ("a few words between boilerplate",)
                )
