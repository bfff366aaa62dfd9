"""Charts as SVG elements: a plane with two axes from 0, and lying bars. No script, nothing fetched."""

from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement, tostring

_WIDTH, _HEIGHT = 460, 300
_LEFT, _RIGHT, _TOP, _BOTTOM = 58, 16, 34, 46
_ROW, _LABEL = 24, 170  # height of a lying bar, and the room for its label

STYLE = """
:root { color-scheme: light dark; --ink: #1c2430; --soft: #5b6675; --line: #d5dae1; --mark: #2563a8; --paper: #fff }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6eaf0; --soft: #a3aebd; --line: #3a4452; --mark: #7db4f0; --paper: #12171e }
}
svg text { fill: var(--ink); font: 12px system-ui, sans-serif }
svg .title { font-weight: 600; font-size: 14px } svg .tick { text-anchor: middle; fill: var(--soft) }
svg .tick.y, svg .row { text-anchor: end } svg .label { text-anchor: middle; fill: var(--soft) }
svg .axis, svg .guide { stroke: var(--soft); fill: none } svg .guide { stroke-dasharray: 4 4 }
svg .curve { stroke: var(--mark); fill: none; stroke-width: 2 } svg .bar { fill: var(--mark); opacity: .55 }
svg .dot { fill: var(--mark) }
"""

Point = tuple[float, float]


class Chart:
    """A plane from 0 to ``x_max`` and from 0 to ``y_max``; what lies outside is drawn at the edge."""

    def __init__(self, title: str, labels: tuple[str, str], x_max: float = 1.0, y_max: float = 1.0) -> None:
        self._x_max, self._y_max = x_max, y_max
        self.svg = _svg(title, _HEIGHT)
        right, bottom, middle = _WIDTH - _RIGHT, _HEIGHT - _BOTTOM, (_TOP + _HEIGHT - _BOTTOM) / 2
        _add(self.svg, "path", "axis", d=f"M{_LEFT},{_TOP}V{bottom}H{right}")
        for share in (0, 0.25, 0.5, 0.75, 1):
            _add(self.svg, "text", "tick", _number(share * x_max), x=self._x(share * x_max), y=bottom + 16)
            _add(self.svg, "text", "tick y", _number(share * y_max), x=_LEFT - 6, y=self._y(share * y_max) + 4)
        _add(self.svg, "text", "label", labels[0], x=(_LEFT + right) / 2, y=_HEIGHT - 8)
        _add(self.svg, "text", "label", labels[1], transform=f"rotate(-90 14 {middle})", x=14, y=middle)

    def line(self, points: Sequence[Point], style: str) -> None:
        """Draw a line through ``points``; ``style`` is a class of the style sheet."""
        _add(self.svg, "polyline", style, points=" ".join(f"{self._x(x):.1f},{self._y(y):.1f}" for x, y in points))

    def dot(self, x: float, y: float, hint: str) -> None:
        """Draw a dot, with a text shown on hovering."""
        SubElement(_add(self.svg, "circle", "dot", cx=self._x(x), cy=self._y(y), r=4), "title").text = hint

    def bar(self, left: float, right: float, height: float, hint: str) -> None:
        """Draw an upright bar from ``left`` to ``right`` on the x axis, with a text shown on hovering."""
        x, y = self._x(left), self._y(height)
        bar = _add(self.svg, "rect", "bar", x=x, y=y, width=max(1.0, self._x(right) - x - 1), height=self._y(0) - y)
        SubElement(bar, "title").text = hint

    def _x(self, value: float) -> float:
        return _LEFT + min(max(value / self._x_max, 0.0), 1.0) * (_WIDTH - _LEFT - _RIGHT)

    def _y(self, value: float) -> float:
        return _HEIGHT - _BOTTOM - min(max(value / self._y_max, 0.0), 1.0) * (_HEIGHT - _TOP - _BOTTOM)


def bars(title: str, values: Sequence[tuple[str, float]]) -> Element:
    """Return lying bars from 0 to 1, one per (label, value), the value written at its end."""
    svg = _svg(title, _TOP + _ROW * len(values) + 10)
    for place, (name, value) in enumerate(values):
        y = _TOP + _ROW * place
        width = max(1.0, min(max(value, 0.0), 1.0) * (_WIDTH - _LABEL - 60))
        _add(svg, "text", "row", name, x=_LABEL - 8, y=y + 15)
        _add(svg, "rect", "bar", x=_LABEL, y=y + 2, width=width, height=_ROW - 6)
        _add(svg, "text", "value", f"{value:.3f}", x=_LABEL + width + 6, y=y + 15)
    return svg


def standalone(svg: Element) -> str:
    """Return a chart as a file of its own, with its own colours and background."""
    whole = Element("svg", svg.attrib | {"xmlns": "http://www.w3.org/2000/svg"})
    SubElement(whole, "style").text = STYLE
    _add(whole, "rect", "paper", width="100%", height="100%", fill="var(--paper)")
    whole.extend(svg)
    return tostring(whole, encoding="unicode")


def _svg(title: str, height: int) -> Element:
    svg = Element("svg", {"viewBox": f"0 0 {_WIDTH} {height}", "role": "img", "aria-label": title})
    _add(svg, "text", "title", title, x=8, y=20)
    return svg


def _add(svg: Element, tag: str, style: str, text: str | None = None, **attributes: str | float) -> Element:
    written = {name: f"{value:.1f}" if isinstance(value, float) else str(value) for name, value in attributes.items()}
    element = SubElement(svg, tag, {"class": style, **written})
    element.text = text
    return element


def _number(value: float) -> str:
    return f"{value:g}" if value < 10 else f"{value:,.0f}"
