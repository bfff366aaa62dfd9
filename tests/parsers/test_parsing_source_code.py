"""Programs, settings, logs and LaTeX: comments are prose, code stays code, sections are headings."""

import pytest

from index.parsers import PARSERS, parse
from index.parsers.registry import SOURCE_SUFFIXES
from index.records import Block, Content
from tests.parsers.views import paths, words, words_at


def owner(content: Content, block: Block) -> str:
    return words_at(content, content.blocks[block.parent].span) if block.parent is not None else ""


@pytest.mark.parametrize(
    ("suffix", "comment", "code"),
    [
        (".py", "# How bright it is.\n# In candles.", "LEVEL = 3"),
        (".js", "// How bright it is.", "const level = 3;"),
        (".c", "/* How bright\n   it is. */", "int level = 3;"),
        (".sql", "-- How bright it is.", "SELECT level FROM lamp;"),
        (".sh", "# How bright it is.", "level=3"),
        (".ini", "; How bright it is.", "level = 3"),
        (".lua", "--[[ How bright\nit is. ]]", "level = 3"),
        (".css", "/* How bright it is. */", "p { color: red }"),
    ],
)
def test_a_comment_belongs_to_the_code_right_below_it(suffix: str, comment: str, code: str) -> None:
    """As a paragraph that announces it; code behind a blank line stands alone."""
    content = parse(f"{comment}\n{code}\n\n{code}\n".encode(), f"a{suffix}")

    assert words(content, "paragraph") == [comment]
    assert [owner(content, block) for block in content.of_kind("code")] == [comment, ""]


def test_docstrings_are_paragraphs_and_other_strings_are_code() -> None:
    """The end of a string of several lines begins no comment; a remark inside of code stays in it."""
    text = (
        'def light(level):\n    """Light the lamp."""\n    # at once\n    return level\n\n\n'
        'TEXT = """\n# none\n"""\n\nx = 1\n'
    )

    content = parse(text.encode(), "a.py")

    assert words(content, "paragraph") == ['"""Light the lamp."""', "# at once"]
    assert words(content, "code") == ["def light(level):", "return level", 'TEXT = """\n# none\n"""', "x = 1"]


def test_sections_of_settings_are_headings() -> None:
    """Of INI and TOML by their brackets, of YAML where every key behind the first of them holds others."""
    toml = parse(b'title = "x"\n\n[lamp]\nlevel = 3\n\n[lamp.oil]\nkind = "whale"\n', "a.toml")
    yaml = parse(b"lamp:\n  level: 3\noil:\n  kind: whale\n", "a.yaml")
    mixed = parse(b"lamp:\n  level: 3\noil: whale\n", "a.yaml")

    assert paths(toml) == [("lamp",), ("lamp", "lamp.oil")]
    assert paths(yaml) == [("lamp",), ("oil",)]
    assert paths(mixed) == []


def test_each_line_of_a_log_is_a_paragraph() -> None:
    """With what is set in below it."""
    content = parse(b"09:00 lit\n09:05 fault\n  at the wick\n09:06 out\n", "a.log")

    assert words(content, "paragraph") == ["09:00 lit", "09:05 fault\n  at the wick", "09:06 out"]


def test_latex_is_read_by_its_commands() -> None:
    """Titles, lists and formulas; what is for the typesetter, and comments, are no text."""
    content = parse(
        b"\\documentclass{article}\n\\title{The \\emph{Lamp}}\n\\begin{document}\n\\section{First {light}}\\label{a}\n"
        b"It is lit. % but not on Sunday\n% a secret\n\nBring:\n\\begin{itemize}\n\\item oil\n"
        b"  of a whale\n\\item a wick\n\\end{itemize}\n"
        b"The area is\n\\begin{equation}\na = b\n\\end{equation}\nin all.\n\\end{document}\n",
        "a.tex",
    )

    assert content.title == "The Lamp"
    assert paths(content) == [("First light",)]
    assert words(content, "item") == ["\\item oil\n  of a whale", "\\item a wick"]
    assert [owner(content, block) for block in content.of_kind("list")] == ["Bring:"]
    assert owner(content, content.of_kind("code")[0]) == "The area is"
    assert "% a secret" in words(content, "boilerplate")
    assert words(content, "paragraph")[0].startswith("It is lit.")


def test_every_suffix_of_a_program_is_read() -> None:
    """None of them is refused, and none shadows another format."""
    assert all(parse(b"x = 1\n", f"a{suffix}").text == "x = 1\n" for suffix in SOURCE_SUFFIXES)
    assert {".md", ".txt", ".csv"} <= {*PARSERS} - {*SOURCE_SUFFIXES}
