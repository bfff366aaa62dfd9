"""How heavy is not how high: what a text measures in another dimension than is asked for states nothing of it.

Taken out is only what is surely of another dimension. A length that does not say how it stretches may be any of them,
and "how high" may ask for a fine, a rate or a temperature.
"""

import re
from functools import lru_cache

_LENGTHS = (
    r"(?:mm|cm|d?m|km|(?:milli|centi|kilo)?met(?:re|er)s?|feet|foot|ft|inch(?:es)?|yards?|miles?|fathoms?|storeys?)"
)
_WEIGHTS = r"(?:m?g|kg|t|(?:milli|kilo)?gram(?:me)?s?|kilos?|lbs?|pounds?|oz|ounces?|ton(?:ne)?s?|stones?)"
_TIMES = r"(?:years?|months?|weeks?|days?|hours?|hrs?|min(?:ute)?s?|sec(?:ond)?s?)"
UNITS = rf"(?:{_LENGTHS}|{_WEIGHTS}|{_TIMES}|lit(?:re|er)s?|gallons?|percent|volts?|watts?)"
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
    "weight": r"how heavy(?! (?:(?:is|are|was|were|the|a) )*(?:rain|snow|traffic|fines?|penalt|loss|tax))"
    r"|how much (?:\w+ ){1,6}weigh|what (?:\w+ ){1,6}weigh",
    "age": r"how old",
}
_YEAR = rf"\b(?:in|since|from|until|born|built|cast) (?:1[0-9]|20)\d\d(?![\w-]|[.,]\d|\s?{UNITS}\b)"


def without_others(text: str, question: str) -> str:
    """Return ``text`` without what it measures in other dimensions than ``question`` asks for, if it asks for one."""
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
    ]
    if asked[0] not in ("age", "length"):  # "how long" may ask for a time
        parts += [_YEAR, rf"{_NUMBER}[\s-]?{_TIMES}"]
    if asked[0] in ("weight", "age"):
        parts.append(rf"{_NUMBER}[\s-]?{_LENGTHS}(?:[\s-](?:{said}))?")
    if asked[0] in ("depth", "width", "thickness", "age"):
        parts.append(rf"{_NUMBER}[\s-]?{_WEIGHTS}")
    return re.compile("|".join(rf"(?:{part})(?![\w])" for part in parts), re.IGNORECASE)
