"""Text to terms: the one analyser that every lexical engine shares, so that all of them index the same terms."""

import re
import threading
import unicodedata
from functools import lru_cache

import Stemmer

from index.notation import MONTHS, notations

# Function words carry no topic. "US" in capitals is a country and is kept; the pronoun is not.
_STOP_WORDS = frozenset(
    """
    a about above after again against all also am an and any are aren't as at be because been before being below
    between both but by can can't cannot could couldn't did didn't do does doesn't doing don't down during each few
    for from further had hadn't has hasn't have haven't having he he'd he'll he's her here hers herself him himself
    his how how's i i'd i'll i'm i've if in into is isn't it it's its itself just let's me more most my myself no
    nor not now of off on once only or other ought our ours ourselves out over own same shall she she'd she'll she's
    should shouldn't so some such than that that's the their theirs them themselves then there there's these they
    they'd they'll they're they've this those through to too under until up upon us very was wasn't we we'd we'll
    we're we've were weren't what what's when when's where where's which while who who's whom whose why why's will
    with won't would wouldn't you you'd you'll you're you've your yours yourself yourselves
    """.split()
)

# Marks and joiners belong to the word they stand in, or text in decomposed form would fall into pieces at every accent.
_MARKS = "".join(chr(code) for code in range(0x300, 0x10000) if unicodedata.category(chr(code)).startswith("M"))
_JOINERS = "\u00ad\u200c\u200d\u2060"  # soft hyphen, zero-width (non-)joiner, word joiner
_PART = rf"\w[\w{_MARKS}{_JOINERS}]*"
_WORD = re.compile(rf"(?:[^\W\d_][{_MARKS}]*\.){{2,}}|\d+(?:[.,]\d+)+|{_PART}(?:['’]{_PART})*")
_DROPPED = str.maketrans("", "", _JOINERS)
_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+")
_POSSESSIVE = re.compile(r"['’]s?$")
# Scripts written without spaces: each pair of neighbouring characters is a term, as in Lucene's CJK analyser.
_UNSPACED = re.compile(r"([\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u0e00-\u0e7f]+)")

# Names that are written short as often as in full. "May" is no shorter, and "mar" is a word.
_MONTHS = {name[:3]: name for name in MONTHS if name not in ("march", "may")} | {"sept": "september"}

_TERM_LENGTH = 128  # characters; engines refuse terms of kilobytes, and no question names one in full
_CACHED_LENGTH = 40  # characters of a word worth remembering

_stemmers = threading.local()  # a Snowball stemmer is not safe to share between threads


def terms(text: str) -> list[str]:
    """Return the stemmed, lower-cased content words of ``text`` in reading order, repeats kept.

    Dates, numbers and options that may be written differently follow in one notation (see `index.notation`).

    A change of what this returns asks for a new `index.embedded.rows.SCHEMA`: indexes hold terms.

    Source: Porter, "Snowball" (2001), English stemmer; Unicode NFKC first, so that "ﬁ" meets "fi".
    """
    found = [term for word in _WORD.findall(text) for term in _terms_of(word)]
    for written in notations(text):
        found.extend(_terms_of(written) if written.isalpha() else (written[:_TERM_LENGTH],))
    return found


def _terms_of(word: str) -> tuple[str, ...]:
    return _remembered(word) if len(word) <= _CACHED_LENGTH else _of_word(word)


def words(text: str) -> list[tuple[str, int, int]]:
    """Return every word of ``text`` as it stands, with its half-open offsets in code points."""
    return [(match.group(), match.start(), match.end()) for match in _WORD.finditer(text)]


def distinct_words(text: str) -> set[str]:
    """Return the words of ``text`` in lower case, each once."""
    return {word.lower() for word in set(_WORD.findall(text))}


def is_stop_word(word: str) -> bool:
    """Say whether ``word``, as written, carries no topic."""
    return word != "US" and word.replace("’", "'").lower() in _STOP_WORDS


def _of_word(word: str) -> tuple[str, ...]:
    if is_stop_word(word):
        return ()
    plain = unicodedata.normalize("NFKC", word.translate(_DROPPED)).casefold().replace("’", "'")
    if plain[0].isdigit():
        return (plain.replace(",", "")[:_TERM_LENGTH],) if _THOUSANDS.fullmatch(plain) else (plain[:_TERM_LENGTH],)
    plain = plain.replace(".", "")
    plain = _POSSESSIVE.sub("", plain).replace("'", "")
    # Some characters are short for several words: NFKC puts blanks between them.
    return tuple(term for run in plain.split() for part in _UNSPACED.split(run) for term in _of_part(part))


_remembered = lru_cache(maxsize=65536)(_of_word)


def _of_part(part: str) -> tuple[str, ...]:
    """Return the terms of what is written without blanks, in one kind of script."""
    if not part or (len(part) == 1 and part.isascii() and part.isalpha()):
        return ()  # a lone letter is a list marker or the rest of a contraction
    if _UNSPACED.fullmatch(part):
        return tuple(part[i : i + 2] for i in range(max(1, len(part) - 1)))
    part = _MONTHS.get(part, part)
    return (_stemmer().stemWord(part[:_TERM_LENGTH]),)


def _stemmer() -> Stemmer.Stemmer:
    if not hasattr(_stemmers, "english"):
        _stemmers.english = Stemmer.Stemmer("english")
    stemmer: Stemmer.Stemmer = _stemmers.english
    return stemmer
