"""Formulas in MathML as one writes them on a line: a/b, x^2, √(a+b); what parts stand where is all that they say."""

from collections.abc import Sequence

from index.parsers.html.tree import Node

_TOKENS = frozenset(("mi", "mn", "mo", "mtext", "ms"))
_ONE_TERM = frozenset("msup msub msubsup msqrt mroot mover munder munderover mfenced mtable".split())
_PRIMES = frozenset("′ ″ ‴ ' * † ‡ ° ∘ ⊤ ⊥ + −".split())  # raised signs that are no powers
_ROOTS = {"3": "∛", "4": "∜"}
_BRACKETS = {"(": ")", "[": "]", "{": "}", "|": "|"}
_BIG = frozenset("∑ ∏ ∐ ∫ ∮ ⋃ ⋂ ⋁ ⋀ lim max min sup inf argmax argmin".split())
_NO_LINE = ("0", "0px", "0pt", "0em")  # of a binomial, which is written as a fraction without its line
_MAX_STEPS = 50  # elements of a part that are looked into
_MAX_LOOKED_AT = 200  # characters of it

Pieces = list[Node | str]


def pieces(node: Node) -> Pieces:
    """Return what stands in an element: with signs between its parts, where it is one of MathML's that needs them."""
    write = _FORMS.get(node.tag)
    if write is None:
        return node.children
    parts = node.elements()
    return write(node, parts) if parts else node.children


def _fraction(node: Node, parts: Sequence[Node]) -> Pieces:
    if len(parts) != 2:
        return [*parts]
    if node.attributes.get("linethickness") in _NO_LINE:
        return ["(", parts[0], " over ", parts[1], ")"]
    return [*_in_brackets(parts[0]), "/", *_in_brackets(parts[1])]


def _root(node: Node, parts: Sequence[Node]) -> Pieces:
    if node.tag == "msqrt" or len(parts) != 2:
        return ["√", *_in_brackets(parts[0])] if len(parts) == 1 else ["√(", *parts, ")"]
    index = parts[1].opening(_MAX_STEPS).strip()
    return [*([_ROOTS[index]] if index in _ROOTS else ["√[", parts[1], "]"]), *_in_brackets(parts[0])]


def _raised(_: Node, parts: Sequence[Node]) -> Pieces:
    return [*_in_brackets(parts[0]), *_power(parts[1])] if len(parts) == 2 else [*parts]


def _both(_: Node, parts: Sequence[Node]) -> Pieces:
    """Write what has something below and above it: the bounds of a sum, or an index and a power."""
    if len(parts) != 3:
        return [*parts]
    if parts[0].opening(_MAX_STEPS).strip() in _BIG:
        return [parts[0], "_", *_in_brackets(parts[1]), "^", *_in_brackets(parts[2]), " "]
    return [parts[0], parts[1], *_power(parts[2])]


def _below(_: Node, parts: Sequence[Node]) -> Pieces:
    if len(parts) != 2 or parts[0].opening(_MAX_STEPS).strip() not in _BIG:
        return [*parts]
    return [parts[0], "_", *_in_brackets(parts[1]), " "]


def _power(part: Node) -> Pieces:
    return [part] if part.opening(_MAX_STEPS).strip() in _PRIMES else ["^", *_in_brackets(part)]


def _fenced(node: Node, parts: Sequence[Node]) -> Pieces:
    marks = (node.attributes.get("separators") or ",")[:1]
    opens, closes = node.attributes.get("open"), node.attributes.get("close")
    return ["(" if opens is None else opens, *_joined(parts, f"{marks} "), ")" if closes is None else closes]


def _cells(node: Node, parts: Sequence[Node]) -> Pieces:
    return _joined(parts, "; " if node.tag == "mtable" else " ")


def _joined(parts: Sequence[Node], sign: str) -> Pieces:
    return [piece for part in parts for piece in (sign, part)][1:]


def _in_brackets(part: Node) -> Pieces:
    return [part] if _is_single(part) or _is_bracketed(part) else ["(", part, ")"]


def _is_single(part: Node) -> bool:
    """Say whether a part is one term, to be read without brackets around it."""
    terms, stack = 0, [part]
    for _ in range(_MAX_STEPS):
        if not stack or terms > 1:
            break
        node = stack.pop()
        if node.tag in _ONE_TERM:
            terms += 1
        elif node.tag in _TOKENS or not (inner := node.elements()):
            terms += node.size > 0
        else:
            stack.extend(inner if node.tag != "mfrac" else (*inner, *inner))
    return terms <= 1 and not stack


def _is_bracketed(part: Node) -> bool:
    """Say whether a part begins with a bracket that closes at its end."""
    if part.size > _MAX_LOOKED_AT:
        return False
    text = "".join(part.text().split())
    closes = _BRACKETS.get(text[:1])
    return (
        closes is not None and text.find(closes, 1) == len(text) - 1 and text.count(text[0], 1) == (closes == text[0])
    )


_FORMS = {
    "mfrac": _fraction,
    **dict.fromkeys(("msqrt", "mroot"), _root),
    "msup": _raised,
    **dict.fromkeys(("msubsup", "munderover"), _both),
    **dict.fromkeys(("msub", "munder"), _below),
    "mfenced": _fenced,
    **dict.fromkeys(("mtable", "mtr"), _cells),
}
