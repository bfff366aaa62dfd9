"""What a unit of text can be recognised as."""

from dataclasses import dataclass
from enum import Enum


class Kind(Enum):
    """Kinds of boilerplate; the values are the reasons people read."""

    SKIP = "skip link"
    TEASERS = "list of other articles"
    LINKS = "list of links"
    SIGN_UP = "sign-up form"
    MESSAGE = "message of the page, not of the text"
    COOKIES = "cookie notice"
    SHARING = "sharing and following"
    COMMENTS = "readers' comments"
    ADVERTISEMENT = "advertisement"
    LEGAL = "legal line of the page"
    CREDIT = "picture caption or credit"
    SIGN_OFF = "contact line of the author"


@dataclass(frozen=True, slots=True)
class Sign:
    """Why a unit looks like boilerplate: the kind, and the words that showed it."""

    kind: Kind
    words: str
    is_label: bool = False  # the whole unit is known, not a sentence in it
    heads_list: bool = False  # a label under which other articles are listed
    weak: bool = False  # an everyday word that means a menu only in company ("Home", "Search")
