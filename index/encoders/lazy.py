"""An embedder that is loaded when it first has something to embed: a sync that changes nothing needs none."""

import threading
from collections.abc import Callable, Sequence

from index.embedding import Embedded, Embedder
from index.store import Vectors


class LazyEmbedder:
    """Stands in for the embedder that ``load`` returns; its name and sizes are known beforehand."""

    def __init__(self, load: Callable[[], Embedder], name: str, dim: int, max_tokens: int) -> None:
        self._load = load
        self._facts = (name, dim, max_tokens)
        self._loaded: Embedder | None = None
        self._lock = threading.Lock()

    @property
    def name(self) -> str:
        return self._facts[0]

    @property
    def dim(self) -> int:
        return self._facts[1]

    @property
    def max_tokens(self) -> int:
        return self._facts[2]

    def load(self) -> Embedder:
        """Return the real one, loading it on the first call.

        Raises:
            ModelError: it cannot be loaded.
        """
        with self._lock:
            if self._loaded is None:
                self._loaded = self._load()
            return self._loaded

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return self.load().count_tokens(texts)

    def token_offsets(self, text: str) -> list[tuple[int, int]]:
        return self.load().token_offsets(text)

    def embed_passages(self, texts: Sequence[str], embedded: Embedded | None = None) -> Vectors:
        return self.load().embed_passages(texts, embedded)

    def embed_question(self, text: str) -> Vectors:
        return self.load().embed_question(text)
