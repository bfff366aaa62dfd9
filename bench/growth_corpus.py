"""A corpus of any size for `bench.growth`: real paragraphs repeated with changes, and vectors in clusters."""

import json
import os
import random
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from index.records import Content, Document, Passage, Span
from index.store import Vectors

DIM = 384
IN_A_DOCUMENT = 8  # passages
_CHANGED = 0.15  # share of the words that are replaced
_RARE = 400_000  # words that occur a few times at most, as names and numbers do
_TOPICS = 300
_BLOCK = 8_000  # passages whose vectors are drawn together


@dataclass(frozen=True)
class Corpus:
    """Documents by number; the same on every run."""

    passages: int

    @property
    def documents(self) -> int:
        """Number of documents."""
        return self.passages // IN_A_DOCUMENT

    @cached_property
    def _paragraphs(self) -> list[list[str]]:
        data = os.environ.get("QA_TEST_DATA")
        if data:
            lines = (Path(data) / "squad2/corpus.jsonl").read_text("utf-8").splitlines()
            return [json.loads(line)["text"].split() for line in lines]
        texts = "\n\n".join(path.read_text("utf-8") for path in sorted(Path("seeds").glob("*.md")))
        return [text.split() for text in texts.split("\n\n") if len(text.split()) > 20]

    @cached_property
    def _words(self) -> list[str]:
        return [word for paragraph in self._paragraphs for word in paragraph]  # frequent ones are drawn often

    def document(self, number: int) -> tuple[Document, list[Passage]]:
        """Return a document and its passages."""
        rng = random.Random(number)
        texts = [self._changed(rng) for _ in range(IN_A_DOCUMENT)]
        text = "\n\n".join(texts)
        name = f"doc-{number:07}"
        document = Document(name, f"c{number % 100:02}/{name}.txt", Content(text, f"Document {number}"))
        passages, start = [], 0
        for each in texts:
            passages.append(Passage.cut(document, Span(start, start + len(each)), document.title))
            start += len(each) + 2
        return document, passages

    def _changed(self, rng: random.Random) -> str:
        words = list(rng.choice(self._paragraphs))
        for _ in range(int(len(words) * _CHANGED)):
            words[rng.randrange(len(words))] = rng.choice(self._words)
        words[rng.randrange(len(words))] = f"x{int(_RARE * rng.random() ** 3)}"
        return " ".join(words)

    def question(self, number: int) -> str:
        """Return five to nine words of a passage."""
        rng = random.Random(f"question {number}")
        _, passages = self.document(rng.randrange(self.documents))
        words = rng.choice(passages).text.split()
        start = rng.randrange(max(1, len(words) - 9))
        return " ".join(words[start : start + rng.randint(5, 9)])

    def vectors(self) -> Iterator[Vectors]:
        """Yield the vectors of all passages, in blocks, by document."""
        for block in range(0, self.passages, _BLOCK):
            yield self.block(block // _BLOCK)[: self.passages - block]

    def block(self, number: int) -> Vectors:
        """Return the vectors of one block, shape (8000, 384): around themes within topics, all a little alike.

        The cosines are those of short texts: .75 to the nearest, .3 to any of the same topic, .1 to any.
        """
        rng = np.random.default_rng([13, number])
        topics = np.random.default_rng(12).standard_normal((_TOPICS, DIM), dtype=np.float32)
        themes = np.random.default_rng(11).standard_normal((_TOPICS * 40, DIM), dtype=np.float32)
        chosen = rng.integers(0, len(themes), _BLOCK)
        found = 0.55 * topics[chosen % _TOPICS] + 0.55 * themes[chosen]
        found += rng.standard_normal((_BLOCK, DIM), dtype=np.float32) + 0.35 * topics[0]
        return np.asarray(found / np.linalg.norm(found, axis=1, keepdims=True), dtype=np.float32)

    def questions(self, number: int) -> Vectors:
        """Return vectors near to some passages', shape (number, 384)."""
        rng = np.random.default_rng(14)
        rows = self.block(0)[rng.integers(0, min(_BLOCK, self.passages), number)]
        found = rows + rng.standard_normal(rows.shape, dtype=np.float32) * np.float32(0.6 / np.sqrt(DIM))
        return np.asarray(found / np.linalg.norm(found, axis=1, keepdims=True), dtype=np.float32)
