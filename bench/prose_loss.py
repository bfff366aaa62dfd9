"""How much of a manual's prose a reader of our text never sees: what the HTML parser marks as boilerplate, or drops.

    python bench/prose_loss.py FILE_OR_FOLDER...        # without one: QA_TEST_DATA/everyday/docs/*.html

Prose is what stands in p, li, dd, dt, td, th, pre, figcaption and h1 to h6 of the body, outside nav, header, footer,
forms, elements of a navigation role, and hidden or struck elements, and is not mostly links (a table of contents). It
is found here by lxml, not by the parser that is measured. A stretch of it is held against the text by its runs of four
words: a run that stands only in boilerplate is marked, one that stands nowhere is missing. A headline that became the
title is in place. Figures are shares of the prose's characters.
"""

import argparse
import os
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from lxml import html

from index.parsers import PARSERS
from index.records import Content

PROSE = frozenset("p li dd dt td th pre figcaption h1 h2 h3 h4 h5 h6".split())
ASIDE = frozenset("nav header footer form script style noscript template head svg math s del strike".split())
ROLES = ("navigation", "banner", "contentinfo", "search")
MOSTLY_LINKS = 0.6
RUN = 4  # words
Runs = set[tuple[str, ...]]


def is_aside(element: html.HtmlElement) -> bool:
    style = (element.get("style") or "").replace(" ", "")
    return (
        element.tag in ASIDE
        or element.get("role") in ROLES
        or element.get("hidden") is not None
        or "display:none" in style
    )


def prose(page: html.HtmlElement) -> Iterator[str]:
    """Yield each stretch of prose: the text whose nearest prose element is the same."""
    texts: dict[html.HtmlElement, list[tuple[str, bool]]] = {}
    stack = [(page, None, False)]  # element, its nearest prose element, whether inside a link
    while stack:
        element, owner, linked = stack.pop()
        if not isinstance(element.tag, str) or is_aside(element):
            continue
        if element.tag in PROSE:
            owner = element
        linked = linked or (element.tag == "a" and bool(element.get("href")))
        if owner is not None:
            own = [element.text, *(child.tail for child in element)]
            texts.setdefault(owner, []).extend((text, linked) for text in own if text)
        stack.extend((child, owner, linked) for child in element)
    for pieces in texts.values():
        size = sum(len(text.strip()) for text, _ in pieces)
        if size and sum(len(text.strip()) for text, linked in pieces if linked) < MOSTLY_LINKS * size:
            yield from (text for text, _ in pieces if text.strip())


def runs(text: str) -> Iterator[tuple[str, ...]]:
    """Yield all runs of one to four words."""
    words = re.findall(r"\w+", text)
    for size in range(1, RUN + 1):
        yield from (tuple(words[start : start + size]) for start in range(len(words) - size + 1))


def parts(content: Content) -> tuple[str, str]:
    """Return what is quotable, the headline with it, and what is not."""
    kept, dropped, start = [content.title or ""], list[str](), 0
    for block in content.of_kind("boilerplate"):
        kept.append(content.text[start : block.start])
        (kept if block.why and "headline" in block.why else dropped).append(content.text[block.start : block.end])
        start = block.end
    kept.append(content.text[start:])
    return "\n".join(kept), "\n".join(dropped)


def loss(data: bytes) -> tuple[int, float, float, list[str]]:
    """Return characters of prose, how many of them are marked and missing, and the stretches that are."""
    content = PARSERS[".html"](data, "page.html")
    kept, dropped = (set(runs(part)) for part in parts(content))
    total, marked, missing, lost = 0, 0.0, 0.0, []
    for stretch in prose(html.document_fromstring(data).body):
        words = re.findall(r"\w+", stretch)
        if not words:
            continue
        size = min(RUN, len(words))
        own = [tuple(words[start : start + size]) for start in range(len(words) - size + 1)]
        out = [run for run in own if run not in kept]
        total += len(stretch.strip())
        marked += len(stretch.strip()) * sum(run in dropped for run in out) / len(own)
        missing += len(stretch.strip()) * sum(run not in dropped for run in out) / len(own)
        if 2 * len(out) > len(own):
            lost.append(" ".join(stretch.split()))
    return total, marked, missing, lost


def files(given: Iterable[Path]) -> list[Path]:
    return sorted(found for path in given for found in (path.glob("*.html") if path.is_dir() else [path]))


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("paths", nargs="*", type=Path)
    arguments.add_argument("--lost", action="store_true", help="also print each stretch that is mostly lost")
    options = arguments.parse_args()
    if not options.paths and "QA_TEST_DATA" not in os.environ:
        print("name files or folders, or set QA_TEST_DATA to the folder of test sets", file=sys.stderr)
        return 2
    sums = [0, 0.0, 0.0]
    for path in files(options.paths or [Path(os.environ["QA_TEST_DATA"]) / "everyday" / "docs"]):
        total, marked, missing, lost = loss(path.read_bytes())
        print(f"{path.name:45} {total:8} characters  {marked / total:6.2%} marked  {missing / total:6.2%} missing")
        sums = [before + now for before, now in zip(sums, (total, marked, missing), strict=True)]
        if options.lost:
            print(*(f"    {stretch[:200]}" for stretch in lost), sep="\n")
    print(f"{'all':45} {sums[0]:8} characters  {sums[1] / sums[0]:6.2%} marked  {sums[2] / sums[0]:6.2%} missing")
    return 0


if __name__ == "__main__":
    sys.exit(main())
