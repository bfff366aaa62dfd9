"""From what changed in the catalogue to the segments of the next generation."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from index.embedded.catalogue import Catalogue
from index.embedded.layout import SEGMENTS, Composition, Named
from index.embedded.merging import to_merge
from index.embedded.parts import Part, part_of
from index.embedded.rows import SCHEMA, Stored
from index.embedded.segment import opened
from index.embedded.segment_writing import merge_segments, words_of, write_segment
from index.embedded.sums import published_row

_PASSAGES = 20_000  # written as one segment; more are written as several and then merged


def build(catalogue: Catalogue, folder: Path, base: Sequence[Part], changed: Sequence[str], dim: int) -> list[Part]:
    """Write what changed as new segments of the store in ``folder``; return the parts of the next generation.

    A crash leaves at most folders that no generation names.

    Args:
        catalogue: what is to be held.
        folder: the store's.
        base: the parts of the generation to which the changes are added.
        changed: ids of documents that were written or removed since.
        dim: of the vectors.

    Raises:
        OSError: the disk is full or refuses.
        StoreDamagedError: what the catalogue or a segment holds is not what was written to it.
    """
    parts, words = _without(base, changed)
    written = words.total()
    for documents in _together(catalogue.stored(changed)):
        parts.append(_opened(folder, write_segment(folder, documents, words, dim), dim))
        written += sum(len(each.passages) for each in documents)
        words = Counter()
    if +words:  # something is gone and nothing has come: the words are gone all the same
        parts.append(_opened(folder, write_segment(folder, [], words, dim), dim))
    while (chosen := to_merge(parts, written)) is not None:
        name = merge_segments(folder, [(parts[number].segment, parts[number].gone) for number in chosen])
        rest = [part for number, part in enumerate(parts) if number not in chosen]
        parts = [*rest, _opened(folder, name, dim)]
    return [part for part in parts if len(part.segment.document_ids) or len(part.segment.words)]


def composition(parts: Sequence[Part], generation: str, model: str, dim: int, documents: int) -> Composition:
    """Return what a generation of these parts is made of; ``documents`` were indexed."""
    return Composition(
        generation=generation,
        schema=SCHEMA,
        model=model,
        dim=dim,
        documents=documents,
        passages=sum(part.size for part in parts),
        length=sum(part.length for part in parts),
        segments=tuple(Named(part.segment.name, tuple(sorted(part.gone))) for part in parts),
    )


def _opened(folder: Path, name: str, dim: int) -> Part:
    return part_of(opened(folder / SEGMENTS / name, dim))  # read back before anyone is pointed to it


def _without(base: Sequence[Part], changed: Sequence[str]) -> tuple[list[Part], Counter[str]]:
    """Return the parts without the changed documents, and the words of the passages that they lose."""
    words: Counter[str] = Counter()
    parts = []
    for part in base:
        rows = part.documents(changed)
        firsts = part.segment.firsts
        for row in rows:
            words += words_of(part.segment.texts.passages(range(int(firsts[row]), int(firsts[row + 1]))).values())
        parts.append(part_of(part.segment, part.gone | set(rows)) if rows else part)
    return parts, words


def _together(documents: Iterable[Stored]) -> Iterator[list[Stored]]:
    """Yield documents, as generations hold them, in lots of about as many passages as make a segment."""
    found: list[Stored] = []
    size = 0
    for each in documents:
        found.append(each._replace(document=published_row(each.document)))
        size += len(each.passages)
        if size >= _PASSAGES:
            yield found
            found, size = [], 0
    if found:
        yield found
