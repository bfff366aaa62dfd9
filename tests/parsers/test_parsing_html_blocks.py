"""The blocks of a web page: what its markup sets apart, and what belongs to what."""

import pytest

from index.parsers import PARSERS
from index.records import Content
from tests.parsers.views import words, words_at


def page(body: str) -> Content:
    return PARSERS[".html"](f"<!DOCTYPE html><html><head></head><body>{body}</body></html>".encode(), "a.html")


def outline(content: Content) -> list[tuple[str, str, str | None]]:
    """Return kind, words and the words of its parent for each block."""
    blocks = content.blocks

    def said(number: int | None) -> str | None:
        return None if number is None else words_at(content, blocks[number].span)

    return [(block.kind, words_at(content, block.span), said(block.parent)) for block in blocks]


def rows(content: Content) -> list[list[str | None]]:
    return [[words_at(content, cell) if cell else None for cell in row.cells] for row in content.of_kind("row")]


def headers(content: Content) -> list[str | None]:
    blocks = content.blocks
    return [
        None if block.header is None else words_at(content, blocks[block.header].span).split("\t")[0]
        for block in content.of_kind("row")
    ]


def test_a_list_belongs_to_the_sentence_that_announces_it() -> None:
    """Items belong to their list, a list to its lead-in, a list in an item to that item."""
    content = page("<p>Bring along:</p><ul><li>a rope<ul><li>of hemp</li></ul></li><li>a lamp</li></ul><p>No dogs.</p>")

    whole = "a rope\nof hemp\na lamp"
    assert outline(content) == [
        ("paragraph", "Bring along:", None),
        ("list", whole, "Bring along:"),
        ("item", "a rope\nof hemp", whole),
        ("list", "of hemp", "a rope\nof hemp"),
        ("item", "of hemp", "of hemp"),
        ("item", "a lamp", whole),
        ("paragraph", "No dogs.", None),
    ]


def test_a_list_after_any_other_sentence_stands_alone() -> None:
    """Only what announces something is a lead-in."""
    content = page("<p>It rained.</p><ul><li>rope</li></ul>")

    assert ("list", "rope", None) in outline(content)


def test_an_item_of_several_paragraphs_holds_them() -> None:
    """Boxes in an item change nothing; its paragraphs and code belong to it."""
    content = page("<ol><li><div><p>Lift it:</p></div><div><pre>lift --up</pre></div></li><li>Go.</li></ol>")

    assert outline(content)[1:5] == [
        ("item", "1. Lift it:\n\nlift --up", "1. Lift it:\n\nlift --up\n\n2. Go."),
        ("paragraph", "1. Lift it:", "1. Lift it:\n\nlift --up"),
        ("code", "lift --up", "1. Lift it:"),
        ("item", "2. Go.", "1. Lift it:\n\nlift --up\n\n2. Go."),
    ]


def test_a_description_belongs_to_its_term() -> None:
    """Neighbouring terms are one, and every description behind them belongs to it."""
    content = page(
        "<dl><dt>-v</dt><dt>--verbose</dt><dd>Say more.</dd><dd>Twice: all.</dd><dt>-q</dt><dd>Hush.</dd></dl>"
    )

    assert outline(content) == [
        ("term", "-v\n--verbose", None),
        ("description", "Say more.", "-v\n--verbose"),
        ("description", "Twice: all.", "-v\n--verbose"),
        ("term", "-q", None),
        ("description", "Hush.", "-q"),
    ]


def test_a_term_without_description_is_a_paragraph() -> None:
    """A list of terms alone, or of descriptions alone, defines nothing."""
    assert [kind for kind, _, _ in outline(page("<dl><dt>Ann</dt></dl><dl><dd>indented</dd></dl>"))] == [
        "paragraph"
    ] * 2


def test_a_table_has_rows_whose_cells_know_their_columns() -> None:
    """Each row is a line, however long, and names the row that names its columns."""
    long = "wet " * 200 + "wood"
    content = page(
        "<table><caption>Boats</caption><tr><th>Name</th><th>Built</th><th>Of</th></tr>"
        f"<tr><td>Teal</td><td></td><td>{long}</td></tr><tr><td>Grebe</td><td>1902</td><td><p>oak</p><p>pine</p></td></tr>"
        "</table>"
    )

    assert rows(content) == [["Name", "Built", "Of"], ["Teal", None, long], ["Grebe", "1902", "oak pine"]]
    assert headers(content) == [None, "Name", "Name"]
    assert outline(content)[:2] == [("caption", "Boats", None), ("table", content.text[7:], "Boats")]


def test_merged_cells_stand_in_every_place_they_cover() -> None:
    """A cell merged downwards is the earlier row's, one merged across stands in each column."""
    content = page(
        "<table><tr><th>Day</th><th>Boat</th><th>To</th></tr>"
        "<tr><td rowspan=2>Monday</td><td>Teal</td><td>Oslo</td></tr><tr><td colspan=2>none</td></tr></table>"
    )

    assert rows(content)[1:] == [["Monday", "Teal", "Oslo"], ["Monday", "none", "none"]]
    assert content.text.splitlines()[2] == "none"


def test_a_row_across_all_columns_names_those_below_it() -> None:
    """The rows of a group belong to the row that names it."""
    content = page(
        "<table><tr><th>Boat</th><th>Fare</th></tr><tr><th colspan=2>Summer</th></tr><tr><td>Teal</td><td>9</td></tr>"
        "<tr><td colspan=2>Winter</td></tr><tr><td>Grebe</td><td>12</td></tr></table>"
    )

    parents = {words: parent for kind, words, parent in outline(content) if kind == "row"}
    assert parents["Teal\t9"] == "Summer"
    assert parents["Grebe\t12"] == "Winter"


@pytest.mark.parametrize(
    ("first", "is_header"),
    [
        ("<td><b>Boat</b></td><td><b>Sailors</b></td>", True),
        ("<td>Boat</td><td>Crew</td>", True),
        ("<td>Heron</td><td>7</td>", False),
    ],
)
def test_a_first_row_that_names_columns_is_known_without_markup(first: str, is_header: bool) -> None:
    """Bold words, or words over figures, name their columns; a row like all others does not."""
    content = page(f"<table><tr>{first}</tr><tr><td>Teal</td><td>3</td></tr><tr><td>Grebe</td><td>5</td></tr></table>")

    assert (headers(content)[1] is not None) == is_header


def test_a_table_that_lays_out_a_page_is_no_table() -> None:
    """Cells with paragraphs or tables of their own are boxes; inside them a table may be one."""
    inner = "<table><tr><th>Boat</th><th>Crew</th></tr><tr><td>Teal</td><td>3</td></tr></table>"
    content = page(f"<table><tr><td>Menu</td><td><p>One.</p><p>Two.</p>{inner}</td></tr></table>")

    assert [kind for kind, _, _ in outline(content)] == ["paragraph", "paragraph", "paragraph", "table", "row", "row"]


def test_a_table_whose_first_column_holds_marks_is_a_list() -> None:
    """Statutes set their paragraphs as tables: (a) in one cell, the words in the next, and (i) in a table inside."""
    inner = "<table><tr><td>(i)</td><td>the rope;</td></tr><tr><td>(ii)</td><td>the lamp.</td></tr></table>"
    content = page(
        f"<table><tr><td>(a)</td><td>to go;</td></tr><tr><td>(b)</td><td><p>to bring</p>{inner}</td></tr></table>"
    )

    items = [words for kind, words, _ in outline(content) if kind == "item"]
    assert items == ["(a) to go;", "(b) to bring\n(i) the rope;\n(ii) the lamp.", "(i) the rope;", "(ii) the lamp."]


def test_code_belongs_to_the_sentence_that_announces_it() -> None:
    """So does a paragraph set in the type of code alone; prose that is merely preformatted is prose."""
    letter = (
        "Dear all, the boat will leave at noon on the day\nafter tomorrow, and nobody should come too late for it.\n"
    )
    content = page(
        "<p>Then run:</p><pre>make\nmake install</pre><p>or</p><p><code>make all</code></p>"
        f"<pre>{letter}\n{letter}</pre>"
    )

    assert outline(content)[:4] == [
        ("paragraph", "Then run:", None),
        ("code", "make\nmake install", "Then run:"),
        ("paragraph", "or", None),
        ("code", "make all", None),
    ]
    assert [kind for kind, _, _ in outline(content)[4:]] == ["paragraph", "paragraph"]


def test_captions_and_notes_are_set_apart() -> None:
    """A figure's words are a caption; what stands among the footnotes is a note, an item of their list as well."""
    content = page(
        "<p>The lamp.<sup><a href='#n1'>1</a></sup></p><figure><figcaption>Its lens.</figcaption></figure>"
        "<section class='footnotes'><ol><li id=n1><p>Cut in Paris. <a href='#r1'>↩</a></p></li></ol></section>"
    )

    assert outline(content) == [
        ("paragraph", "The lamp. [1]", None),
        ("caption", "Its lens.", None),
        ("note", "1. Cut in Paris.", None),
    ]


def test_a_caption_names_the_table_beside_it() -> None:
    """Above it the table belongs to the caption, below it the caption to the table."""
    table = "<table><tr><th>Boat</th><th>Crew</th></tr><tr><td>{}</td><td>3</td></tr></table>"
    content = page(
        f"<figure><figcaption>Old</figcaption>{table.format('Teal')}</figure><p>Then.</p>"
        f"<figure>{table.format('Grebe')}<figcaption>New</figcaption></figure>"
    )

    parents = [(kind, parent) for kind, _, parent in outline(content) if kind in ("table", "caption")]
    assert parents == [("caption", None), ("table", "Old"), ("table", None), ("caption", "Boat\tCrew\nGrebe\t3")]


@pytest.mark.parametrize(
    "markup",
    [
        "<details><summary>Who sails it?</summary><p>Nobody.</p></details>",
        "<p>Q: Who sails it?</p><p>A: Nobody.</p>",
        "<div itemscope itemtype='https://schema.org/Question'><div>Who sails it?</div><p>Nobody.</p></div>",
    ],
)
def test_an_answer_belongs_to_its_question(markup: str) -> None:
    """A summary that asks, letters before the words, and the markup of questions are known."""
    asked, answered = outline(page(markup))

    assert (asked[0], answered[0]) == ("question", "paragraph")
    assert answered[2] == asked[1]


def test_a_heading_that_asks_stays_a_heading() -> None:
    """Headings have their place in the outline, and a note's label has none."""
    content = page("<h2>Who sails it?</h2><p>Nobody.</p><h3>Note</h3><p>Not yet.</p>")

    assert [(kind, words) for kind, words, _ in outline(content)] == [
        ("heading", "Who sails it?"), ("paragraph", "Nobody."), ("paragraph", "Note"), ("paragraph", "Not yet."),
    ]  # fmt: skip


def test_a_field_has_a_label_and_a_value() -> None:
    """What is filled in is read with its label; passwords, buttons and empty fields are not."""
    content = page(
        "<label for=n>Name</label><input id=n value='Ada Lund'><label>Sails <input type=checkbox checked></label>"
        "<label>Secret <input type=password value=x></label>"
        "<label>City <select><option>Oslo<option selected>Bergen</select></label>"
    )

    fields = [[cell and words_at(content, cell) for cell in block.cells] for block in content.of_kind("form_field")]
    assert fields == [["Name", "Ada Lund"], ["Sails", "☒"], ["City", "Bergen"]]
    assert "Secret" in content.text


def test_a_paragraph_that_is_all_bold_and_short_is_a_heading() -> None:
    """Over text; with a colon before a list it announces that, and beside another bold one it is none."""
    content = page(
        "<p>The mill grinds.</p><p><strong>Late returns:</strong></p><p>They cost a crown a day.</p>"
        '<p><span style="font-weight:700">May I grind oats?</span></p><p>On Mondays.</p>'
        "<p><b>Bring:</b></p><ul><li>a sack</li><li>a broom</li></ul>"
        "<p><b>Nobody</b> works at night.</p><p><b>Note:</b></p><p>It is cold.</p>"
        "<p><b>Anna Lund</b></p><p><b>Bo Lund</b></p><ul><li><b>Flour</b></li></ul><p>It is white.</p>"
        "<p><b>Table 2. Prices</b></p><p>The keeper of the mill, who has said so, will not sell it.</p>"
    )

    found = [(kind, words) for kind, words, _ in outline(content) if kind in ("heading", "paragraph", "caption")]
    assert found[1:5] == [
        ("heading", "Late returns:"),
        ("paragraph", "They cost a crown a day."),
        ("heading", "May I grind oats?"),
        ("paragraph", "On Mondays."),
    ]
    assert [words for kind, words in found if kind == "heading"][2:] == []
    assert ("caption", "Table 2. Prices") in found


def test_paragraphs_in_a_style_of_their_own_are_what_the_sentence_over_them_announces() -> None:
    """Editors of pages make lists so; paragraphs as all others are, long ones and those with numbers are none."""
    lead = "<p>Before you cast off look at these:</p>"
    items = ["Is the plug in?", "Is the oar whole?"]
    styled = "".join(f"<p style='font-style: italic'>{item}</p>" for item in items)
    others = [
        lead + "".join(f"<p>{item}</p>" for item in items),
        lead.replace("<p>", "<p class='a'>") + "".join(f"<p class='a'>{item}</p>" for item in items),
        lead.replace(":", ".") + styled,
        lead + styled.replace("Is", "1. Is"),
        f"{lead}{styled}<p style='font-style: italic'>{'It is long. ' * 40}</p>",
        f"{lead}<div>{styled}</div>",
    ]

    content = page(f"{lead}{styled}<p>Then go.</p>")

    assert words(content, "item") == items
    assert words_at(content, content.blocks[content.of_kind("list")[0].parent or 0].span).endswith("these:")
    assert words(content, "paragraph") == ["Before you cast off look at these:", "Then go."]
    assert [words(page(other), "item") for other in others] == [[]] * len(others)
