"""The table and the picture of `bench.growth`."""

import datetime
import math
import os
import platform
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

_TABLE = Path("bench/GROWTH.md")
_PICTURE = Path("bench/growth.svg")


@dataclass(frozen=True)
class Figures:
    """What was measured at one size."""

    passages: int
    open_s: float
    search_p50_ms: float
    search_p95_ms: float
    commit_p50_s: float
    commit_max_s: float
    memory_b: float  # a passage
    disk_b: float  # a passage
    recall: float
    recall_half: float
    recall_hundredth: float
    recall_document: float
    build_s: float | None = None


def write_report(found: Sequence[Figures]) -> None:
    """Write bench/GROWTH.md and bench/growth.svg."""
    _PICTURE.write_text(_picture(found), encoding="utf-8")
    rows = {
        "one more document, searchable and durable, p50 / most of 10 (s)": lambda f: (
            f"{f.commit_p50_s:.2f} / {f.commit_max_s:.2f}"
        ),
        "search, p50 / p95 (ms)": lambda f: f"{f.search_p50_ms:.1f} / {f.search_p95_ms:.1f}",
        "recall@100 of the dense part, all / half / a hundredth / one document": lambda f: (
            f"{f.recall:.3f} / {f.recall_half:.3f} / {f.recall_hundredth:.3f} / {f.recall_document:.3f}"
        ),
        "memory a passage (kB)": lambda f: f"{f.memory_b / 1000:.2f}",
        "disk a passage (kB)": lambda f: f"{f.disk_b / 1000:.2f}",
        "open (s)": lambda f: f"{f.open_s:.2f}",
        "write and publish all (s)": lambda f: "-" if f.build_s is None else f"{f.build_s:.0f}",
    }
    head = " | ".join(f"{f.passages:,}" for f in found)
    lines = [f"| passages | {head} |", "|---" * (len(found) + 1) + "|"]
    lines += [f"| {name} | {' | '.join(map(cell, found))} |" for name, cell in rows.items()]
    _TABLE.write_text(
        "# How the embedded store grows\n\n"
        f"Made by `python -m bench.growth` on {datetime.date.today().isoformat()}, {_machine()},\n"
        f"load {os.getloadavg()[1]:.0f} of this and other work.\n\n"
        + "\n".join(lines)
        + "\n\n![Search and one more document, by passages](growth.svg)\n\n"
        "Real paragraphs repeated with changes; vectors drawn around themes within topics, of 384 dimensions. Search:\n"
        "a question of five to nine words and a vector, both engines, fused, with the passages' texts. One more\n"
        "document: 8 passages written, published, and found by another opening in the same process, as in a server.\n",
        encoding="utf-8",
    )


def _machine() -> str:
    found = re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text())
    return f"{os.cpu_count()} cores of {found[1].strip() if found else platform.machine()}"


def _picture(found: Sequence[Figures]) -> str:
    """Return an SVG: both axes logarithmic, one line for each of two costs."""
    lines = {
        "search p95 (ms)": ([f.search_p95_ms for f in found], "#1f6feb"),
        "one more document (ms)": ([f.commit_p50_s * 1e3 for f in found], "#bf3989"),
    }
    low, high = math.log10(found[0].passages), math.log10(found[-1].passages)
    parts = ['<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 360" font-family="sans-serif" font-size="13">']
    parts.append('<rect width="640" height="360" fill="#fff"/>')
    for power in range(5):
        height = _height(10.0**power)
        parts.append(f'<line x1="60" x2="600" y1="{height:.0f}" y2="{height:.0f}" stroke="#ddd"/>')
        parts.append(f'<text x="52" y="{height + 4:.0f}" text-anchor="end">{10**power:,}</text>')
    places = [80 + 500 * (math.log10(f.passages) - low) / max(high - low, 1e-9) for f in found]
    for place, figures in zip(places, found, strict=True):
        parts.append(f'<text x="{place:.0f}" y="340" text-anchor="middle">{figures.passages:,}</text>')
    for number, (name, (values, colour)) in enumerate(lines.items()):
        points = " ".join(f"{x:.0f},{_height(y):.0f}" for x, y in zip(places, values, strict=True))
        parts.append(f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts.append(f'<text x="80" y="{36 + 18 * number}" fill="{colour}">{name}</text>')
    return "\n".join([*parts, "</svg>"]) + "\n"


def _height(value: float) -> float:
    return 310 - 70 * math.log10(max(value, 1.0))
