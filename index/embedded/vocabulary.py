"""The words of a generation, looked up in its segments: nothing is gathered before somebody asks for all of them."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

from index.embedded.segment import Segment


class Vocabulary(Mapping[str, int]):
    """Every word with the number of passages that hold it.

    A segment says by how much it changes these numbers: what it holds, less what it takes the place of.
    """

    def __init__(self, segments: Sequence[Segment]) -> None:
        self._segments = segments

    def __getitem__(self, word: str) -> int:
        total = 0
        for segment in self._segments:
            number = segment.words.number(word)
            total += 0 if number is None else int(segment.word_counts[number])
        if total < 1:
            raise KeyError(word)
        return total

    def __iter__(self) -> Iterator[str]:
        return iter(self._all)

    def __len__(self) -> int:
        return len(self._all)

    @cached_property
    def _all(self) -> Mapping[str, int]:
        found: Counter[bytes] = Counter()
        for segment in self._segments:
            for word, n in zip(segment.words, segment.word_counts.tolist(), strict=True):
                found[word] += n
        return {word.decode(): n for word, n in found.items() if n > 0}
