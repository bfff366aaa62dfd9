"""How heavy is not how high: what a text measures in another dimension than is asked for states nothing of it."""

import re
from functools import lru_cache

_LENGTHS = (
    r"(?:mm|cm|d?m|km|(?:milli|centi|kilo)?met(?:re|er)s?|feet|foot|ft|inch(?:es)?|yards?|miles?|fathoms?|storeys?)"
)
_WEIGHTS = r"(?:m?g|kg|t|(?:milli|kilo)?gram(?:me)?s?|kilos?|lbs?|pounds?|oz|ounces?|ton(?:ne)?s?|stones?)"
_TIMES = r"(?:years?|months?|weeks?|days?|hours?|hrs?|min(?:ute)?s?|sec(?:ond)?s?)"
_OTHERS = r"(?:%|percent|per cent|°\s?[CF]?|degrees?|litres?|liters?|gallons?|mph|km/h|knots|volts?|watts?|[kKM]?[WVB])"
_NUMBER = r"(?<![\w.,])\d[\d.,]*(?:\s(?:hundred|thousand|million))?"
_SAID = {  # of a length: how it stretches
    "height": r"high|tall|in height|above|up",
    "depth": r"deep|in depth|below|under",
    "width": r"wide|broad|in width|in breadth|across|in diameter",
    "length": r"long|in length",
    "thickness": r"thick",
}
_NAMES = {
    "height": r"height|altitude|elevation",
    "depth": r"depth",
    "width": r"width|breadth|diameter",
    "length": r"length",
    "thickness": r"thickness",
}
_ASKED = {
    "height": r"how (?:high|tall)",
    "depth": r"how deep",
    "width": r"how (?:wide|broad)",
    "length": r"how long",
    "thickness": r"how thick",
    "weight": r"how heavy|how much (?:\w+ ){1,6}weigh|what (?:\w+ ){1,6}weigh",
    "age": r"how old",
}
_YEAR = r"(?<![\w.,-])(?:1[0-9]|20)\d\d(?![\w,-]|\.\d)"


def without_others(text: str, question: str) -> str:
    """Return ``text`` without what it measures in other dimensions than ``question`` asks for; all if it asks for none.

    A length that does not say how it stretches may be any of them.
    """
    others = _others(" ".join(question.split()))
    return others.sub(" ", text) if others is not None else text


@lru_cache(64)
def _others(question: str) -> re.Pattern[str] | None:
    asked = [name for name, words in _ASKED.items() if re.search(rf"\b(?:{words})\b", question, re.IGNORECASE)]
    if len(asked) != 1:
        return None
    of_lengths = [name for name in _SAID if name != asked[0]]
    said, named = ("|".join(words[name] for name in of_lengths) for words in (_SAID, _NAMES))
    parts = [
        rf"{_NUMBER}[\s-]?{_LENGTHS}[\s-](?:{said})",
        rf"(?:{named})\W+(?:(?:is|was|of|about|up|to|at)\W+){{0,3}}{_NUMBER}[\s-]?{_LENGTHS}",
        rf"{_NUMBER}[\s-]?{_OTHERS}",
    ]
    if asked[0] not in ("age", "length"):  # "how long" may ask for a time
        parts += [_YEAR, rf"{_NUMBER}[\s-]?{_TIMES}"]
    if asked[0] != "weight":
        parts.append(rf"{_NUMBER}[\s-]?{_WEIGHTS}")
    if asked[0] in ("weight", "age"):
        parts.append(rf"{_NUMBER}[\s-]?{_LENGTHS}(?:[\s-](?:{said}))?")
    return re.compile("|".join(rf"(?:{part})(?![\w])" for part in parts), re.IGNORECASE)
