"""Measures that a question asks for, such as a time of day or a price, and whether a text states one at all.

The words for it are many, so each list is wide: what has none of them cannot answer, what has one may. Where the
question is in the past tense a century is a time and a year a date.
"""

import re
from functools import lru_cache

from qa.answering.question.counting import has_number

_ASKS_ELSE = re.compile(r"\b(?:who|whom|whose|what|which|when|where|why|how)\b", re.IGNORECASE)
_NOW = r"(?= (?:do|does|is|are|must|should|can|may|will|shall|has|have)(?!\w))"


def _words(text: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{text})(?!\w)", re.IGNORECASE)


_CLOCK_WORDS = (
    r"\d{1,2}[:.]\d{2}|\d{1,2}\s*(?:a\.?m\.?|p\.?m\.?|h|hrs?|hours?|o['’]?clock|uhr)|noon|midnight|midday|dawn|dusk"
    r"|sunrise|sunset|mornings?|afternoons?|evenings?|nights?|hourly|hours?|o['’]?clock"
)
_CLOCK = _words(_CLOCK_WORDS)
_ERA_WORDS = rf"{_CLOCK_WORDS}|\d{{3,4}}s?|centur\w+|millenni\w+|periods?|windows?|ages?"
_ERA = _words(_ERA_WORDS)
_DAY_WORDS = (
    r"\d{4}-\d{2}-\d{2}|\d{1,2}[./]\s?\d{1,2}[./]?(?:\s?\d{2,4})?|(?:mon|tues|wednes|thurs|fri|satur|sun)days?"
    r"|(?:january|february|march|april|may|june|july|august|september|october|november|december"
    r"|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\.?|(?:\w+\s+)?days?|today|tomorrow|yesterday|daily|christmas"
    r"|easter|sabbath|(?:week|month|year)(?:ly|s)?|birthday|holidays?"
)
_DAY = _words(_DAY_WORDS)
_WHEN = _words(
    rf"{_ERA_WORDS}|{_DAY_WORDS}|after|before|during|until|since|when|while|once|if|upon|within|ago|later|soon|now"
    r"|immediately|(?:begin|end|start)\w*|first|last"
)
_ASKS_WHEN = re.compile(r"\W*(?:(?:and|so|since|until|from|by) )?when\b", re.IGNORECASE)
_DURATION = _words(
    r"seconds?|minutes?|hours?|days?|nights?|weeks?|months?|quarters?|semesters?|terms?|seasons?|years?|decades?"
    r"|centur\w+|millenni\w+|ages?|times?|until|till|through|reign|rest|remainder|forever|indefinite\w*|permanent\w*"
    r"|perpetual\w*|long|short|soon|brief\w*|temporar\w*|daily|overnight|lifetime|while|always|never|immediately"
)
_OFTEN = _words(
    r"every|each|per|daily|nightly|hourly|weekly|monthly|quarterly|yearly|(?:bi|semi-?)?annual\w*|once|twice|times?"
    r"|often|always|never|rarely|seldom|regular\w*|frequent\w*|occasion\w*|whenever|when|after|few|continu\w+"
    r"|an? (?:day|week|month|year)|years?|@\w+"
)
_SIZE = _words(
    r"(?:larg|small|big|tall|high|low|deep|shallow|wide|narrow|heav|light|fast|slow|old|young)\w*|far|near|size\w*|same"
    r"|moderate|massive|major|ancient|elderly|adults?|child\w*|age[sd]?|teens|twenties|thirties|through|from|to"
)
_MONEY = _words(
    r"[$€£¥]\S+|\S*\d\S*|dollars?|euros?|pounds?|pence|cents?|crowns?|kron\w+|francs?|marks?|yen|yuan|rupees?|pesos?"
    r"|roubles?|lire|bucks?|hundreds?|thousands?|millions?|billions?|free|nothing|no (?:charge|fee|cost)s?"
    r"|without (?:charge|cost)|waived|included|gratis|discount\w*|percent"
    r"|expensive|cheap\w*|costly|price\w*|profit\w*"
)

_MEASURES: tuple[tuple[re.Pattern[str], re.Pattern[str], bool], ...] = (  # asked so; words for it; or any number
    (_words(r"(?:what|which) time of (?:the )?day"), _CLOCK, False),
    (_words(rf"(?:what|which) (?:time|hour){_NOW}"), _ERA, False),
    (_words(rf"(?:what|which) (?:date|day){_NOW}"), _DAY, False),
    (
        _words(r"how long(?= (?:do|does|did|is|are|was|were|has|have|had|can|may|must|will|should)(?!\w))"),
        _DURATION,
        True,
    ),
    (_words(r"how (?:often|frequently)"), _OFTEN, True),
    (_words(r"how (?:old|tall|high|deep|wide|heavy|far|fast|large|big)|(?:what|which) age"), _SIZE, True),
    (
        _words(r"how much (?:[\w'’-]+ ){0,8}(?:costs?|pay|paid|charged?|spen[dt]|price|fee|worth|earn|salary)"),
        _MONEY,
        False,
    ),
    (
        _words(r"what (?:is|are|was|were) the (?:[\w'’-]+ ){0,2}(?:price|fee|fare|salary)(?= (?:of|for|to)|\W*$)"),
        _MONEY,
        False,
    ),
)


def fits(text: str, question: str) -> bool:
    """Say whether ``text`` is of the kind that ``question`` asks for: as `may_state` does, and a time for "when"."""
    return may_state(text, question) and (_ASKS_WHEN.match(question) is None or _WHEN.search(text) is not None)


def may_state(text: str, question: str) -> bool:
    """Say whether ``text`` has what could be the measure that ``question`` asks for; True where it asks for none.

    Also where it asks for something else as well: "who decides how long the break is?".
    """
    return all(said.search(text) or (by_number and has_number(text)) for said, by_number in _measures_of(question))


@lru_cache(64)  # every piece that is read for a question is held to them
def _measures_of(question: str) -> tuple[tuple[re.Pattern[str], bool], ...]:
    asked = " ".join(question.split())
    found = ((asks.search(asked), said, by_number) for asks, said, by_number in _MEASURES)
    return tuple(
        (said, by_number)
        for place, said, by_number in found
        if place and not _ASKS_ELSE.search(asked[: place.start()] + asked[place.end() :])
    )
