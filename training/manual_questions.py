"""Questions that people would ask of a manual, made from what it says: in other words, shorter, at times misspelt."""

import random
import re
from collections.abc import Mapping, Sequence

from training.manual_words import FRAME, HOW, OTHERS, VERBS, WHAT, WHICH

_OPENINGS = re.compile(
    r"^(?:(?:if|when) (?:this|the|given|set|specified|enabled|present|used|true|yes)[^,]{0,40}, *)?"
    r"(?:this|the)? ?(?:option|flag|directive|command|parameter|setting|variable|switch|function|keyword|method)s? *"
    r"(?:(?:can be|is|may be) used to|allows? (?:you|one|the user) to|makes it possible to"
    r"|(?:tells?|causes?|instructs?) \S+ to|lets you|will)? *",
    re.IGNORECASE,
)
_ASKING = re.compile(r"^(?:tells?|causes?|instructs?|allows?|makes?) (?:\S+ ){1,2}to +", re.IGNORECASE)
_END = re.compile(
    r"[,;:(\u2014]|\.(?=\s|$)| -- | (?:if|when|which|where|unless|instead|so that|because|as|whether|before|after"
    r"|rather|without|until|while|that) "
)
_BEFORE_VERBS = frozenset("to can i you cannot not and or".split())
_FIRST = re.compile(r"[a-z]+")
_WORDS = re.compile(r"[\w'./+-]*\w")


def base_form(word: str) -> str | None:
    """Return the verb that a sentence begins with, as after "how do I"; None where it is no verb known here."""
    lower = word.lower()
    for ending, instead in (("", ""), ("s", ""), ("es", ""), ("ies", "y"), ("ing", ""), ("ing", "e")):
        stem = lower.removesuffix(ending) + instead
        if (ending == "" or lower.endswith(ending)) and stem in VERBS:
            return stem
    stem = lower.removesuffix("ing")
    return stem[:-1] if lower.endswith("ing") and stem[:-1] in VERBS and stem[-1:] == stem[-2:-1] else None


def task_of(sentence: str) -> str | None:
    """Return what a description says can be done, from its verb on ("limit the transfer rate"), or None."""
    said = " ".join(sentence.split()).removeprefix("- ")
    opened = _OPENINGS.match(said)
    rest = said[opened.end() :] if opened and opened.end() < len(said) else said
    rest = _ASKING.sub("", rest)
    first = _FIRST.match(rest.lower())
    verb = base_form(first[0]) if first else None
    if first is None or verb is None:
        return None
    end = _END.search(rest, len(first[0]) + 1)
    task = f"{verb}{rest[first.end() : end.start() if end else len(rest)]}".strip()
    words = task.split()[:12]
    while words and words[-1].lower() in FRAME:
        words.pop()
    return " ".join(words).rstrip(".") if len(words) >= 3 else None


def reworded(text: str, chance: random.Random, much: float = 0.5) -> str:
    """Exchange words for others that people use, each known one with probability ``much``, and leave some out."""
    words: list[str] = []
    before = "to"  # as a verb's place is told by the word before it
    for place, word in enumerate(text.split()):
        bare = word.strip(".,?!\"'()").lower()
        others = VERBS.get(bare, ()) if place == 0 or before in _BEFORE_VERBS else ()
        if others and chance.random() < much:
            words.append(word.lower().replace(bare, chance.choice(others)))
        elif bare in OTHERS and chance.random() < 0.6 * much:
            words.append(word.lower().replace(bare, OTHERS[bare][0]))
        elif not (place > 2 and bare.isalpha() and not {before, bare} & FRAME and chance.random() < 0.2 * much):
            words.append(word)
        before = bare
    return " ".join(words)


def keywords(text: str, idf: Mapping[str, float], chance: random.Random, most: int = 4) -> str:
    """Return the words of ``text`` that tell most, in their order, as for a search; empty where too few."""
    words = [word for word in _WORDS.findall(text) if word.lower() not in FRAME and len(word) > 1]
    best = sorted(dict.fromkeys(words), key=lambda word: -idf.get(word.lower(), 8.0))[: chance.randint(2, most)]
    kept = [word for word in dict.fromkeys(words) if word in best]
    return reworded(" ".join(kept), chance).lower() if len(kept) > 1 else ""


def misspelt(question: str, chance: random.Random) -> str:
    """Exchange two neighbouring letters of one long word, where there is one."""
    words = question.split()
    long = [place for place, word in enumerate(words) if len(word) > 5 and word.isalpha()]
    if not long:
        return question
    place = chance.choice(long)
    cut = chance.randint(1, len(words[place]) - 3)
    word = words[place]
    words[place] = word[:cut] + word[cut + 1] + word[cut] + word[cut + 2 :]
    return " ".join(words)


def of_description(
    term: str, sentence: str, subject: str, idf: Mapping[str, float], chance: random.Random
) -> list[str]:
    """Return up to two questions that a term's description answers; ``subject`` is the program or library."""
    asked = []
    task = task_of(sentence)
    name = " ".join(term.split()).split(",")[0].split("=")[0].split("[")[0].split("(")[0].strip()
    if task is not None:
        forms = HOW + WHICH if term.startswith(("-", "+")) else HOW
        asked.append(chance.choice(forms).replace("{p}", subject).replace("{}", reworded(task, chance)))
    words = keywords(task or sentence, idf, chance) if chance.random() < 0.5 else ""
    if words and (task is not None or len(sentence.split()) < 20):
        asked.append(words if subject.lower() in words else f"{subject} {words}")
    named = 1 < len(name) <= 30 and len(name.split()) < 3
    if named and name.lower() != subject.lower() and (chance.random() < 0.4 or not asked):
        asked.append(chance.choice(WHAT).replace("{p}", subject).replace("{t}", name))
    chance.shuffle(asked)
    return _spoilt(asked[:2], chance)


def of_heading(heading: str, subject: str, _idf: Mapping[str, float], chance: random.Random) -> list[str]:
    """Return a question that the beginning of a section answers; none where its heading says too little."""
    said = re.sub(r"^[\d.]+\s+|\s*[¶#]$", "", " ".join(heading.split())).strip(" .:")
    words = [word for word in _WORDS.findall(said) if word.lower() not in FRAME]
    if not 2 <= len(words) <= 9 or said.isupper():
        return []
    how = re.match(r"how to (.+)", said, re.IGNORECASE)
    verb = base_form(words[0]) if said.lower().startswith(words[0].lower()) else None
    if how:
        form = chance.choice(HOW).replace("{p}", subject).replace("{}", reworded(how[1], chance, 0.4))
    elif verb is not None and words[0].lower() != verb + "s":
        task = f"{verb}{said[len(words[0]) :]}"
        form = chance.choice(HOW).replace("{p}", subject).replace("{}", reworded(_lowered(task), chance, 0.4))
    else:
        form = reworded(said.lower(), chance, 0.4)
        form = form if subject.lower() in form.lower() else f"{subject} {form}"
    return _spoilt([form], chance)


def of_question(question: str, subject: str, idf: Mapping[str, float], chance: random.Random) -> list[str]:
    """Return what an FAQ asks, as it stands and in other words."""
    said = re.sub(r"^(?:Q\s*[:.]|[\d.]+\)?)\s*|\s*[¶#]$", "", " ".join(question.split())).strip()
    if len(said.split()) < 3:
        return []
    other = reworded(said, chance, 0.9)
    words = keywords(said, idf, chance)
    asked = [said, other if other != said else "", f"{subject} {words}" if words else ""]
    return _spoilt([each for each in asked if each], chance)


def _lowered(text: str) -> str:
    """Return a heading's words as in a sentence; names of one word with capitals inside stay."""
    return " ".join(word.lower() if word.istitle() else word for word in text.split())


def _spoilt(questions: Sequence[str], chance: random.Random) -> list[str]:
    return [misspelt(question, chance) if chance.random() < 0.06 else question for question in questions]
