"""Markdown: headings, notes, comments, definitions and the like, each at its place in the file."""

import pytest

from index.parsers import parse
from index.records import Block, Content, Span
from index.structure import Structure
from tests.parsers.views import paths, sections, words, words_at


def read(text: str) -> Content:
    return parse(text.encode(), "a.md")


def owner(content: Content, block: Block) -> str:
    return " ".join(words_at(content, content.blocks[block.parent].span).split()) if block.parent is not None else ""


def marked(content: Content) -> list[tuple[str | None, str]]:
    return [(block.why, words_at(content, block.span)) for block in content.of_kind("boilerplate")]


def test_toml_front_matter_is_read() -> None:
    """Hugo's +++ blocks hold the same fields."""
    content = read('+++\ntitle = "T"\ndate = 2024-05-01\n+++\nBody.')

    assert (content.title, content.date) == ("T", "2024-05-01")
    assert words(content, "paragraph") == ["Body."]


def test_a_rule_at_the_top_is_not_front_matter() -> None:
    """Prose between two thematic breaks stays text."""
    content = read("---\nOnce upon a time\nthere was a rule.\n\n---\nMore.")

    assert words(content, "paragraph") == ["Once upon a time\nthere was a rule.", "More."]
    assert marked(content) == [("dividing line", "---"), ("dividing line", "---")]


def test_headings_become_paths() -> None:
    """ATX and Setext headings nest by level; a skipped level leaves no gap; markup is not part of a label."""
    text = "# Top #\n\nA\n\n### *Deep* [link](http://x.y)\n\nB\n\nSecond\n------\n\nC\n\nLast\n====\n"

    content = read(text)

    assert content.title == "Top"
    assert sections(content) == [
        (text.index("# Top"), ("Top",)),
        (text.index("### "), ("Top", "Deep link")),
        (text.index("Second"), ("Top", "Second")),
        (text.index("Last"), ("Last",)),
    ]
    assert words(content, "heading") == [
        "# Top #",
        "### *Deep* [link](http://x.y)",
        "Second\n------",
        "Last\n====",
    ]


def test_a_paragraph_that_is_all_bold_is_a_heading_where_it_asks_or_is_a_short_title() -> None:
    """Below all that are marked as such; a sentence that is stressed, and one in a list, stay text."""
    text = (
        "## Rules\n\n**May I bring my own boat to the lake?**\n\nYes.\n\n__Opening hours__\n\nFrom ten.\n\n"
        "**Nobody may swim behind the buoys.**\n\n- **Fees**\n\n**Nets** and **boats**\n"
    )

    content = read(text)

    assert [(block.level, block.label) for block in content.of_kind("heading")] == [
        (2, "Rules"),
        (6, "May I bring my own boat to the lake?"),
        (6, "Opening hours"),
    ]
    assert "**Nobody may swim behind the buoys.**" in words(content, "paragraph")


def test_a_label_is_what_is_shown() -> None:
    """Entities are characters, a backslash before a sign is none, and what is not seen is left out."""
    content = read("# Caf&eacute; \\*Lamp\\* &amp; **bo\u00adat**\n\nText.")

    assert content.title == "Café *Lamp* & boat"


def test_signs_inside_fences_are_not_headings() -> None:
    """A comment in fenced code is code; the fence closes only with its own sign and length."""
    text = "````\n# no\n```\n# no\n````\n# C#\n~~~ py\n# no\n~~~\n"

    assert paths(read(text)) == [("C#",)]


def test_a_heading_in_a_list_stands_over_nothing_behind_it() -> None:
    """It is a line of its item."""
    assert paths(read("# Top\n\n- # item\n\nText.")) == [("Top",)]


def test_an_item_holds_its_paragraphs_and_code() -> None:
    """Set in as CommonMark has it, or only by a little, as people often write."""
    for spaces in ("  ", " "):
        text = (
            f"* `speed` - a number\n\n{spaces}How fast it is. Example:\n{spaces}```\n{spaces}speed 3\n{spaces}```\n\n"
        )
        content = read(f"{text}* `colour` - a word\n\n{spaces}What it looks like.\n\nThe end.\n")

        first, second = content.of_kind("item")
        assert len(content.of_kind("list")) == 1
        assert "speed 3" in words_at(content, first.span)
        assert words_at(content, second.span).endswith("What it looks like.")
        assert owner(content, content.of_kind("code")[0]) == "How fast it is. Example:"
        assert words(content, "paragraph")[-1] == "The end."


def test_task_lists_and_ordered_lists_are_lists() -> None:
    """Their boxes and numbers are words of theirs."""
    content = read("To do:\n\n- [ ] buy oil\n- [x] light it\n\n3. third\n4. fourth\n")

    assert words(content, "item") == ["- [ ] buy oil", "- [x] light it", "3. third", "4. fourth"]
    assert [owner(content, block) for block in content.of_kind("list")] == ["To do:", ""]


def test_the_line_under_the_names_of_columns_is_no_row() -> None:
    """And nothing that could be quoted."""
    content = read("Fees:\n\n| town | fee |\n|:--|--:|\n| Bodo | 7 |\n")

    assert len(content.of_kind("row")) == 2
    assert marked(content) == [("line of a table", "|:--|--:|")]
    assert owner(content, content.of_kind("table")[0]) == "Fees:"


def test_a_comment_of_several_lines_is_no_text() -> None:
    """The words behind it on its last line are."""
    content = read("One.\n\n<!--\nA secret.\n\nAnother.\n-->\n\nTwo.\n\n[//]: # (A third secret)\n")

    assert marked(content) == [
        ("comment", "<!--\nA secret.\n\nAnother.\n-->"),
        ("comment", "[//]: # (A third secret)"),
    ]
    assert words(content, "paragraph") == ["One.", "Two."]


def test_a_comment_that_is_never_closed_is_reported() -> None:
    """What no renderer shows is not read, and that is said."""
    content = read("One.\n\n<!-- secret\n\nTwo.\n")

    assert marked(content) == [("comment", "<!-- secret\n\nTwo.")]
    assert len(content.warnings) == 1
    assert "never closed" in content.warnings[0]


def test_a_comment_in_code_is_code() -> None:
    """It is shown to readers as it stands."""
    content = read("Write `<!-- note -->` for a note.\n\n    <!-- note -->\n")

    assert marked(content) == []


def test_the_text_of_html_is_prose_and_its_tags_are_not() -> None:
    """A line of tags alone says nothing."""
    content = read('<div align="center">\n<b>The boat is</b> ready.\n</div>\n\n<style>\np { color: red }\n</style>\n')

    assert words(content, "paragraph") == ["<b>The boat is</b> ready."]
    assert [why for why, _ in marked(content)] == ["markup", "markup", "markup"]


def test_notes_of_documentation_sites_hold_markdown() -> None:
    """What is set in below them is no code; a title that the heading below repeats is said once."""
    content = read(
        '??? question "Is it deep?"\n\n    ### Is it deep?\n\n    It is, at high tide.\n\n'
        '!!! warning "Storm"\n    Do not go out.\n\n!!! note\n    - one\n    - two\n'
    )

    assert content.of_kind("code") == ()
    assert paths(content) == [("Is it deep?",)]
    assert words(content, "paragraph") == ["It is, at high tide.", "Do not go out."]
    assert words(content, "caption") == ["Storm"]
    assert words(content, "item") == ["- one", "- two"]
    assert ("repeated title", "Is it deep?") in marked(content)


def test_terms_have_their_descriptions() -> None:
    """On the line below, or a blank line further."""
    content = read("boom\n: the pole below a sail\n: a noise\n\nsheet\n\n:   The rope of a sail.\n")

    assert words(content, "term") == ["boom", "sheet"]
    assert [(owner(content, block), words_at(content, block.span)) for block in content.of_kind("description")] == [
        ("boom", "the pole below a sail"),
        ("boom", "a noise"),
        ("sheet", "The rope of a sail."),
    ]


def test_definitions_of_links_and_pictures_without_words_are_no_text() -> None:
    """A picture that is described is a caption."""
    content = read(
        "See [the map][m].\n\n[m]: https://example.org/map 'Map'\n\n![](https://example.org/badge.svg)\n\n"
        "![The boat at the pier](boat.png)\n"
    )

    assert [why for why, _ in marked(content)] == ["link definition", "picture"]
    assert words(content, "caption") == ["![The boat at the pier](boat.png)"]


def test_a_list_of_links_to_headings_is_a_table_of_contents() -> None:
    """Nothing in it answers anything."""
    content = read("# Boats\n\n- [Oars](#oars)\n- [Sails](#sails)\n  - [Jib](#jib)\n\n## Oars\n\nOf wood.\n")

    assert [why for why, _ in marked(content)] == ["table of contents"]
    assert content.of_kind("item") == ()


def test_quotations_are_paragraphs() -> None:
    """With the lines that go on without their sign."""
    assert words(read("> The lamp is lit.\nIt burns.\n\nSo he said."), "paragraph") == [
        "The lamp is lit.\nIt burns.",
        "So he said.",
    ]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_what_is_read_of_a_quotation_begins_behind_its_sign(end: str) -> None:
    """Its sign alone is nothing to read; before a number it may say that something is more."""
    quoted = end.join(("> The lamp is lit.", "> It burns oil.", ">", "> It turns.", "", "Boats:", "> 30 of them."))

    content = read(quoted)

    read_of_it = [words_at(content, each.span) for each in Structure(content).pieces(Span(0, len(content.text)))]
    assert read_of_it == ["The lamp is lit.", "It burns oil.", "It turns.", "Boats:", "30 of them."]
    plain = parse(b"Shut above\n\n> 30 knots.", "a.txt")
    assert words_at(plain, Structure(plain).pieces(Span(0, len(plain.text)))[-1].span) == "> 30 knots."


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_places_are_those_of_the_file(end: str) -> None:
    """Whatever ends its lines, and with characters that other programs take for line ends."""
    text = end.join(("# A\u2028B", "", "- one\x0btwo", "- three", "", "| a | b |", "|---|---|", "| c | d |"))

    content = read(text)

    assert words(content, "heading") == ["# A\u2028B"]
    assert words(content, "item") == ["- one\x0btwo", "- three"]
    assert words(content, "row") == ["| a | b |", "| c | d |"]


def test_a_long_file_is_parsed_in_portions_without_a_seam() -> None:
    """Blocks behind the first portion stand where they should."""
    part = "## Boats\n\nBring:\n\n- oars\n- sails\n\n" + "The boat is old and sound. " * 40 + "\n\n"
    text = part * 400

    content = read(text)

    assert len(text) > 400_000
    assert words(content, "item") == ["- oars", "- sails"] * 400
    assert {owner(content, block) for block in content.of_kind("list")} == {"Bring:"}
