"""Examples of which unit of a manual answers: ``python -m training.manuals --manuals DIR``.

``DIR``/docs holds manuals as `training.manual_files` gathers them; ``DIR``/examples.jsonl.gz is written. Documents are
parsed, cut and joined into windows by the product's own code, so that windows look as they do when they are served.
"""

import argparse
import gzip
import json
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from multiprocessing import Pool as Workers
from pathlib import Path

from tokenizers import Tokenizer

from index.model import TOKENIZER, packaged_folder
from index.outline import heading_name
from index.records import Span
from index.sentences import sentence_spans
from index.structure import Structure
from index.units import unit_of
from training.manual_files import subject_of
from training.manual_questions import of_description, of_heading, of_question
from training.manual_windows import (
    LONGEST,
    SHORTEST,
    Count,
    Likeness,
    Manual,
    Place,
    grown,
    marked,
    pieces_of,
    places_of,
    plain,
    read_manual,
    window_text,
)  # fmt: skip

EXAMPLES = "examples.jsonl.gz"
MARKED_TOKENS = 16  # of a first sentence that may teach where a highlight stands
PER_DOCUMENT = {"faq": 60, "option": 24, "section": 9}  # places that are asked for, at most
PER_PACKAGE = 330
SHORT = 100  # characters of a window
HIDDEN = 0.6  # share of windows whose heading, which asks or says the same, is not read with them
_FORM = re.compile(r"--?\w[\w-]*|[^\W\d][^\s,=\[(]+")
_SILENT = ("heading", "term", "code", "row", "page_header", "page_footer")


@dataclass(frozen=True)
class Asked:
    """Questions and where they are answered."""

    kind: str  # "faq", "option" or "section"
    questions: tuple[str, ...]
    unit: Span
    answer: int  # where the answer begins in it
    name: str  # the term, heading or question
    named: Span  # where that stands


@dataclass(frozen=True)
class ManualExample:
    """A question over one window. Where ``start`` < ``end``, they are code points of its text that answer."""

    kind: str
    question: str
    title: str
    text: str
    answers: bool
    start: int = 0
    end: int = 0


def build(folder: Path, seed: int = 20261126) -> list[ManualExample]:
    """Return the examples of one package's folder of manuals; the same for the same seed."""
    chance = random.Random(f"{seed}/{folder.name}")
    count = counter()
    read = [read_manual(file.name, file.read_bytes(), count) for file in sorted(folder.iterdir())]
    manuals = [manual for manual in read if manual is not None]
    places = [place for i, manual in enumerate(manuals) for place in places_of(i, manual, count, chance)]
    if len(places) < 4:  # nothing to compare with
        return []
    texts = [window_text(manuals[p.manual].structure, p.span, along=True).text for p in places]
    package = Package(folder.name, manuals, places, Likeness(texts), count)
    asked = [(i, each) for i in range(len(manuals)) for each in package.asked_of(i, chance)]
    chance.shuffle(asked)
    asked.sort(key=lambda pair: pair[1].kind != "faq")  # the best kind first
    made = (made for i, each in asked[:PER_PACKAGE] for made in package.examples_of(i, each, chance))
    return [example for example in made if _is_english(example.text) and example.question[0].isalnum()]


def counter() -> Count:
    """Return what counts texts' tokens, special ones included."""
    tokenizer = Tokenizer.from_file(str(packaged_folder() / TOKENIZER))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return lambda texts: [len(encoded.ids) for encoded in tokenizer.encode_batch(list(texts))]


@dataclass(frozen=True)
class Package:
    """The manuals of one package and the windows that cover them."""

    name: str
    manuals: Sequence[Manual]
    places: Sequence[Place]
    likeness: Likeness
    count: Count

    def asked_of(self, number: int, chance: random.Random) -> list[Asked]:
        """Return what one manual's terms, headings and questions suggest to ask, at most so many of each kind."""
        manual = self.manuals[number]
        subject = subject_of(self.name, manual.name)
        found = []
        for place, block in enumerate(manual.structure.content.blocks):
            if block.kind == "term":
                found.append(self._described(manual.structure, place, subject, chance))
            elif block.kind in ("heading", "question"):
                found.append(self._under(manual.structure, place, subject, chance))
        kept = [each for each in found if each is not None and each.questions]
        chance.shuffle(kept)
        return [each for kind, most in PER_DOCUMENT.items() for each in [a for a in kept if a.kind == kind][:most]]

    def _described(self, structure: Structure, number: int, subject: str, chance: random.Random) -> Asked | None:
        block, children = structure.block(number), structure.children[number]
        if not children:
            return None
        answer = structure.block(children[0]).start
        unit = unit_of(structure, Span(answer, answer + 1))
        if unit is None or not unit.span.start <= answer < unit.span.end:
            return None
        sentence = _first_sentence(structure, Span(answer, unit.span.end))
        said = structure.text[sentence.start : sentence.end]
        if len(said.split()) < 4:
            return None
        name = structure.text[block.start : block.end]
        asked = of_description(name, said, subject, self.likeness.idf, chance)
        return Asked("option", tuple(asked), unit.span, answer, name, block.span)

    def _under(self, structure: Structure, number: int, subject: str, chance: random.Random) -> Asked | None:
        block = structure.block(number)
        text = structure.text
        name = heading_name(text, block) if block.kind == "heading" else " ".join(text[block.start : block.end].split())
        rest = Span(block.end, min(block.end + 1500, len(text))) if block.end < len(text) else None
        behind = structure.pieces(rest) if rest is not None else []
        behind = [piece for piece in behind[:2] if not text.startswith("(contributed", piece.span.start)]
        if not behind or behind[0].kind in _SILENT:
            return None
        unit = unit_of(structure, behind[0].span)
        if unit is None or len(unit.span) < 50 or unit.span.start < block.end:
            return None
        is_question = block.kind == "question" or name.rstrip("¶# ").endswith("?")
        make = of_question if is_question else of_heading
        kind = "faq" if is_question else "section"
        asked = make(name, subject, self.likeness.idf, chance)
        return Asked(kind, tuple(asked), unit.span, unit.span.start, name, block.span)

    def examples_of(self, number: int, asked: Asked, chance: random.Random) -> Iterator[ManualExample]:
        """Yield, for each of the questions, windows that answer and windows that do not."""
        manual = self.manuals[number]
        structure = manual.structure
        holding = [p for p in manual.passages if p.span.start <= asked.answer < p.span.end]
        pieces = pieces_of(manual, holding[0], self.count) if holding else []
        for question in asked.questions:
            repeats = plain(question) == plain(asked.name)
            shown = self._highlight(structure, asked, question)
            answered = 0
            for _ in range(2):
                hidden = asked.kind != "option" and (repeats or chance.random() < HIDDEN)
                since = asked.unit.start if hidden else 0
                size = chance.randint(SHORTEST, LONGEST)
                span = grown(pieces, asked.unit, asked.answer, since, size, chance)
                if span is None:
                    continue
                title = _above(holding[0].context) if hidden else holding[0].context
                text = window_text(structure, span, along=not hidden)
                start, end = marked(text, shown) if shown is not None else (0, 0)
                answered += 1
                yield ManualExample(asked.kind, question, title, text.text, True, start, end)
            if not answered:
                return
            for place in self._silent(number, asked, question, chance):
                hidden = asked.kind != "option" and (repeats or chance.random() < HIDDEN)
                other = self.manuals[place.manual].structure
                text = window_text(other, place.body if hidden else place.span, along=not hidden)
                if len(text.text) > SHORT or chance.random() < 0.4:
                    title = _above(place.title) if hidden else place.title
                    yield ManualExample(asked.kind, question, title, text.text, False)
            if chance.random() < 0.2:
                said = " ".join(structure.text[asked.named.start : asked.named.end].split())
                yield ManualExample(asked.kind, question, _above(holding[0].context), said, False)

    def _highlight(self, structure: Structure, asked: Asked, question: str) -> Span | None:
        """Return the words that answer: an option or term that is asked for, else the answer's first sentence.

        None where that sentence is too long to be a highlight or announces something.
        """
        if asked.kind == "option" and not set(plain(asked.name).split()) & set(plain(question).split()):
            return _form(structure.text, asked.named)
        first = _first_sentence(structure, Span(asked.answer, asked.unit.end))
        said = structure.text[first.start : first.end]
        short = self.count([said])[0] - 2 <= MARKED_TOKENS
        return first if short and not said.rstrip().endswith(":") else None

    def _silent(self, number: int, asked: Asked, question: str, chance: random.Random) -> Iterator[Place]:
        """Yield windows that do not answer: alike ones of the manual and of others, and one beside the answer."""
        nearest = [self.places[i] for i in self.likeness.nearest(question, 40)]
        nearest = [place for place in nearest if not self._may_answer(number, asked, place)]
        own = [place for place in nearest if place.manual == number][:4]
        others = [place for place in nearest if place.manual != number][:5]
        beside = [
            place for place in self.places if place.manual == number and abs(place.span.start - asked.unit.end) < 1500
        ]
        beside = [place for place in beside if not self._may_answer(number, asked, place)]
        drawn = [chance.choice(some) for some in (own, others, beside) if some]
        yield from dict.fromkeys(drawn)

    def _may_answer(self, number: int, asked: Asked, place: Place) -> bool:
        structure = self.manuals[place.manual].structure
        if place.manual == number and (place.span.overlaps(asked.unit) or place.span.overlaps(asked.named)):
            return True
        unit = self.manuals[number].structure.text[asked.answer : asked.unit.end]
        text = structure.text[place.span.start : place.span.end]
        if plain(unit)[:60] in plain(text):  # the same text at another place
            return True
        if asked.kind != "option":
            return plain(place.title).endswith(plain(asked.name))
        name = re.split(r"[\s,=\[(]", asked.name.strip())[0]
        return (
            re.search(rf"^\W{{0,3}}{re.escape(name)}(?![\w-])", re.sub(r"\n\s+", "\n", text), re.MULTILINE) is not None
        )


def _form(text: str, named: Span) -> Span | None:
    """Return where a term's long form stands ("--quiet" of "-q, --quiet"), else its first one."""
    forms = list(_FORM.finditer(text, named.start, named.end))
    best = max(forms, key=lambda form: form[0].startswith("--"), default=None)
    return Span(best.start(), best.end()) if best is not None else None


def _first_sentence(structure: Structure, span: Span) -> Span:
    return next(iter(sentence_spans(structure.text, span.start, span.end)), span)


def _above(title: str) -> str:
    """Return a passage's context without its nearest heading."""
    return title.rpartition(" › ")[0] or title


def _is_english(text: str) -> bool:
    """Say whether a text is in Latin letters for the most part."""
    return sum(not char.isascii() for char in text) <= 0.1 * len(text)


def read_examples(folder: Path) -> list[ManualExample]:
    """Return what ``main`` wrote into ``folder``."""
    with gzip.open(folder / EXAMPLES, "rt", encoding="utf-8") as lines:
        return [ManualExample(**json.loads(line)) for line in lines]


def main() -> None:
    """Read the command line, make the examples and write them."""
    parser = argparse.ArgumentParser(description="Make examples of manuals.")
    parser.add_argument("--manuals", type=Path, required=True, help="folder with docs/PACKAGE/ in it")
    parser.add_argument("--jobs", type=int, default=2, help="packages read at once")
    given = parser.parse_args()
    folders = sorted(path for path in (given.manuals / "docs").iterdir() if path.is_dir())
    made: list[ManualExample] = []
    with Workers(given.jobs) as workers:
        for some in workers.imap(build, folders):
            made += some
    with gzip.open(given.manuals / EXAMPLES, "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(asdict(example)) + "\n" for example in made)
    answering = sum(example.answers for example in made)
    print(f"{answering} windows that answer, {len(made) - answering} that do not")


if __name__ == "__main__":
    main()
