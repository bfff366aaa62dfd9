"""Whether a question asks for another than a text tells of: "paid leave" of unpaid leave, the president of his vice."""

import re

from index.analysis import terms
from qa.answering.question.intent import Intent, intent_of

# Words with a prefix that turns them round. Many others begin with the same letters by chance: "install", "inform".
_UN = re.compile(r"(?:un|non-?)(?!(?:rest|less|like)\b)(\w{4,})")
_IN = re.compile(r"(?:in|im|il|ir)(\w{2,}(?:able|ible|ent|ant|ate|[^l]al|ect|ectly|ete|ary|ive|id|ular|oper|mal))")
_DIS = re.compile(r"dis((?:connect|allow|approv|agree|continu|abled|similar|satisf|respect|qualif|own|honest)\w*)")
_BELOW = re.compile(r"(?:vice|deputy)(\w{4,})")  # who is one is not what follows
_PARTED = re.compile(r"(non|vice|deputy)[-– ](?=\w)", re.IGNORECASE)
_WORD = re.compile(rf"\b{_PARTED.pattern}\w+|[^\W\d_]+", re.IGNORECASE)
_NEGATED = re.compile(r"\b(?:not|no|never|without|or)\b|n['’]t\b", re.IGNORECASE)


def asks_opposite(question: str, text: str) -> bool:
    """Say whether a word of ``question`` stands in ``text`` turned round ("unpaid"), and nowhere as it is.

    A question that is answered by yes or no, or says "not" or "or" itself, asks for no opposite; and "not visible" is
    invisible.
    """
    if _NEGATED.search(question) or _NEGATED.search(text) or intent_of(question) is Intent.YES_NO:
        return False
    asked, said = _by_term(question), _by_term(text)
    return any(
        term not in said and (not _turned(word).isdisjoint(said) or bool(_turning(word, said)))
        for term, word in asked.items()
    )


def _by_term(text: str) -> dict[str, str]:
    words = (_PARTED.sub(r"\1", match[0].lower(), count=1) for match in _WORD.finditer(text))
    return {term: word for word in words for term in terms(word)}


def _turned(word: str) -> set[str]:
    """Return the term of what ``word`` is the opposite of by its prefix, if it has one."""
    found = next((match for pattern in (_UN, _IN, _DIS, _BELOW) if (match := pattern.fullmatch(word))), None)
    return set(terms(found[1])) if found else set()


def _turning(word: str, said: dict[str, str]) -> set[str]:
    """Return the terms of the words in ``said`` that are ``word`` with a prefix that turns it round."""
    own = set(terms(word))
    return {term for term, other in said.items() if other.endswith(word[-2:]) and own and _turned(other) == own}
