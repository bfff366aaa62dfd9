"""Draws a run's learning curve from its log: ``python -m training.curve --log log.jsonl --to curve.svg``.

Plain SVG, written here: three lines do not need a plotting library.
"""

import argparse
import json
from html import escape
from pathlib import Path

WIDTH, HEIGHT, LEFT, TOP, RIGHT, BOTTOM = 640, 360, 50, 20, 190, 40
LINES = {
    "f1": ("F1 of the best span", "#1b6ca8"),
    "auroc_both": ("AUROC, own paragraph", "#b3541e"),
    "near_auroc_both": ("AUROC, near misses", "#3c7a3c"),
}
LOWEST = 0.4


def draw(rows: list[dict[str, float]]) -> str:
    """Return the picture: one line per figure over the examples seen."""
    most = max(row["examples"] for row in rows)

    def place(examples: float, value: float) -> tuple[float, float]:
        x = LEFT + (WIDTH - LEFT - RIGHT) * examples / most
        y = HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * (max(value, LOWEST) - LOWEST) / (1 - LOWEST)
        return round(x, 1), round(y, 1)

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}"'
        ' font-family="sans-serif" font-size="12">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>',
    ]
    for tenth in range(4, 11):
        y = place(0, tenth / 10)[1]
        parts.append(f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y}" y2="{y}" stroke="#ddd"/>')
        parts.append(f'<text x="{LEFT - 8}" y="{y + 4}" text-anchor="end">{tenth / 10:.1f}</text>')
    for name, (label, colour) in LINES.items():
        points = [place(row["examples"], row[name]) for row in rows]
        path = " ".join(f"{x},{y}" for x, y in points)
        parts.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        x, y = points[-1]
        parts.append(f'<text x="{x + 6}" y="{y + 4}" fill="{colour}">{escape(label)} {rows[-1][name]:.3f}</text>')
    axis = f"examples seen (of {most:,})"
    parts.append(f'<text x="{(WIDTH + LEFT - RIGHT) / 2}" y="{HEIGHT - 12}" text-anchor="middle">{axis}</text>')
    return "\n".join([*parts, "</svg>"]) + "\n"


def picture(log: str) -> str:
    """Return the picture of a run's log: what was measured while it trained, and its running average at the end."""
    rows = [json.loads(line) for line in log.splitlines()]
    measured = [row for row in rows if row["kind"] == "tune" and "weights" not in row]
    final = [row for row in rows if row.get("weights") == "average"]
    return draw(measured + final[-1:])


def main() -> None:
    """Read the log and write the picture."""
    parser = argparse.ArgumentParser(description="Draw a run's learning curve.")
    parser.add_argument("--log", type=Path, required=True)
    parser.add_argument("--to", type=Path, required=True)
    given = parser.parse_args()
    given.to.write_text(picture(given.log.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
