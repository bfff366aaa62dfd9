"""AsciiDoc: headings, lists, terms and questions, what is joined to them, listings and tables."""

from index.parsers import parse
from index.records import Block, Content
from tests.parsers.views import paths, words, words_at

FAQ = """= Harbour questions
:toc:

[[berth]]
How do I get a berth?::
	Ask the keeper.  He knows
	which are free.
+
Then pay for it:
+
----
berth --pay

berth --show
----

I asked for a berth, yet nobody has given me one::
    The harbour is full.

oar:: It moves the boat.

Rules
-----
// A remark.

* Boats in
** by day
* Boats out
+
NOTE: Not in a storm.

Behind the list.

.Fees
[cols="1,2"]
|===
|Town |Fee

|Bodo |7
|Oslo
|9
|===
"""


def read(text: str) -> Content:
    return parse(text.encode(), "a.adoc")


def owner(content: Content, block: Block) -> str:
    return words_at(content, content.blocks[block.parent].span) if block.parent is not None else ""


def test_titles_are_marked_or_underlined() -> None:
    """What stands between lines of signs is no title, though a line of signs is below it."""
    content = read(FAQ)

    assert content.title == "Harbour questions"
    assert paths(content) == [("Harbour questions",), ("Harbour questions", "Rules")]


def test_a_term_that_asks_or_states_is_a_question_with_all_of_its_answer() -> None:
    """What a plus joins to it included; a short one is a term."""
    content = read(FAQ)

    first, second = content.of_kind("question")
    answers = [each for each in content.blocks if owner(content, each) == "How do I get a berth?"]
    assert words_at(content, first.span) == "How do I get a berth?"
    assert [words_at(content, each.span) for each in answers] == [
        "Ask the keeper.  He knows\n\twhich are free.",
        "Then pay for it:",
    ]
    assert words_at(content, second.span).startswith("I asked for a berth")
    assert words(content, "term") == ["oar"]
    assert words(content, "description") == ["It moves the boat."]


def test_a_listing_belongs_to_what_announces_it() -> None:
    """Its delimiters are no part of it."""
    content = read(FAQ)

    assert words(content, "code") == ["berth --pay\n\nberth --show"]
    assert owner(content, content.of_kind("code")[0]) == "Then pay for it:"


def test_items_nest_by_their_marks() -> None:
    """And end where a paragraph is not joined to them."""
    content = read(FAQ)

    assert words(content, "item") == [
        "* Boats in\n** by day",
        "** by day",
        "* Boats out\n+\nNOTE: Not in a storm.",
    ]
    assert owner(content, next(b for b in content.blocks if words_at(content, b.span) == "Behind the list.")) == ""


def test_the_cells_of_a_table_may_stand_on_lines_of_their_own() -> None:
    """The first row names the columns where a blank line is below it; its caption announces the table."""
    content = read(FAQ)

    rows = content.of_kind("row")
    assert [[words_at(content, cell) for cell in row.cells if cell] for row in rows] == [
        ["Town", "Fee"],
        ["Bodo", "7"],
        ["Oslo", "9"],
    ]
    assert [row.header is None for row in rows] == [True, False, False]
    assert owner(content, content.of_kind("table")[0]) == "Fees"


def test_signs_and_remarks_are_no_text() -> None:
    """Attributes, anchors, joins and delimiters."""
    content = read(FAQ)

    marked = words(content, "boilerplate")
    assert {":toc:", "[[berth]]", "+", "----", "// A remark.", '[cols="1,2"]', "|==="} <= set(marked)
    assert not any("[[" in each or each.startswith("+") for each in words(content, "paragraph"))


def test_what_is_passed_through_holds_no_names() -> None:
    """Between signs of plus, of which one alone says nothing."""
    page = (
        "= Of +{v}+ and {v}\n:v: 2.1\n\nType +{v}+ or `+a {v}+` or a++{v} b++ or pass:[{v}], now {v}. "
        "One + {v} + two, +3 {v} and +4.\n"
    )

    content = parse(page.encode(), "a.adoc")

    assert content.title == "Of +{v}+ and 2.1"
    assert words(content, "paragraph") == [
        "Type +{v}+ or `+a {v}+` or a++{v} b++ or pass:[{v}], now 2.1. One + 2.1 + two, +3 2.1 and +4."
    ]


def test_attributes_of_the_document_are_filled_in() -> None:
    """Each that has one value; code is printed as it stands."""
    page = (
        "= Ferry {no}\n:no: 7\n:fee: 9 euros\n:boat: Teal\n\n== Fees of {no}\n\nIt costs {fee}, not \\{fee} or ${fee}. "
        "{boat} {other}\n\n:boat: Grebe\n\n----\necho {fee}\n----\n\n|===\n|Adult |{fee}\n|===\n"
    )

    content = parse(page.encode(), "a.adoc")

    assert content.title == "Ferry 7"
    assert paths(content)[-1] == ("Ferry 7", "Fees of 7")
    assert words(content, "paragraph") == ["It costs 9 euros, not \\{fee} or ${fee}. {boat} {other}"]
    assert words(content, "code") == ["echo {fee}"]
    assert [words_at(content, cell) for cell in content.of_kind("row")[0].cells if cell] == ["Adult", "9 euros"]
