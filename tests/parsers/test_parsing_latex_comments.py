"""LaTeX: what is commented out or switched off is no text, wherever it stands."""

import pytest

from index.parsers import parse
from tests.parsers.views import words

TABLE = r"""\begin{tabular}{l|r}
Pump & 40 \\
% Old pump & 25 \\
New pump & 60 \\
\end{tabular}"""


def test_a_line_of_a_table_that_is_commented_out_is_no_row() -> None:
    """In code that is printed as it stands a percent sign is one."""
    printed = "\\begin{verbatim}\n% echo\n\\end{verbatim}"

    content = parse(f"The pumps are\n{TABLE}\n\n{printed}\n".encode(), "a.tex")

    assert words(content, "boilerplate") == [r"% Old pump & 25 \\"]
    assert words(content, "code") == [TABLE, printed]


def test_what_is_switched_off_is_no_text() -> None:
    """From \\iffalse to \\fi, and in an environment for comments; what never ends is read."""
    off = ["\\iffalse The old hall. \\fi", "\\begin{comment}\nIt was\n\n\\section{Grey}\n\\end{comment}"]

    content = parse(f"{off[0]} It is white.\n\n{off[1]}\n\\section{{Red}}\n\\iffalse It stays.\n".encode(), "a.tex")

    assert words(content, "boilerplate") == off
    assert words(content, "paragraph") == ["It is white.", "\\iffalse It stays."]
    assert words(content, "heading") == ["\\section{Red}"]


@pytest.mark.timeout(10)
def test_what_is_never_switched_on_again_is_read_soon() -> None:
    """Ends are looked for once, however much begins."""
    page = "\\iffalse Off.\n" * 20_000 + "\\begin{equation} x\n" * 5_000 + "It stays.\n"

    content = parse(page.encode(), "a.tex")

    assert len(words(content, "code")) == 5_000
    assert words(content, "paragraph")[-1] == "It stays."
