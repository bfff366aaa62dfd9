"""The macros of mdoc(7) that stand within a line: what each sets around its words, and where no blank belongs."""

from collections import deque
from collections.abc import Callable, Sequence

_AROUND = {  # with what encloses its words, up to the end of the line
    "Op": ("[", "]"),
    "Dq": ("“", "”"),
    "Sq": ("‘", "’"),
    "Ql": ("‘", "’"),
    "Qq": ('"', '"'),
    "Pq": ("(", ")"),
    "Bq": ("[", "]"),
    "Brq": ("{", "}"),
    "Aq": ("<", ">"),
}
_OPEN = {"Oo": "[", "Do": "“", "So": "‘", "Qo": '"', "Po": "(", "Bo": "[", "Bro": "{", "Ao": "<", "Xo": "", "Eo": ""}
_CLOSE = {"Oc": "]", "Dc": "”", "Sc": "’", "Qc": '"', "Pc": ")", "Bc": "]", "Brc": "}", "Ac": ">", "Xc": "", "Ec": ""}
_WORDS = frozenset(
    "Ar Cm Ic Pa Em Sy Li Va Vt Dv Ev Er No An Ad Tn Ms Fa Ft Cd Mt Sx Lb Fl Nm Nd Xr Fn In Lk St Ns Ap Pf Fr Hf Me Sh "
    "Ss At Bx Bsx Dx Fx Nx Ox Ux Ta Bt Ud Ot Tg Ex Rv".split()
)
_SYSTEMS = {
    "At": "AT&T UNIX",
    "Bx": "BSD",
    "Bsx": "BSD/OS",
    "Dx": "DragonFly",
    "Fx": "FreeBSD",
    "Nx": "NetBSD",
    "Ox": "OpenBSD",
    "Ux": "UNIX",
}
_BEFORE = frozenset(".,:;)]?!")  # no blank stands before these,
_AFTER = frozenset("([")  # none after these
_SIGNS = _BEFORE | _AFTER | {"|"}
_WRITTEN: dict[str, Callable[[str, list[str]], str]] = {
    "Nd": lambda first, others: " ".join(["–", first, *others]),
    "Xr": lambda name, others: f"{name}({others[0]})" if others else name,
    "Fn": lambda name, others: f"{name}({', '.join(others)})",
    "In": lambda name, _: f"<{name}>",
    "Lk": lambda address, words: f"{' '.join(words)}: {address}" if words else address,
    "St": lambda name, _: name.lstrip("-"),
}
_DEEP = 20  # what encloses within what encloses
MACROS = frozenset({*_AROUND, *_OPEN, *_CLOSE, *_WORDS})


class Line:
    """One line of macros, which is read from its first word to its last."""

    def __init__(self, plain: Callable[[str], str], name: str) -> None:
        """Begin a line of a page that is called ``name``, as far as it has said so."""
        self.name = name
        self._plain = plain
        self._depth = 0
        self._words: list[str] = []
        self._joins = False

    def read(self, tokens: Sequence[str]) -> str:
        """Return the words of a line; ``tokens`` are its macros and their arguments."""
        self._take(deque(tokens))
        return "".join(self._words)

    @property
    def joins(self) -> bool:
        """Say whether what comes next follows without a blank."""
        return self._joins

    def _add(self, words: str, *, joined: bool = False) -> None:
        if words:
            is_sign = words in _BEFORE or joined or not self._words
            self._words.append(words if is_sign or self._joins else f" {words}")
            self._joins = words in _AFTER

    def _take(self, tokens: deque[str]) -> None:
        while tokens:
            token = tokens.popleft()
            if token in _AROUND and self._depth < _DEEP:
                self._around(*_AROUND[token], tokens)
            elif token in _OPEN:
                self._add(_OPEN[token])
                self._joins = self._joins or bool(_OPEN[token])
            elif token in _CLOSE:
                self._joins = False
                self._add(_CLOSE[token], joined=True)
            elif token in _WORDS:
                self._macro(token, tokens)
            else:
                self._add(self._plain(token))

    def _around(self, opening: str, closing: str, tokens: deque[str]) -> None:
        """Enclose the rest of the line, but for the signs at its end."""
        after: deque[str] = deque()
        while tokens and tokens[-1] in _BEFORE:
            after.appendleft(tokens.pop())
        inside = deque(tokens)
        tokens.clear()
        tokens.extend(after)
        self._add(opening)
        self._joins = True
        self._depth += 1
        self._take(inside)
        self._depth -= 1
        self._joins = False
        self._add(closing, joined=True)

    def _own(self, tokens: deque[str]) -> list[str]:
        """Take the words that a macro has for itself: up to the next macro or sign."""
        own: list[str] = []
        while tokens and tokens[0] not in MACROS and tokens[0] not in _SIGNS:
            own.append(self._plain(tokens.popleft()))
        return own

    def _macro(self, name: str, tokens: deque[str]) -> None:
        while tokens and tokens[0] in _AFTER:
            self._add(tokens.popleft())
        if name == "Ns":
            self._joins = True
        elif name == "Ap":
            self._add("'", joined=True)
            self._joins = True
        elif name == "Pf" and tokens:
            self._add(self._plain(tokens.popleft()))
            self._joins = True
        elif name in _SYSTEMS:
            self._add(" ".join([_SYSTEMS[name], *self._own(tokens)]))
        else:
            self._phrase(name, self._own(tokens))

    def _phrase(self, name: str, own: list[str]) -> None:
        if name == "Fl":
            self._flags(own)
        elif name in ("Ex", "Rv"):
            self._add(_status(name, " ".join(own[1:]) or self.name))
        elif name in _WRITTEN and own:
            self._add(_WRITTEN[name](own[0], own[1:]))
        elif name != "Tg":
            self._add(" ".join(own) or {"Ar": "file ...", "Nm": self.name}.get(name, ""))

    def _flags(self, own: list[str]) -> None:
        if not own:
            self._add("-")
            self._joins = True
        for flag in own:
            self._add(f"-{flag}")


def _status(macro: str, name: str) -> str:
    if macro == "Ex":
        return f"The {name} utility exits 0 on success, and >0 if an error occurs."
    return (
        f"The {name}() function returns the value 0 if successful; otherwise the value -1 is returned and the global "
        "variable errno is set to indicate the error."
    )
