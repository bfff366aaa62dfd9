"""Markdown: what its signs set apart are blocks over the file's own characters."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.parsers import parse
from index.records import Block, Content
from tests.parsers.views import words, words_at

PAGE = """# Camp

The lake is near. Bring:

1. a tent
   - poles
   - pegs
2. a lamp

| Town | Ticket |
|------|-------:|
| Molde \\| Aukra | `a|b` |
| Bodo |  |

Install it with:

```sh
brew install camp
```

Visible <!-- hidden note --> words.

<!-- OLD: do not publish -->

Apple
: A fruit.

[^1]: A footnote.
[home]: https://example.org
"""


def read(text: str) -> Content:
    return parse(text.encode(), "a.md")


def parent(content: Content, block: Block) -> str:
    return words_at(content, content.blocks[block.parent].span) if block.parent is not None else ""


def test_lists_nest_and_belong_to_what_announces_them() -> None:
    """A list has its lead-in, an item its list, and a list inside of an item that item."""
    content = read(PAGE)

    outer, inner = content.of_kind("list")
    items = content.of_kind("item")
    assert parent(content, outer) == "The lake is near. Bring:"
    assert parent(content, inner).startswith("1. a tent")
    assert [words_at(content, item.span) for item in items] == [
        "1. a tent\n   - poles\n   - pegs", "- poles", "- pegs", "2. a lamp",
    ]  # fmt: skip


def test_the_cells_of_a_table_stand_between_its_bars() -> None:
    """Bars in code or behind a backslash part nothing; the line under the names is no row; an empty cell is missing."""
    content = read(PAGE)

    rows = content.of_kind("row")
    cells = [[words_at(content, cell) if cell else None for cell in row.cells] for row in rows]
    assert cells == [["Town", "Ticket"], ["Molde \\| Aukra", "`a|b`"], ["Bodo", None]]
    assert {row.header for row in rows[1:]} == {content.blocks.index(rows[0])}


def test_code_belongs_to_the_sentence_before_it() -> None:
    """So that a command is quoted with what it is for."""
    (code,) = read(PAGE).of_kind("code")

    assert parent(read(PAGE), code) == "Install it with:"


def test_full_sentences_that_are_set_in_are_no_code() -> None:
    """Several of them are a text that somebody moved in; a fence, or a message of one sentence, is code."""
    rules = "    Dogs are allowed on the pier. They must be kept on\n    a leash. Nobody may leave them alone."

    content = read(f"## 13. Pets:\n{rules}\n\n## 14. Errors\n\n    The lamp is out.\n\n```\n{rules}\n```\n")

    assert words(content, "paragraph") == [rules.strip()]
    assert words(content, "code") == ["The lamp is out.", f"```\n{rules}\n```"]


def test_comments_are_no_text() -> None:
    """Neither between paragraphs nor inside of one: they are notes of who wrote, not words to readers."""
    content = read(PAGE)

    assert "<!-- hidden note -->" in words(content, "boilerplate")
    assert "<!-- OLD: do not publish -->" in words(content, "boilerplate")


def test_terms_notes_and_link_targets_are_told_apart() -> None:
    """Each is a block of its own kind."""
    content = read(PAGE)

    assert (words(content, "term"), words(content, "description")) == (["Apple"], ["A fruit."])
    assert words(content, "note")[0].startswith("[^1]: A footnote.")
    assert "[home]: https://example.org" in words(content, "boilerplate")


@given(
    lines=st.lists(
        st.sampled_from(["# a", "- b", "  - c", "> d", "| e | f |", "|-|-|", "```", "", "g:", "    h", "\t1. i"])
    )
)
def test_any_lines_make_blocks_that_stand_in_the_text(lines: list[str]) -> None:
    """Whatever is written in whatever order: the text is the file, and it can be read."""
    text = "x\n" + "\r\n".join(lines)

    assert read(text).text == text


@pytest.mark.timeout(120)
@pytest.mark.parametrize(
    "line", ["- " * 20_000, "> " * 20_000, "|" * 50_000, "[" * 50_000, "- a\n" * 5_000, "<!--" * 20_000]
)
def test_hostile_markdown_is_read(line: str) -> None:
    """Neither deep nesting nor endless lines keep the reader busy, or break it."""
    assert read(f"x\n\n{line}").text.endswith(line)
