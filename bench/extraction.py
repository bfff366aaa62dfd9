"""How well readers find the article of a web page: ours against trafilatura on the same pages in the same run.

    QA_TEST_DATA=... python bench/extraction.py

Data: the pages of zytedata/article-extraction-benchmark under QA_TEST_DATA/ingest/article_extraction. Measure: shingles
of four tokens (``\\w+``, case kept) as multisets; precision and recall averaged over pages; F1 of the two means. The
pages are halved by a hash of their names: the rules were tuned on the first half. No page of the second was looked at,
but its two figures were, to choose between rules (what share of a page must be article for all of it to be, and whether
a box counts).

Then the same pages as plain text, as if copied from a browser: the share of the article's characters that
`index.boilerplate` marks although they are text, and of all others that it marks.
"""

import hashlib
import json
import os
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path

import trafilatura

from index.boilerplate import judge
from index.parsers import PARSERS
from index.parsers.html import alignment
from index.records import Content

# The benchmark's bodies hold no captions and no page's foot; ours keep both, as blocks of their own.
APART = ("boilerplate", "caption", "page_header", "page_footer")
Shingles = Counter[tuple[str, ...]]


def shingles(text: str) -> Shingles:
    """Return the multiset of runs of four tokens; a shorter text is one run."""
    tokens = re.findall(r"\w+", text)
    return (
        Counter(tuple(tokens[start : start + 4]) for start in range(max(len(tokens) - 3, 1))) if tokens else Counter()
    )


def precision_recall(found: str, wanted: str) -> tuple[float, float]:
    """Compare two texts by their shingles."""
    ours, gold = shingles(found), shingles(wanted)
    common = sum((ours & gold).values())
    return common / (sum(ours.values()) or 1), common / (sum(gold.values()) or 1)


def article(content: Content) -> str:
    """Return what is the article's body: neither boilerplate nor set apart from it."""
    pieces, start = [], 0
    for block in content.blocks:
        if block.kind in APART and block.start >= start:
            pieces.append(content.text[start : block.start])
            start = block.end
    return "\n".join((*pieces, content.text[start:]))


def half(name: str) -> int:
    return hashlib.sha256(name.encode()).digest()[-1] % 2


def report(label: str, scores: Mapping[str, tuple[float, float]], seconds: float) -> None:
    for which, names in (
        ("all", list(scores)),
        ("tuned on", [name for name in scores if half(name) == 0]),
        ("held out", [name for name in scores if half(name) == 1]),
    ):
        precision = sum(scores[name][0] for name in names) / len(names)
        recall = sum(scores[name][1] for name in names) / len(names)
        f1 = 2 * precision * recall / (precision + recall)
        print(f"{label:28} {which:9} {len(names):3} pages  P {precision:.4f}  R {recall:.4f}  F1 {f1:.4f}")
    print(f"{label:28} {seconds:.1f} s")


def marked_as_text(text: str, wanted: str) -> Counter[tuple[bool, bool]]:
    """Count the characters of ``text`` by (part of the article, marked as boilerplate when read as plain text)."""
    words = alignment.words(text)
    hits = alignment.covered([word for word, _ in words], wanted)
    counts: Counter[tuple[bool, bool]] = Counter()
    place = 0
    for verdict in judge(text):
        start = place
        while place < len(words) and words[place][1] < verdict.unit.span.end:
            place += 1
        inside = 2 * sum(hits[start:place]) > place - start
        counts[inside, verdict.why is not None] += len(verdict.unit.span)
    return counts


def report_marks(counts: Mapping[str, Counter[tuple[bool, bool]]]) -> None:
    for which, wanted in (("tuned on", 0), ("held out", 1)):
        total = sum((count for name, count in counts.items() if half(name) == wanted), Counter[tuple[bool, bool]]())
        article, rest = total[True, True] + total[True, False], total[False, True] + total[False, False]
        print(
            f"{'as plain text':28} {which:9} of the article {total[True, True] / article:.2%} marked, "
            f"of the rest {total[False, True] / rest:.1%}"
        )


def main() -> int:
    if "QA_TEST_DATA" not in os.environ:
        print("set QA_TEST_DATA to the folder of test sets", file=sys.stderr)
        return 2
    folder = Path(os.environ["QA_TEST_DATA"]) / "ingest" / "article_extraction"
    gold = json.loads((folder / "ground-truth.json").read_text("utf-8"))
    pages = {name: (folder / "html" / f"{name}.html").read_bytes() for name in sorted(gold)}
    systems: dict[str, Callable[[bytes], str]] = {
        "trafilatura, default": lambda data: trafilatura.extract(data) or "",
        "trafilatura, no comments": lambda data: trafilatura.extract(data, include_comments=False) or "",
        "ours": lambda data: article(PARSERS[".html"](data, "page.html")),
    }
    for label, extract in systems.items():
        start = time.perf_counter()
        texts = {name: extract(data) for name, data in pages.items()}
        seconds = time.perf_counter() - start
        report(label, {name: precision_recall(texts[name], gold[name]["articleBody"]) for name in pages}, seconds)
    texts = {name: PARSERS[".html"](data, "page.html").text for name, data in pages.items()}
    report_marks({name: marked_as_text(texts[name], gold[name]["articleBody"]) for name in pages})
    return 0


if __name__ == "__main__":
    sys.exit(main())
