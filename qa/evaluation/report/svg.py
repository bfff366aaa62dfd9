"""Charts drawn as SVG, by hand: two axes from 0, a title, lines and bars. No script, nothing fetched."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape

_WIDTH, _HEIGHT = 460, 300
_LEFT, _RIGHT, _TOP, _BOTTOM = 58, 16, 34, 46

COLOURS = """
:root { color-scheme: light dark; --ink: #1c2430; --soft: #5b6675; --line: #d5dae1; --mark: #2563a8; --paper: #fff }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6eaf0; --soft: #a3aebd; --line: #3a4452; --mark: #7db4f0; --paper: #12171e }
}
"""
DRAWING = """
svg text { fill: var(--ink); font: 12px system-ui, sans-serif }
svg .title { font-weight: 600; font-size: 14px } svg .tick { text-anchor: middle; fill: var(--soft) }
svg .tick.y, svg .row { text-anchor: end } svg .label { text-anchor: middle; fill: var(--soft) }
svg .axis, svg .guide { stroke: var(--soft); fill: none } svg .guide { stroke-dasharray: 4 4 }
svg .curve { stroke: var(--mark); fill: none; stroke-width: 2 } svg .bar { fill: var(--mark); opacity: .55 }
svg .dot { fill: var(--mark) }
"""

Point = tuple[float, float]


@dataclass(slots=True)
class Chart:
    """A plane from 0 to ``x_max`` and from 0 to ``y_max``; what lies outside is drawn at the edge."""

    title: str
    x_label: str
    y_label: str
    x_max: float = 1.0
    y_max: float = 1.0
    _marks: list[str] = field(default_factory=list)

    def line(self, points: Sequence[Point], style: str) -> None:
        """Draw a line through ``points``; ``style`` is a class of the report's style sheet."""
        path = " ".join(f"{self._x(x):.1f},{self._y(y):.1f}" for x, y in points)
        self._marks.append(f'<polyline class="{style}" points="{path}"/>')

    def dots(self, points: Sequence[tuple[float, float, str]]) -> None:
        """Draw a dot at each (x, y), with a text shown on hovering."""
        self._marks += [
            f'<circle class="dot" cx="{self._x(x):.1f}" cy="{self._y(y):.1f}" r="4">{_hover(text)}</circle>'
            for x, y, text in points
        ]

    def bar(self, left: float, right: float, height: float, text: str) -> None:
        """Draw an upright bar from ``left`` to ``right`` on the x axis, with a text shown on hovering."""
        x, width = self._x(left), max(1.0, self._x(right) - self._x(left) - 1)
        y = self._y(height)
        self._marks.append(
            f'<rect class="bar" x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{self._y(0) - y:.1f}">'
            f"{_hover(text)}</rect>"
        )

    def svg(self) -> str:
        """Return the chart as one SVG element."""
        title = escape(self.title)
        return (
            f'<svg viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-label="{title}">'
            f'<text class="title" x="{_LEFT}" y="20">{title}</text>{self._axes()}{"".join(self._marks)}</svg>'
        )

    def _axes(self) -> str:
        left, right, top, bottom = _LEFT, _WIDTH - _RIGHT, _TOP, _HEIGHT - _BOTTOM
        parts = [f'<path class="axis" d="M{left},{top}V{bottom}H{right}"/>']
        for step in range(5):
            share = step / 4
            x, y = self._x(share * self.x_max), self._y(share * self.y_max)
            parts.append(f'<text class="tick" x="{x:.1f}" y="{bottom + 16}">{_number(share * self.x_max)}</text>')
            parts.append(f'<text class="tick y" x="{left - 6}" y="{y + 4:.1f}">{_number(share * self.y_max)}</text>')
        parts.append(f'<text class="label" x="{(left + right) / 2}" y="{_HEIGHT - 8}">{escape(self.x_label)}</text>')
        middle = (top + bottom) / 2
        parts.append(
            f'<text class="label" transform="rotate(-90 14 {middle})" x="14" y="{middle}">{escape(self.y_label)}</text>'
        )
        return "".join(parts)

    def _x(self, value: float) -> float:
        return _LEFT + min(max(value / self.x_max, 0.0), 1.0) * (_WIDTH - _LEFT - _RIGHT)

    def _y(self, value: float) -> float:
        return _HEIGHT - _BOTTOM - min(max(value / self.y_max, 0.0), 1.0) * (_HEIGHT - _TOP - _BOTTOM)


def standalone(svg: str) -> str:
    """Return a chart as a file of its own, on paper of its own."""
    style = f"<style>{COLOURS}{DRAWING}</style>"
    inside = svg[svg.index(">") + 1 :]
    head = svg[: svg.index(">")].replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
    return f'{head}>{style}<rect width="100%" height="100%" fill="var(--paper)"/>{inside}\n'


def bars(title: str, values: Sequence[tuple[str, float]]) -> str:
    """Return lying bars from 0 to 1, one per (label, value), the value written at its end."""
    row, label = 24, 170
    height = _TOP + row * len(values) + 10
    room = _WIDTH - label - 60
    parts = [f'<text class="title" x="8" y="20">{escape(title)}</text>']
    for place, (name, value) in enumerate(values):
        y = _TOP + row * place
        width = max(1.0, min(max(value, 0.0), 1.0) * room)
        parts.append(f'<text class="row" x="{label - 8}" y="{y + 15}">{escape(name)}</text>')
        parts.append(f'<rect class="bar" x="{label}" y="{y + 2}" width="{width:.1f}" height="{row - 6}"/>')
        parts.append(f'<text class="value" x="{label + width + 6:.1f}" y="{y + 15}">{value:.3f}</text>')
    return f'<svg viewBox="0 0 {_WIDTH} {height}" role="img" aria-label="{escape(title)}">{"".join(parts)}</svg>'


def _hover(text: str) -> str:
    return f"<title>{escape(text)}</title>"


def _number(value: float) -> str:
    return f"{value:g}" if value < 10 else f"{value:,.0f}"
