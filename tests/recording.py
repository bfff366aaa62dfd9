"""An embedder that remembers what it was asked, and can be interrupted."""

from collections.abc import Sequence

from index.embedding import Embedded
from index.store import Vectors
from tests.fakes_embedding import HashingEmbedder


class RecordingEmbedder(HashingEmbedder):
    """Keeps every passage it was given to embed."""

    def __init__(self, name: str = "hashing-fake@1", dim: int = 32, max_tokens: int = 256) -> None:
        super().__init__(dim, max_tokens, name)
        self.embedded: list[str] = []
        self.interrupt_after: int | None = None  # passages

    def embed_passages(self, texts: Sequence[str], embedded: Embedded | None = None) -> Vectors:
        if self.interrupt_after is not None and len(self.embedded) + len(texts) > self.interrupt_after:
            raise KeyboardInterrupt
        self.embedded += texts
        return super().embed_passages(texts, embedded)
