"""What roff itself makes of a page's source: comments, conditions, strings and macros of the page's own are settled."""

import re
from collections import deque
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from index.parsers.manpage.escapes import Room, plain

_REQUEST = re.compile(r"[.'][ \t]*(?P<name>[^\s\\\"]+|\\\}|)(?P<rest>.*)$", re.DOTALL)
_COMMENT = re.compile(r"(?<!\\)((?:\\\\)*)\\[\"#].*$")
_CONDITION = re.compile(r"\s*(?P<condition>!?(?:[drcm]\s*\S+|(?:\\(?!\{)|[^\s\\])+))")
_ARGUMENT = re.compile(r'"(?P<quoted>(?:[^"]|"")*)(?:"|$)|(?P<bare>(?:\\.|[^\s\\]|\\$)+)')
_PARAMETER = re.compile(r"\\\\\$(?:(\d)|([*@]))")
_MOST = 300_000  # lines, those of macros counted where they are called
_LINE = 40  # characters that count as one of them
_LONGEST = 20_000  # characters of a string, and of a line of a macro
_TIMES = 4  # that strings may make a page longer than its source is,
_ROOM = 200_000  # and characters of which a short one may have more


class Control(NamedTuple):
    """A call of a macro that pages are written with, or of one that only sets the type."""

    name: str
    arguments: tuple[str, ...]


class Words(NamedTuple):
    """One line of text; escapes are still in it."""

    text: str


def arguments(rest: str) -> tuple[str, ...]:
    """Return the arguments of a call: words, or what stands in double quotes."""
    return tuple(
        found["bare"] if found["quoted"] is None else found["quoted"].replace('""', '"')
        for found in _ARGUMENT.finditer(rest)
    )


class Source:
    """Reads a page's source line by line; ``strings`` holds those defined so far."""

    def __init__(self, text: str, known: frozenset[str]) -> None:
        """Begin at the top of ``text``.

        Args:
            text: the source.
            known: macros that a page's own definitions do not replace.
        """
        self.strings: dict[str, str] = {}
        self._lines = deque(text.split("\n"))
        self._known = known
        self._macros: dict[str, list[str]] = {}
        self._left = _MOST
        self._room = Room(_TIMES * len(text) + _ROOM)
        self._was_true = True  # the condition of the last .ie

    def plain(self, text: str) -> str:
        """Return ``text`` without escapes."""
        return plain(text, self.strings, self._room)

    def events(self) -> Iterator[Control | Words]:
        """Yield calls and lines of text in order."""
        while self._lines and self._left > 0:
            self._left -= 1
            yield from self._event(self._next())

    def _next(self) -> str:
        """Return the next line without its comment, with those that a backslash joins to it."""
        parts = [self._lines.popleft()]
        while parts[-1].endswith("\\") and not parts[-1].endswith("\\\\") and self._lines:
            parts[-1] = parts[-1][:-1]
            parts.append(self._lines.popleft())
        line = "".join(parts)
        return _COMMENT.sub(r"\1", line) if "\\" in line else line

    def _event(self, line: str) -> Iterator[Control | Words]:
        found = _REQUEST.match(line) if line[:1] in (".", "'") else None
        if found is None:
            text = line.replace("\\}", "")
            if text or not line:  # a line that only ends a block is no blank line
                yield Words(text)
            return
        name, rest = found["name"], found["rest"].lstrip(" \t")
        if name in ("if", "ie", "el", "while"):
            self._choose(name, rest)
        elif name in self._macros:
            self._call(self._macros[name], arguments(rest.replace("\\}", "")))
        elif not self._is_definition(name, rest) and name not in ("", "\\}"):
            yield Control(name, arguments(rest.replace("\\}", "")))

    def _is_definition(self, name: str, rest: str) -> bool:
        """Take notice of a macro or string that is defined, and of lines that are passed over."""
        if name in ("de", "de1", "am", "dei"):
            self._define(rest)
        elif name in ("ds", "as"):
            self._set_string(name, rest)
        elif name == "ig":
            self._body(next(iter(arguments(rest)), "."))
        elif name == "rm":
            for each in arguments(rest):
                self._macros.pop(each, None)
        else:
            return False
        return True

    def _body(self, end: str) -> list[str]:
        """Take the lines of a definition, up to the one that ends it."""
        body: list[str] = []
        while self._lines:
            line = self._lines.popleft()
            found = _REQUEST.match(line) if line[:1] in (".", "'") else None
            if found is not None and (found["name"] + found["rest"].strip() == end or found["name"] == end):
                break
            body.append(line)
        return body

    def _define(self, rest: str) -> None:
        given = arguments(rest)
        body = self._body(given[1] if len(given) > 1 else ".")
        if given and given[0] not in self._known:
            self._macros[given[0]] = body

    def _set_string(self, name: str, rest: str) -> None:
        key, _, value = rest.partition(" ")
        value = value.lstrip(" ").removeprefix('"')
        before = self.strings.get(key, "") if name == "as" else ""
        if key and len(before) + len(value) <= _LONGEST:
            self.strings[key] = before + value

    def _call(self, body: Sequence[str], given: Sequence[str]) -> None:
        self._left -= _size(body)
        if self._left <= 0:
            return
        every = " ".join(given)[:_LONGEST]
        lines: list[str] = []
        for line in body:
            lines.append(_filled(line, given, every).replace("\\\\", "\\"))
            self._left -= _size(lines[-1:])
            if self._left <= 0:
                return
        self._lines.extendleft(reversed(lines))

    def _choose(self, name: str, rest: str) -> None:
        """Read on in what a condition allows; of one that does not hold pass over all that it governs."""
        if name == "el":
            holds, governed = not self._was_true, rest
        else:
            found = _CONDITION.match(rest)
            holds = found is not None and _holds(found["condition"]) and name != "while"
            governed = rest[found.end() :].lstrip(" \t") if found else ""
        if name == "ie":
            self._was_true = holds
        if not governed.startswith("\\{"):
            if holds:
                self._left -= len(governed) // _LINE  # conditions within conditions are taken again and again
                self._lines.appendleft(governed)
            return
        self._block(governed[2:], holds=holds)

    def _block(self, first: str, *, holds: bool) -> None:
        taken, depth, line = [], 1, first
        while True:
            depth += line.count("\\{") - line.count("\\}")
            taken.append(line)
            if depth <= 0 or not self._lines:
                break
            line = self._lines.popleft()
        self._left -= _size(taken)  # blocks that are never closed are taken again and again
        if holds:
            taken[-1] = "".join(taken[-1].rpartition("\\}")[::2]) if depth <= 0 else taken[-1]
            kept = [line for line in taken if line.strip() not in ("", ".", "'", "\\")]
            self._lines.extendleft(reversed(kept))


def _filled(line: str, given: Sequence[str], every: str) -> str:
    """Return a macro's line with its arguments, which together are ``every``, up to where it is long enough."""
    pieces, place, length = list[str](), 0, 0
    for found in _PARAMETER.finditer(line):
        number = int(found[1] or 0)
        value = every if found[2] else given[number - 1][:_LONGEST] if 0 < number <= len(given) else ""
        pieces += (line[place : found.start()], value)
        place = found.end()
        length += len(pieces[-2]) + len(value)
        if length >= _LONGEST:
            break
    return "".join((*pieces, line[place : place + _LONGEST]))[:_LONGEST]


def _size(lines: Sequence[str]) -> int:
    return len(lines) + sum(map(len, lines)) // _LINE


def _holds(condition: str) -> bool:
    """Say whether a condition holds where text is shown on a screen: what is not understood does not."""
    negated = condition.startswith("!")
    bare = condition.removeprefix("!")
    return (bare in ("n", "o", "1", "\\n(.g", "\\n[.g]", "(\\n(.g)", "\\n(.g==1")) != negated
