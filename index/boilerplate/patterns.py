"""Reads the pattern tables of `labels` and `phrases`."""

import re
from collections.abc import Iterable


def any_of(*tables: str) -> re.Pattern[str]:
    r"""Compile tables of alternatives: one a line, spaces meant as they stand, a ``\`` at a line's end joins the next.

    Apostrophes match curly and straight ones, and spaces match any white space. The number of the group that matched is
    that of the table, counted from 1; of several that match, the first counts.
    """
    pattern = "|".join(f"({'|'.join(f'(?:{line})' for line in _lines(table))})" for table in tables)
    return re.compile(pattern.replace("'", "['’]").replace(" ", r"\s"), re.IGNORECASE)


def _lines(table: str) -> Iterable[str]:
    joined = re.sub(r"\\\n\s*", "", table)
    return filter(None, map(str.strip, joined.splitlines()))
