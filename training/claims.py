"""Claims and the texts they are held against: people's, and minimal pairs made from training contexts.

What people wrote is Fool Me Twice and, where its folder is given, FEVER's symmetric set. What is made: a question with
its answer put in its place (true), or with another answer of the same text (false); and a sentence of a text, shortened
(true) or with one detail changed (false). Words that hedge or restrict are put on either side or on both, so that they
give nothing away by themselves.
"""

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from index.sentences import sentence_spans
from training.changes import AUXILIARY, NAME, NUMBER, TURNED, other_number
from training.held import is_held
from training.rows import read_lines

_IRREGULAR = (
    "won became began led took made gave had has wrote held built said found lost left grew came went ran sold brought "
    "saw broke caught chose drew fell fought met rose sent set spoke stood taught wore cost hit put is was are were"
)
_VERB = rf"(?:\w+ed|{'|'.join(_IRREGULAR.split())})"
_PARTICIPLE = r"(?:\w+ed|born|built|held|made|written|given|known|found|led|set|sold|sent|taken|begun|lost|won)"
_NO_COPULA = rf"(?!(?:is|was|are|were) (?!{_PARTICIPLE}\b))"
_SUBJECT = re.compile(rf"(?:Who|What|Which(?: [a-z]+){{1,3}}?|What [a-z]+) (?P<rest>{_NO_COPULA}{_VERB}\b.+)\?")
_WHEN = re.compile(
    r"(?:When|Where|In (?:what|which) (?:year|city|country)) (?P<be>was|were) (?P<subject>.+?) "
    rf"(?P<done>{_PARTICIPLE})\b(?P<rest>.*)\?"
)
_PREPOSITION = re.compile(r"(?:in|on|at|from|during|after|before|by|near|around|between|until|since)\b", re.IGNORECASE)
_BRACKETS = re.compile(r"\s*\([^()]*\)")
_RELATIVE = re.compile(r", (?:which|who|whose|where)\b[^,.;]*(?:,|(?=\.))")
_LEADING = re.compile(r"(?:In|On|At|During|After|Before|By|From|Since|For|As|With) [^,]{3,60}, (?=\w)")
_ACTIVE = re.compile(
    r"(?P<one>[A-Z][\w'’-]+(?: [A-Z][\w'’-]+)*) (?P<verb>\w{3,}ed) (?P<two>[A-Z][\w'’-]+(?: [A-Z][\w'’-]+)*)"
)
_HEDGES = (
    "Allegedly, ",
    "Reportedly, ",
    "It is said that ",
    "It is false that ",
    "It is not true that ",
    "Some believe that ",
    "It was once thought that ",
    "Perhaps ",
    "It is doubtful that ",
    "Critics claim that ",
    "Hardly anyone doubts that ",
    "Only rarely, ",
    "It remains unclear whether ",
    "Supposedly, ",
    "In theory, ",
    "According to rumours, ",
)
_BEFORE_NOUN = ("former ", "alleged ", "future ", "so-called ", "only ", "proposed ")
_BEFORE_VERB = ("almost ", "nearly ", "never ", "no longer ", "only ", "reportedly ", "rarely ", "always ")
_AFTER = (", but only on Sundays", ", at least in theory", ", unless it rains", ", if approved", ", except in winter")
_DETERMINER = re.compile(r"\b(?:the|a|an|its|his|her|their) (?=[a-z])")


@dataclass(frozen=True)
class Pair:
    """A claim, the text it is held against, and whether the text supports all of it."""

    claim: str
    text: str
    supported: bool


def fool_me_twice(data: Path, *, held: bool) -> list[Pair]:
    """Return Fool Me Twice's claims, either those held apart or the others."""
    rows = read_lines(data / "train" / "fm2_pairs.jsonl.gz")
    return [
        Pair(row["hypothesis"], row["premise"], row["label"] == "entailment")
        for row in rows
        if is_held(row["title"]) is held
    ]


def fever_symmetric(folder: Path) -> list[Pair]:
    """Return the claims of the symmetric FEVER set, version 0.2 (TalSchuster/FeverSymmetric, CC BY-SA 3.0)."""
    rows = [row for path in sorted(folder.glob("fever_symmetric_*.jsonl")) for row in read_lines(path)]
    return [Pair(_joined(row["claim"]), _joined(row["evidence"]), row["gold_label"] == "SUPPORTS") for row in rows]


def _joined(text: str) -> str:
    """Undo the tokenised spacing of FEVER's texts."""
    text = text.replace("-LRB- ", "(").replace(" -RRB-", ")").replace(" -- ", "-").replace(" 's", "'s")
    return re.sub(r" ([.,;:?!])", r"\1", text)


class MadePairs:
    """Draws pairs from training contexts, half of them supported."""

    def __init__(self, data: Path, chance: random.Random) -> None:
        self._chance = chance
        self._texts = {row["id"]: row["text"] for row in read_lines(data / "train" / "contexts.jsonl.gz")}
        self._asked: dict[str, list[tuple[str, str, int]]] = {}
        for row in read_lines(data / "train" / "squad1.jsonl.gz"):
            if row.get("n_occ", 1) == 1 and row["answers"]:
                answer = row["answers"][0]
                self._asked.setdefault(row["context_id"], []).append((row["question"], answer["text"], answer["start"]))
        self._keys = sorted(self._asked)

    def draw(self) -> Iterator[Pair]:
        """Yield pairs without end."""
        while True:
            key = self._chance.choice(self._keys)
            text = self._texts[key]
            spans = [(span.start, span.end) for span in sentence_spans(text)]
            yield from self._from_questions(text, spans, self._asked[key])
            yield from self._from_sentences(text, spans)

    def _window(self, text: str, spans: Sequence[tuple[int, int]], number: int) -> str:
        """Return the sentence of this number with up to two around it."""
        first = max(0, number - self._chance.randint(0, 1))
        last = min(len(spans) - 1, number + self._chance.randint(0, 1))
        return text[spans[first][0] : spans[last][1]]

    def _from_questions(
        self, text: str, spans: Sequence[tuple[int, int]], asked: Sequence[tuple[str, str, int]]
    ) -> Iterator[Pair]:
        made = [(question, answer, start) for question, answer, start in asked if declared(question, answer)]
        self._chance.shuffle(made)
        for question, answer, start in made[:2]:
            number = next((i for i, span in enumerate(spans) if span[0] <= start < span[1]), None)
            if number is None:
                continue
            window = self._window(text, spans, number)
            others = [other for _, other, _ in asked if _shape(other) == _shape(answer) and not _overlap(other, answer)]
            within = [other for other in others if other in window]
            elsewhere = [i for i in range(len(spans)) if answer not in self._window_at(text, spans, i)]
            draw = self._chance.random()
            if draw < 0.5:
                yield Pair(declared(question, answer), window, True)
            elif draw < 0.9 and others:
                yield Pair(declared(question, self._chance.choice(within or others)), window, False)
            elif elsewhere:
                yield Pair(
                    declared(question, answer), self._window_at(text, spans, self._chance.choice(elsewhere)), False
                )

    @staticmethod
    def _window_at(text: str, spans: Sequence[tuple[int, int]], number: int) -> str:
        return text[spans[max(0, number - 1)][0] : spans[min(len(spans) - 1, number + 1)][1]]

    def _from_sentences(self, text: str, spans: Sequence[tuple[int, int]]) -> Iterator[Pair]:
        number = self._chance.randrange(len(spans))
        sentence = text[slice(*spans[number])]
        if not 6 <= len(sentence.split()) <= 45 or not sentence.endswith("."):
            return
        window = self._window(text, spans, number)
        plain = self._shortened(sentence)
        if self._chance.random() < 0.15:
            yield from self._turned_about(sentence, window)
            return
        if self._chance.random() < 0.5:
            yield from self._true(sentence, plain, window)
        else:
            yield from self._false(text, sentence, plain, window)

    def _true(self, sentence: str, plain: str, window: str) -> Iterator[Pair]:
        if self._chance.random() < 0.25:  # the text hedges as well
            words = self._chance.choice((_HEDGES, _BEFORE_NOUN, _BEFORE_VERB, _AFTER))
            which = self._chance.randrange(len(words))
            hedged = self._limited(sentence, words, which)
            if hedged is not None:
                yield Pair(hedged, window.replace(sentence, hedged), True)
                return
        yield Pair(plain, window, True)

    def _false(self, text: str, sentence: str, plain: str, window: str) -> Iterator[Pair]:
        draw = self._chance.random()
        if draw < 0.35:
            words = self._chance.choice((_HEDGES, _BEFORE_NOUN, _BEFORE_VERB, _AFTER))
            limited = self._limited(sentence, words, self._chance.randrange(len(words)))
            if limited is not None and self._chance.random() < 0.75:
                yield Pair(limited, window, False)
            elif limited is not None:  # the text hedges, the claim does not
                yield Pair(sentence, window.replace(sentence, limited), False)
        elif draw < 0.5:
            other = self._texts[self._chance.choice(self._keys)]
            added = self._added(plain, other)
            if added is not None:
                yield Pair(added, window, False)
        else:
            changed = self._changed(text, plain)
            if changed is not None and changed not in window:
                yield Pair(changed, window, False)

    def _shortened(self, sentence: str) -> str:
        found = sentence
        for pattern in (_BRACKETS, _RELATIVE, _LEADING):
            if self._chance.random() < 0.5:
                found = pattern.sub("", found, count=1) if pattern is not _LEADING else _LEADING.sub("", found, count=1)
        return found[:1].upper() + found[1:] if len(found.split()) >= 4 else sentence

    def _limited(self, sentence: str, words: Sequence[str], which: int) -> str | None:
        word = words[which]
        if words is _HEDGES:
            first = sentence.split()[0]
            begin = (
                sentence
                if NAME.match(sentence) or not first.istitle() or first == "I"
                else sentence[0].lower() + sentence[1:]
            )
            return word + begin
        if words is _AFTER:
            return sentence[:-1] + word + sentence[-1]
        pattern = _DETERMINER if words is _BEFORE_NOUN else AUXILIARY
        found = list(pattern.finditer(sentence))
        if not found:
            return None
        place = self._chance.choice(found).end()
        return sentence[:place] + (word if words is _BEFORE_NOUN else " " + word.rstrip()) + sentence[place:]

    def _added(self, sentence: str, other: str) -> str | None:
        spans = sentence_spans(other)
        span = self._chance.choice(spans)
        words = other[span.start : span.end].split()
        if not 4 <= len(words) <= 20:
            return None
        link = self._chance.choice((", and ", " because ", ", so ", ", while ", ", although ", " after "))
        rest = " ".join(words)
        return sentence[:-1] + link + (rest if rest[:1].isupper() and NAME.match(rest) else rest[:1].lower() + rest[1:])

    def _changed(self, text: str, sentence: str) -> str | None:
        names = sorted(set(NAME.findall(text)))
        ways: list[tuple[int, int, str]] = []
        found = list(NAME.finditer(sentence))
        if found and len(names) > 1:
            match = self._chance.choice(found)
            others = [name for name in names if not _overlap(name, match.group())]
            if others:
                ways.append((*match.span(), self._chance.choice(others)))
        numbers = list(NUMBER.finditer(sentence))
        if numbers:
            match = self._chance.choice(numbers)
            same = [n for n in NUMBER.findall(text) if n != match.group() and len(n) == len(match.group())]
            ways.append(
                (*match.span(), self._chance.choice(same) if same else other_number(match.group(), self._chance))
            )
        turned = [match for match in re.finditer(r"[^\W\d_]+", sentence) if match.group().lower() in TURNED]
        if turned:
            match = self._chance.choice(turned)
            ways.append((*match.span(), self._chance.choice(TURNED[match.group().lower()])))
        verbs = list(AUXILIARY.finditer(sentence))
        if verbs:
            match = self._chance.choice(verbs)
            ways.append((*match.span(), f"{match.group()} not"))
        if len(found) > 1 and not _overlap(found[0].group(), found[-1].group()):
            one, two = found[0], found[-1]
            swapped = sentence[: one.start()] + two.group() + sentence[one.end() : two.start()] + one.group()
            ways.append((0, two.end(), swapped))
        if not ways:
            return None
        start, end, words = self._chance.choice(ways)
        return sentence[:start] + words + sentence[end:]

    def _turned_about(self, sentence: str, window: str) -> Iterator[Pair]:
        """Yield the passive of "One did Two", with the right names or with the wrong ones."""
        match = _ACTIVE.search(sentence)
        if match is None:
            return
        one, verb, two = match["one"], match["verb"], match["two"]
        right = self._chance.random() < 0.5
        claim = f"{two} was {verb} by {one}." if right else f"{one} was {verb} by {two}."
        yield Pair(claim, window, right)


def declared(question: str, answer: str) -> str:
    """Return the question as a statement, its answer put in; "" where its form is not one that is known."""
    answer = answer.strip().rstrip(".")
    match = _SUBJECT.fullmatch(question.strip())
    if match:
        return f"{answer[:1].upper()}{answer[1:]} {match['rest']}."
    match = _WHEN.fullmatch(question.strip())
    if match:
        place = answer if _PREPOSITION.match(answer) else f"in {answer}"
        subject = match["subject"]
        return f"{subject[:1].upper()}{subject[1:]} {match['be']} {match['done']}{match['rest']} {place}."
    return ""


def _shape(answer: str) -> str:
    return "number" if answer[:1].isdigit() else "name" if answer[:1].isupper() else "words"


def _overlap(one: str, other: str) -> bool:
    return bool(set(one.lower().split()) & set(other.lower().split()))
