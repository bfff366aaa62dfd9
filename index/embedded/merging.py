"""Which segments are merged: few of every size, so that a search looks at few, and a commit seldom writes much.

The way of Lucene's TieredMergePolicy, and of log-structured merge trees (O'Neil et al., 1996).
"""

from collections.abc import Sequence

from index.embedded.parts import Part

LARGEST = 250_000  # passages of a segment that is made by merging
_TOGETHER = 8  # segments of about one size that are merged, and how much larger the next size is
_MOST = 40  # segments; with more of them, merging may take as long as it takes
_AT_ONCE = 20_000  # passages merged in a commit of a few documents
_FOR_EACH = 8  # passages merged for each one that the commit writes


def to_merge(parts: Sequence[Part], written: int) -> list[int] | None:
    """Return the numbers of the segments to be merged next, or None where nothing is to be done.

    Args:
        parts: the segments of the generation.
        written: passages that this commit writes, or removes.
    """
    most = LARGEST if len(parts) > _MOST else min(LARGEST, max(_AT_ONCE, _FOR_EACH * written))
    for chosen in _same_size(parts):
        if sum(parts[number].size for number in chosen) <= most:
            return chosen
    for number, part in enumerate(parts):
        if _is_mostly_gone(part) and part.size <= most:
            return [number]
    return _smallest(parts) if len(parts) > _MOST else None


def _same_size(parts: Sequence[Part]) -> list[list[int]]:
    tiers: dict[int, list[int]] = {}
    for number, part in enumerate(parts):
        tiers.setdefault(_tier(part.size), []).append(number)
    return [numbers[:_TOGETHER] for _, numbers in sorted(tiers.items()) if len(numbers) >= _TOGETHER]


def _tier(size: int) -> int:
    tier = 0
    while size >= _TOGETHER ** (tier + 1):
        tier += 1
    return tier


def _is_mostly_gone(part: Part) -> bool:
    return len(part.gone) * 2 > len(part.segment.document_ids)


def _smallest(parts: Sequence[Part]) -> list[int] | None:
    smallest = sorted(range(len(parts)), key=lambda number: parts[number].size)[:_TOGETHER]
    return sorted(smallest) if sum(parts[number].size for number in smallest) <= LARGEST else None
