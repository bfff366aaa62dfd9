"""Reads the pattern tables of `labels` and `phrases`."""

import re


def any_of(table: str) -> re.Pattern[str]:
    r"""Compile a table of alternatives: one a line, spaces meant as they stand, a ``\`` at a line's end joins the next.

    Apostrophes match curly and straight ones, and spaces match any white space.
    """
    joined = re.sub(r"\\\n\s*", "", table)
    lines = [line.strip() for line in joined.splitlines() if line.strip()]
    pattern = "|".join(f"(?:{line})" for line in lines)
    return re.compile(pattern.replace("'", "['’]").replace(" ", r"\s"), re.IGNORECASE)
