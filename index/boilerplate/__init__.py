"""Boilerplate in plain text and Markdown: what a copied web page carries besides its text.

Nothing is altered or removed: the verdicts are marks beside the text, each with a reason and the clues behind it.
"""

from collections.abc import Sequence

from index.boilerplate.phrases import phrase
from index.boilerplate.rules import Verdict, signs_of, verdicts
from index.boilerplate.signs import Sign
from index.boilerplate.units import Unit, units_of
from index.records import Block, Span

_MAX_PAGE = 3_000_000  # characters; a long novel

__all__ = ["Verdict", "addresses_visitor", "boilerplate", "judge", "merged", "signs"]


def judge(text: str, start: int = 0) -> list[Verdict]:
    """Return a verdict on every unit of ``text`` from ``start`` on, in order; ``clues`` say what it rests on."""
    return verdicts(units_of(text, start))


def boilerplate(text: str, start: int = 0) -> tuple[Block, ...]:
    """Return the boilerplate of ``text`` from ``start`` on: neighbouring units with one reason are one piece.

    A text longer than any web page is not looked at.
    """
    if len(text) > _MAX_PAGE:
        return ()
    return merged([(verdict.unit.span, verdict.why) for verdict in judge(text, start)])


def merged(pieces: Sequence[tuple[Span, str | None]]) -> tuple[Block, ...]:
    """Join neighbours that have the same reason; pieces without one are text and part their neighbours."""
    found: list[Block] = []
    last: str | None = None
    for span, why in pieces:
        if why is not None and why == last:
            found[-1] = Block("boilerplate", Span(found[-1].span.start, span.end), why=why)
        elif why is not None:
            found.append(Block("boilerplate", span, why=why))
        last = why
    return tuple(found)


def signs(blocks: Sequence[str]) -> list[Sign | None]:
    """Say of each block what it is recognised as by its own words, for callers who know otherwise where it stands."""
    return signs_of([Unit(Span(0, max(len(block), 1)), block) for block in blocks])


def addresses_visitor(text: str) -> bool:
    """Say whether any sentence of ``text`` speaks as a page does to its visitor: subscribe, follow us."""
    return bool(text) and any(phrase(sentence) for sentence in Unit(Span(0, len(text)), text).sentences)
