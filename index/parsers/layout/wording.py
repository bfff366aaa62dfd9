"""What the words of a line look like: prose, code, an announcement of what follows."""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Literal

Look = Literal["prose", "code", "short"]

_LOOKED_AT = 300  # characters of a line
_PROMPT = re.compile(r"(?:[$%>]|#(?=[ \t][a-z./]))[ \t]\S|>>> ")
_CODE_LINE = re.compile(
    r"[\w.\"'$-]+(?:\[[\w ]*\])?[ \t]*(?:[-+:|]?=|:=)[ \t]*\S"  # name = value
    r"|\[[\w .:/-]+\]$"  # [section]
    r"|<[/!?\w][^>]*>"  # <tag>
    r"|(?:if|for|while|switch)[ \t]?\(|(?:def|class|function|struct|enum)[ \t]+\w+[ \t]*[({:]"
    r"|#include\b|import[ \t]+[\w.]+;?$|from[ \t]+[\w.]+[ \t]+import\b|sudo[ \t]|export[ \t]+\w+=|echo[ \t]"
    r"|(?:SELECT|INSERT[ \t]+INTO|UPDATE|DELETE[ \t]+FROM|CREATE[ \t]+TABLE)[ \t]"
)
_CODE_END = re.compile(r"[{};\\]$|\)[ \t]*->|=>$|&&$|\|$")
_CODE_WORD = re.compile(
    r"--?[A-Za-z][\w=,-]*$|[\w.~-]*/[\w.*/~-]+$|\S*[{}$|<>=`\\*@]\S*$|\w+\(.*\)[;,]?$|\[\S*\]?$|\S+\.\w{1,4}$|[|&]{1,2}$"
    r"|[a-z]\w*[,:+|][-+\w]\S*$"
)
_MANUAL_PAGE = re.compile(r"\b(\w[\w.-]{0,40})\(\dp?\w{0,2}\)")  # ls(1)
_WORDS = re.compile(r"(?<!\S)[\"'“‘(]*[^\W\d_]+(?:['’-][^\W\d_]+)*[\"'”’),.;:!?]*(?!\S)")
_ANNOUNCES = re.compile(r":[\"'”’*)]*$|：$|\be\.g\.$")
_CAPTION = re.compile(r"(?:Table|Figure|Fig\.|Listing|Example|Tabelle|Abbildung)[ \t]\d{1,3}(?:[.:)]|$)")
_FOLLOWS = re.compile(r"\b(?:following|follows|below)\b[^.!?]*[.]$", re.IGNORECASE)
_SENTENCE_ENDS = re.compile(r"[^\W\d_]{2}[.!?][\"'”’)]*(?:\s+(?=[\"'“‘(]*[A-ZÄÖÜ])|$)")
_SENTENCES = 3
_CLAUSE = 8  # words
_REMARKS = ("#", "//", "/*", "*", "--", ";", "%", ">")
_ENDS = re.compile(r"[.!?…。！？][\"'”’)\]]*$")


@lru_cache(maxsize=8192)  # a line is looked at several times in a row
def look_of(words: str) -> Look:
    """Say what a line looks like; one that is neither prose nor code by its signs is short."""
    words = words[:_LOOKED_AT]
    if _PROMPT.match(words) or _CODE_LINE.match(words) or _CODE_END.search(words, max(0, len(words) - 20)):
        return "code"
    if "(" in words:
        words = _MANUAL_PAGE.sub(r"\1", words)
    parts = words.split()
    plain = len(_WORDS.findall(words))
    if plain >= 4 and plain >= 0.8 * len(parts):
        return "prose"
    code = sum(_CODE_WORD.match(part) is not None for part in parts)
    ends = ends_sentence(words)
    if plain >= 4 and plain >= 0.65 * len(parts) and (3 * code <= plain or ends):
        return "prose"
    if plain >= 2 and plain >= 2 * code and (ends or words.endswith(":")):
        return "prose"
    return "code" if code and code >= 0.2 * len(parts) else "short"


def looks_like_code(lines: Iterable[str], *, announced: bool) -> bool:
    """Say whether lines are code: mostly by their signs, or announced and at least no prose."""
    looks = [look_of(line) for line in lines]
    code, prose = looks.count("code"), looks.count("prose")
    if announced:
        return code > prose or (code > 0 and code == prose)
    return 2 * code > len(looks) and code > prose


def is_running_prose(given: Iterable[str]) -> bool:
    """Say whether lines are several full sentences on end, without any sign of code."""
    lines = [line.strip() for line in given if line.strip()]
    if any(line.startswith(_REMARKS) or look_of(line) == "code" for line in lines):
        return False
    prose = sum(look_of(line) == "prose" for line in lines)
    return 3 * prose >= 2 * len(lines) and len(_SENTENCE_ENDS.findall(" ".join(lines))) >= _SENTENCES


def is_said(words: str) -> bool:
    """Say whether words are said and not typed into a machine: several plain words on end, whatever sign ends them."""
    given = words.strip().rstrip(";,")
    return len(given.split()) >= _CLAUSE and not given.startswith(_REMARKS) and look_of(given) == "prose"


def announces(words: str) -> bool:
    """Say whether a paragraph that ends with ``words`` announces what stands below it."""
    if ends_with_colon(words):
        return True
    return words.endswith(".") and _FOLLOWS.search(words[-_LOOKED_AT:]) is not None


def ends_with_colon(words: str) -> bool:
    """Say whether ``words`` break off to let something follow."""
    tail = words[-6:]
    return (":" in tail or "：" in tail or tail.endswith("e.g.")) and _ANNOUNCES.search(tail) is not None


def ends_sentence(words: str) -> bool:
    """Say whether ``words`` end with the mark of a sentence's end."""
    return _ENDS.search(words[-20:]) is not None


def is_caption(words: str) -> bool:
    """Say whether ``words`` begin as the caption of a numbered table, figure or example does."""
    return _CAPTION.match(words) is not None


def is_divider(words: str) -> bool:
    """Say whether a line is drawn: a few signs over and over, and no word."""
    if len(words) < 3 or words[0].isalnum() or words[-1].isalnum():
        return False
    bare = words.replace(" ", "").replace("\t", "")
    return len(bare) >= 3 and len(set(bare)) <= 2 and not any(map(str.isalnum, bare)) and bare[0] not in ".…"
