"""An Embedder without a model, for tests of everything but the encoder: texts that share words lie near each other."""

import hashlib
import re
from collections.abc import Sequence

import numpy as np
import Stemmer

from index.embedding import Embedded
from index.store import Vectors

_PIECE = re.compile(r"\w+|[^\w\s]")
_WORD = re.compile(r"\w+")
_STOP_WORDS = frozenset(
    re.findall(
        r"\w+",
        "a an and are as at be by did do does for from had has have how in is it its of on or that the this to was "
        "were what when where which who whom whose why will with",
    )
)


class HashingEmbedder:
    """Bag of stems: each stem has its own fixed direction, a text is the sum of its stems' directions.

    The cosine of two texts is thus about the share of stems they have in common; unrelated stems add noise of about
    ``1 / sqrt(dim)``. The same text gives the same vector on every machine and in every run.
    """

    def __init__(self, dim: int = 64, max_tokens: int = 256, name: str = "hashing-fake@1") -> None:
        self._name = name
        self._dim = dim
        self._max_tokens = max_tokens

    @property
    def name(self) -> str:
        return self._name

    @property
    def dim(self) -> int:
        return self._dim

    @property
    def max_tokens(self) -> int:
        return self._max_tokens

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [len(self.token_offsets(text)) + 2 for text in texts]

    def token_offsets(self, text: str) -> list[tuple[int, int]]:
        return [match.span() for match in _PIECE.finditer(text)]

    def embed_passages(self, texts: Sequence[str], embedded: Embedded | None = None) -> Vectors:
        rows = []
        counts = self.count_tokens(texts) if embedded is not None else []
        for done, text in enumerate(texts, 1):
            rows.append(self.embed_question(text))
            if embedded is not None:
                embedded(sum(counts[:done]), sum(counts))
        return np.stack(rows) if rows else np.empty((0, self._dim), dtype=np.float32)

    def embed_question(self, text: str) -> Vectors:
        words = [word for word in _WORD.findall(text.lower()) if word not in _STOP_WORDS]
        stems = Stemmer.Stemmer("english").stemWords(words) or ["\0nothing"]
        total = np.sum([self._direction(stem) for stem in stems], axis=0)
        row: Vectors = (total / np.linalg.norm(total)).astype(np.float32)
        return row

    def _direction(self, stem: str) -> Vectors:
        """Return +1 or -1 in every dimension, drawn from the stem's hash."""
        digest = hashlib.shake_256(stem.encode()).digest((self._dim + 7) // 8)
        bits = np.unpackbits(np.frombuffer(digest, dtype=np.uint8))[: self._dim]
        signs: Vectors = bits.astype(np.float32) * 2 - 1
        return signs
