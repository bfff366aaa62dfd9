"""Raised characters in a line of text: an exponent, the mark of a note, or part of a word."""

import re

_NUMBER = re.compile(r"[-+−–]?\d+(?:[.,/]\d+)?")
_CHARGE = re.compile(r"\d?[+−-]")  # of an ion
_SUM = r"[-−]?(?:\d*[a-z]\s*[-+−*/·]\s*\w+|\d+\s*[-+*/·]\s*[a-z]|\d+[a-z]|[-−][a-z])"
_TERM = re.compile(_SUM, re.IGNORECASE)  # n+1, 2n, -x
_NOTE = re.compile(r"(?:\d{1,3}|[a-z]|[*†‡§¶]+)(?:\s*[,;–-]\s*(?:\d{1,3}|[a-z]|[*†‡§¶]+))*")
_SIGNS = {"TM": "™", "SM": "℠", "R": "®"}
_WORD_BEFORE = re.compile(r"[^\W\d_]+$")
_NUMBER_BEFORE = re.compile(r"(?<![^\W_])(\d[\d.,\u202f']*)$")
_UNIT = re.compile(
    r"(?:[kcdmµμnhM]?m|[kmµμ]?g|[mµμn]?s|sec|min|h|in|ft|yd|mi|[kMGT]?W|[kM]?J|[kM]?N|[kM]?Pa|[mk]?A|[mk]?V|K|mol|cd|"
    r"[kMG]?Hz|px|L|l|ha)"
)
_SHORT_WORDS = frozenset(
    "a i am an as at be by do go he if in is it me my no of oh ok on or so to up us we de la le el en et un".split()
)
_OPERATOR_BEFORE = re.compile(r"[=+\-−–×·*/^(<>≤≥≈]\s*$")
_OPERATOR_AFTER = re.compile(r"\s*[=+\-−×·*/<>≤≥≈]|\s+(?:is|bytes?|bits?|times)\b")
_SYMBOL = re.compile(r"[A-Z][a-z]?\b")  # of a chemical element: an isotope's number stands before it
_ALL_NOTE = re.compile(r"\[.{1,40}\]|\(.{1,6}\)")
_MAX_EXPONENT = 24


def written(raised: str, before: str, after: str, is_mark: bool) -> str:
    """Return how raised characters are written on the line: ``^12``, `` [3]``, or plain.

    Args:
        raised: the characters.
        before: the line up to them, as it is written.
        after: the line behind them.
        is_mark: whether the markup says that they refer to a note.
    """
    raised = " ".join(raised.split())
    if is_mark or _ALL_NOTE.fullmatch(raised):
        return _mark(raised, before, after) if raised else ""
    if raised.isdigit() and after.startswith(("/", "⁄")):  # a fraction
        return f" {raised}" if before[-1:].isdigit() else raised
    if not before.strip() or before[-1:].isspace():
        return _leading(raised, after)
    if _is_power(raised, before, after):
        return _power(raised)
    if _NOTE.fullmatch(raised) and raised != "o" and not _is_ordinal(raised, before):
        return _mark(raised, before, after)
    return _SIGNS.get(raised, raised)


def _is_power(raised: str, before: str, after: str) -> bool:
    if _NUMBER.fullmatch(raised):
        return _is_exponent(raised, before, after)
    if _CHARGE.fullmatch(raised):
        return before[-1:].isalnum()
    if _TERM.fullmatch(raised):
        return len(raised) <= _MAX_EXPONENT and before[-1:].isalnum()
    is_letter = len(raised) == 1 and raised.isalpha() and raised not in "aeo"
    return is_letter and (_is_variable(before) or (raised in "nkx" and _NUMBER_BEFORE.search(before) is not None))


def _mark(raised: str, before: str, after: str) -> str:
    bare = raised if _ALL_NOTE.fullmatch(raised) else f"[{raised}]"
    blank = "" if not before or before[-1:].isspace() else " "
    return f"{blank}{bare}{' ' if after[:1].isalnum() else ''}"


def _leading(raised: str, after: str) -> str:
    """Write what nothing stands before: a note's own mark, or the number of an isotope."""
    if not _NOTE.fullmatch(raised) or (raised.isdigit() and _SYMBOL.match(after)):
        return raised
    return f"[{raised}]{'' if after[:1].isspace() or not after else ' '}"


def _power(raised: str) -> str:
    raised = raised.replace("−", "-")
    if re.fullmatch(r"[-+]?\w+", raised):
        return f"^{raised.replace('–', '-')}"
    plain = _NUMBER.fullmatch(raised) or _CHARGE.fullmatch(raised)
    return f"^{raised.replace('–', '-')}" if plain else f"^({raised})"


def _is_exponent(raised: str, before: str, after: str) -> bool:
    if not raised[0].isdigit():
        return before[-1:].isalnum() or before[-1:] in ")]%°"
    if number := _NUMBER_BEFORE.search(before):
        return _is_power_of(number[1], raised, before[: number.start()], after)
    if word := _WORD_BEFORE.search(before):
        return _is_power_of_word(word[0], before[: word.start()], raised)
    if before[-1:] in ")]":
        return (
            bool(_OPERATOR_AFTER.match(after))
            or re.search(r"[(\[][^()\[\]]*[=+\-−×·*/^][^()\[\]]*.$", before) is not None
        )
    return False


def _is_power_of(number: str, raised: str, before: str, after: str) -> bool:
    """Say whether a number is raised: ten and two mostly are; others where an operator stands beside."""
    if raised in ("0", "1"):
        return False
    if number in ("10", "2") or number.endswith((".10", "×10")):
        return True
    plain = number.isdigit() and len(number) <= 4
    return plain and (bool(_OPERATOR_BEFORE.search(before)) or bool(re.match(r"\s*[=+−×·*/<>≤≥≈]", after)))


def _is_power_of_word(word: str, before: str, raised: str) -> bool:
    if len(raised) > 2 or raised == "1":
        return False
    if _UNIT.fullmatch(word) and raised in ("2", "3", "4"):
        return word not in _SHORT_WORDS or bool(re.search(r"\d\s?$", before)) or before.endswith("/")
    return _is_variable(before + word) or (len(word) == 2 and bool(_OPERATOR_BEFORE.search(before)))


def _is_variable(before: str) -> bool:
    """Say whether a single letter, no word, stands last: x, E, σ; or a bracket behind one."""
    word = _WORD_BEFORE.search(before)
    return (
        word is not None
        and len(word[0]) == 1
        and (word[0].lower() not in _SHORT_WORDS or bool(_OPERATOR_BEFORE.search(before[: word.start()])))
        and not before[: word.start()].endswith(("'", "’", "-"))
    )


def _is_ordinal(raised: str, before: str) -> bool:
    """Say whether a letter belongs to the whole number before it: 1a, 2e."""
    return raised in ("a", "e") and _NUMBER_BEFORE.search(before) is not None and before[-1:].isdigit()
