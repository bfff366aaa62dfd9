"""The Embedder port: text in, unit vectors out."""

from collections.abc import Callable, Sequence
from typing import Protocol

from index.store import Vectors

Embedded = Callable[[int, int], None]  # how many tokens are embedded so far, of how many


class Embedder(Protocol):
    """Turns texts into unit vectors; passages and questions may be prompted differently."""

    @property
    def name(self) -> str:
        """Model id and hash: vectors of different names are never mixed."""
        ...

    @property
    def dim(self) -> int:
        """Length of a vector."""
        ...

    @property
    def max_tokens(self) -> int:
        """Tokens the model reads, special tokens included; the rest of a text would be cut."""
        ...

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Return each text's length in the model's tokens, special tokens included."""
        ...

    def token_offsets(self, text: str) -> list[tuple[int, int]]:
        """Return where each token of ``text`` stands, in code points, half-open, ascending; no special tokens.

        What the tokenizer drops (blanks, control characters) lies between the tokens.
        """
        ...

    def embed_passages(self, texts: Sequence[str], embedded: Embedded | None = None) -> Vectors:
        """Return float32 of shape ``(len(texts), dim)``, rows of length 1; row i belongs to ``texts[i]``.

        ``embedded`` is told now and then how far it is, and at the end.
        """
        ...

    def embed_question(self, text: str) -> Vectors:
        """Return float32 of shape ``(dim,)``, of length 1."""
        ...
