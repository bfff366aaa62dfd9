"""The marks in front of list items and numbered headings."""

import re
from dataclasses import dataclass

_BLANK = r"[ \t\u00a0\u2000-\u200a\u202f\u205f\u3000]"  # programs that set text put other blanks behind a mark
_MARK = re.compile(
    rf"(?P<bullet>[-*+•‣▪●○◦·–]|o(?={_BLANK}{{2}})){_BLANK}+(?=\S)"
    rf"|(?P<open>\(?)(?P<label>\d{{1,3}}(?:\.\d{{1,3}}){{0,5}}|[a-zA-Z]|[ivxlIVXL]{{2,6}})(?P<close>[.)]){_BLANK}+(?=\S)"
    rf"|(?P<decimal>\d{{1,3}}(?:\.\d{{1,3}}){{1,5}}){_BLANK}{{1,3}}(?=\S)"
    rf"|(?P<step>(?:Step|Schritt){_BLANK}+(?P<number>\d{{1,3}})[:.)]){_BLANK}+(?=\S)"
)
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50}
_FIRST = ("0", "1", "a", "A", "i", "I")


@dataclass(frozen=True, slots=True)
class Mark:
    """A bullet, or a number or letter; ``width`` counts the characters up to the words behind it."""

    style: str
    label: str
    width: int

    @property
    def is_bullet(self) -> bool:
        """Say whether it counts nothing."""
        return not self.label

    @property
    def is_first(self) -> bool:
        """Say whether a list may begin with it."""
        return self.is_bullet or self.label.rpartition(".")[2] in _FIRST

    @property
    def depth(self) -> int:
        """Return how many numbers it has: 2 for "1.2"."""
        return self.label.count(".") + 1

    def follows(self, before: "Mark") -> bool:
        """Say whether it is the next one after ``before`` in one list."""
        if self.style != before.style or self.is_bullet:
            return self.style == before.style
        stem, _, last = self.label.rpartition(".")
        stem_before, _, last_before = before.label.rpartition(".")
        if stem != stem_before:
            return False
        if last.isdigit() and last_before.isdigit():
            return int(last) == int(last_before) + 1
        next_letter = len(last) == len(last_before) == 1 and ord(last) == ord(last_before) + 1
        return next_letter or _roman(last) == _roman(last_before) + 1 > 1


def mark_of(words: str) -> Mark | None:
    """Return the mark that ``words`` begin with, or None."""
    found = _MARK.match(words, 0, 60)
    if found is None:
        return None
    if found["bullet"]:
        return Mark(found["bullet"], "", found.end())
    if found["step"]:
        return Mark("step", found["number"], found.end())
    label = found["label"] or found["decimal"]
    kind = f"{label.count('.')}" if label[0].isdigit() else ("A" if label.isupper() else "a")
    return Mark(f"{found['open'] or ''}{kind}{found['close'] or ''}", label, found.end())


def _roman(label: str) -> int:
    values = [_ROMAN.get(letter, 0) for letter in label.lower()]
    if not all(values):
        return 0
    return sum(-value if value < max(values[place:]) else value for place, value in enumerate(values))
