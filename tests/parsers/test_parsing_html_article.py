"""What of a web page is its article: prose stays whatever it is called, and what a site puts around it goes."""

import json
import os
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

from index.parsers import PARSERS, parse
from index.parsers.html.article import judge
from index.parsers.html.flow import page_of
from index.parsers.html.meta import Meta
from index.parsers.html.tree import visible_tree
from index.records import Content
from tests.parsers.views import words_at

LONG = (
    "The week has thirty-seven hours, of which two on Friday may be worked at home by the staff of the office.",
    "Overtime is paid with a quarter on top, and on Sundays with a half, unless it is taken as free time.",
    "Everybody has twenty-eight days of leave, and what is not taken by the end of March lapses but for illness.",
    "Whoever falls ill says so before nine in the morning, and brings a letter from the doctor on the third day.",
)
BODY = "".join(f"<p>{sentence} {LONG[0]}</p>" for sentence in LONG)


def page(body: str, head: str = "") -> Content:
    return PARSERS[".html"](f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>".encode(), "a.html")


def marked(content: Content) -> str:
    return "\n".join(words_at(content, block.span) for block in content.of_kind("boilerplate"))


@pytest.mark.parametrize("attribute", ["id", "class"])
@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("promotion", "Whoever has been a fitter for three years may apply for promotion to foreman."),
        ("social-security", "The works pay the whole of the social security contribution for apprentices."),
        ("informed-consent", "The check is done only with written consent, which may be withdrawn until noon."),
        ("recommended-clothing", "In the paint shop shoes with rubber soles are worn, and wool is avoided."),
        ("follow-up", "After an accident the foreman writes a report within forty-eight hours."),
        ("subscription", "The subscription to the tram is paid by the works from the second month on."),
        ("comments", "Comments in the log book are written in ink and signed with the full name."),
        ("rail-travel", "Journeys by rail are booked in second class and paid back within the month."),
        ("navigation", "Boats are steered by the older of two pilots, who stands at the wheel himself."),
        ("related-costs", "Costs that come with a move are carried by the works up to a month of pay."),
    ],
)
def test_a_chapter_stays_whatever_its_name_is(attribute: str, name: str, sentence: str) -> None:
    """Words that elsewhere name a box of links or a form are ordinary words in a handbook."""
    chapter = f"<section {attribute}='{name}'><h2>A chapter</h2><p>{sentence}</p></section>"
    more = f"<section><h2>Working hours</h2>{BODY}</section><section><h2>Leave</h2>{BODY}</section>"

    content = page(f"<main><h1>Staff handbook</h1>{BODY}{chapter}{more}</main>")

    assert sentence not in marked(content)
    assert "A chapter" in [words_at(content, block.span) for block in content.of_kind("heading")]


@pytest.mark.parametrize(
    "box",
    [
        "<div class='related'><a href='/1'>Ten walks by the sea</a> <a href='/2'>The price of bread</a></div>",
        "<div class='newsletter'><p>Get the news of the week in your inbox.</p><input><button>Go</button></div>",
        "<div class='share-bar'><a href='/f'>Facebook</a> <a href='/m'>Mail</a></div>",
        "<div id='cookie-notice'><p>We use cookies to make this page better for you.</p><button>Accept</button></div>",
        "<nav><a href='/a'>Start</a> <a href='/b'>Latest</a></nav>",
        "<ul class='teasers'><li><a href='/c'>A storm is coming in</a><p>The harbour master says that...</p></li></ul>",
    ],
)
def test_a_box_that_looks_as_it_is_called_goes(box: str) -> None:
    """Links, fields and an address to the visitor bear a name out."""
    content = page(f"<div><h1>Hours of work</h1>{BODY}{box}{BODY}</div>")

    inside = box.split(">", 2)[2].split("<", maxsplit=1)[0]
    assert inside in marked(content)
    assert LONG[1] not in marked(content)


def test_comments_of_readers_go() -> None:
    """They are prose as well; what stands behind the article under such a name is not its text."""
    said = "I think that loaves need ninety minutes in that oven, mine were raw."

    content = page(
        f"<article><h1>Bread</h1>{BODY}</article><div class='comments'><h3>2 comments</h3><p>{said}</p></div>"
    )

    assert said in marked(content)


def test_what_belongs_to_a_text_stays_with_it() -> None:
    """Lists, terms, tables, captions, code and folded parts of a manual are read although extractors drop them."""
    pieces = [
        "<figure><figcaption>The depot in the year 1911</figcaption></figure>",
        "<dl><dt>fitter</dt><dd>repairs trams</dd></dl>",
        "<p>The desk keeps:</p><ul><li>keys</li><li>lamps</li></ul>",
        "<table><tr><th>Line</th><th>Depot</th></tr><tr><td>12</td><td>Harbour</td></tr></table>",
        "<details><summary>Which key?</summary><p>The small one.</p></details>",
        "<pre>tram --stop</pre>",
    ]

    content = page(f"<main><h1>Handbook</h1>{''.join(BODY + piece for piece in pieces)}</main>")

    assert marked(content) in ("", "Handbook")


def test_links_that_a_sentence_announces_are_part_of_the_text() -> None:
    """ "You can get it here:" is no answer without what follows."""
    links = "<ul><li><a href='/s'>stable</a></li><li><a href='/t'>testing</a></li></ul>"

    content = page(f"<main>{BODY}<p>The current packages are found here:</p>{links}{BODY}</main>")

    assert "testing" not in marked(content)


def test_sentences_at_the_foot_of_a_page_are_its_footer() -> None:
    """An address is worth finding; rights and links are not."""
    foot = (
        "<p>The data officer is reached on working days at 555-0199.</p><p>© 2024 Tram Works. All rights reserved.</p>"
    )

    content = page(f"<main><h1>Privacy</h1>{BODY}</main><footer>{foot}<a href='/imprint'>Imprint</a></footer>")

    assert [words_at(content, block.span) for block in content.of_kind("page_footer")] == [
        "The data officer is reached on working days at 555-0199."
    ]
    assert "All rights reserved" in marked(content)


@pytest.mark.parametrize("is_article", [True, False])
def test_a_site_s_article_is_held_to_what_stands_beside_it(is_article: bool) -> None:
    """A box that the extract left out is text where all of the page is, and none of a page that is a site's article."""
    box = "<div><div><a href='/ann'>Ann Lund</a><p>lives with two dogs</p><p>and writes.</p></div></div>"
    html = f"<html><body><div><div>{BODY * 3}</div>{box}</div></body></html>"
    seen = page_of(visible_tree(LexborHTMLParser(html)))
    extract = "\n".join(f"{sentence} {LONG[0]}" for sentence in LONG * 3)

    reasons = judge(seen, extract, Meta(None, None, None, is_article)).reasons

    said = {seen.words(leaf): why for leaf, why in zip(seen.leaves, reasons, strict=True)}
    assert (said["lives with two dogs"] is not None) == is_article


def _left_out(html: str, extract: str) -> str:
    """Return what of a page is none of its article, of which a library saw ``extract``."""
    seen = page_of(visible_tree(LexborHTMLParser(f"<html><body>{html}</body></html>")))
    reasons = judge(seen, extract, Meta(None, None, None)).reasons
    return "\n".join(seen.words(leaf) for leaf, why in zip(seen.leaves, reasons, strict=True) if why)


def test_text_in_no_paragraph_of_its_own_belongs_to_those_around_it() -> None:
    """Old pages part their text by line breaks and set paragraphs only here and there; an extract may see these."""
    loose = [f"Step {number} of the check:<br><br>lamp {number}<br><br>{LONG[2]}" for number in range(4)]
    links = "<a href='/a'>Start</a><br><br><a href='/b'>Depots of the town and their lines</a>"
    body = f"<h3>Doors</h3>{loose[0]}<h3>Bells</h3>{loose[1]}{BODY}<h3>Lamps</h3>{loose[2]}{loose[3]}{BODY}{LONG[0]}"
    extract = "\n".join(f"{sentence} {LONG[0]}" for sentence in LONG * 2)

    left = _left_out(f"<div><h2>Tram Works</h2></div><div>{links}<br><br>{body}<br><br>Page 3</div><p>Top</p>", extract)

    assert left.splitlines() == ["Tram Works", "Start", "Depots of the town and their lines", "Page 3", "Top"]


def test_the_headings_right_over_an_article_are_its_own() -> None:
    """The first question of a list of questions is as good as the second; a name in another box is the site's."""
    body = f"<h1>Questions</h1><h3>When is the depot open?</h3>{BODY}<h3>Who has the keys?</h3>{BODY}"
    extract = "\n".join(f"{sentence} {LONG[0]}" for sentence in LONG * 2)

    assert _left_out(f"<div><h2>Tram Works</h2></div>{body}<h3>More of the town</h3>", extract).splitlines() == [
        "Tram Works",
        "More of the town",
    ]


@pytest.mark.parametrize(
    ("title", "headings", "called"),
    [
        ("Lamps | Tram Works", ["Lamps"], "Lamps"),
        ("Lamps - The Handbook", ["The Handbook", "Lamps"], "Lamps"),
        ("Lamps - The Handbook", ["The Handbook"], "Lamps"),
        ("Handbook", ["The lamps of the depot"], "Handbook"),
        ("Contents", ["The lamps of the depot"], "The lamps of the depot"),
        ("Home", [], None),
        ("Untitled Document", ["Lamps¶"], "Lamps"),
        ("", ["Lamps"], "Lamps"),
        ("Trams: their lamps and bells", [], "Trams: their lamps and bells"),
        ("Oil — and gas", ["Oil — and gas"], "Oil — and gas"),
    ],
)
def test_a_page_is_called_what_a_person_would_call_it(title: str, headings: list[str], called: str | None) -> None:
    """Its headline or title, never the site's name nor a word that every site uses."""
    content = page("".join(f"<h1>{heading}</h1>" for heading in headings) + BODY, f"<title>{title}</title>")

    assert content.title == called


def test_the_name_that_a_site_gives_itself_is_not_in_the_title() -> None:
    """It may stand first as well."""
    head = "<meta property='og:site_name' content='Tram Works'><title>{}</title>"

    assert page(BODY, head.format("Tram Works | Lamps")).title == "Lamps"
    assert page(BODY, head.format("Lamps and bells | Tram Works")).title == "Lamps and bells"


@pytest.mark.skipif("QA_TEST_DATA" not in os.environ, reason="QA_TEST_DATA names the folder of test sets; not set")
def test_quotes_from_real_manuals_and_books_stand_in_their_text() -> None:
    """What people copied from the page is found in one piece, white space aside, and none of it is boilerplate."""
    folder = Path(os.environ["QA_TEST_DATA"]) / "everyday"
    gold = [json.loads(line) for line in (folder / "gold.jsonl").read_text("utf-8").splitlines()]
    asked = [
        (each["doc"], each["quote"]) for row in gold for each in (row, *row.get("evidence", ())) if "quote" in each
    ]
    wanted = [(name, quote) for name, quote in asked if name.endswith((".html", ".epub"))]
    contents = {name: parse((folder / "docs" / name).read_bytes(), name) for name, _ in wanted}

    missing = [quote for name, quote in wanted if " ".join(quote.split()) not in _quotable(contents[name])]

    assert len(wanted) > 20
    assert missing == []


def _quotable(content: Content) -> str:
    text = content.text
    for block in reversed(content.of_kind("boilerplate")):
        text = f"{text[: block.start]}\0{text[block.end :]}"
    return " ".join(text.split())


def test_an_extract_that_stands_nowhere_on_the_page_changes_nothing() -> None:
    """A library may see words that are hidden; then its article is no part of what a reader sees."""
    seen = page_of(visible_tree(LexborHTMLParser("<html><body><p>Closed on Mondays.</p></body></html>")))

    assert judge(seen, "hidden words " * 30, Meta(None, None, None)).reasons == ["outside the article"]
