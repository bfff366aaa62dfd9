"""Web pages: the visible text once, the article unmarked, everything else marked with a reason."""

import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import UnreadableDocumentError
from index.parsers import PARSERS, parse
from index.parsers.html.alignment import covered
from index.records import Content
from tests.parsers.views import paths, words_at

SENTENCES = (
    "The council met on Tuesday to decide about the ferry. Nine members spoke, and none of them had read the report.",
    "Its cost is put at forty million, half of which the islands have to raise themselves before the end of the year.",
    "The old ship is sold to a museum. It will leave the harbour in May, towed by two tugs and followed by every boat.",
    "Whether the new one fits under the bridge is a question that only the harbour master seems to have asked so far.",
)
ARTICLE = "".join(f"<p>{sentence}</p>" for sentence in SENTENCES)
PAGE = f"""<!DOCTYPE html><html><head><title>Ferry vote | Island Courier</title>
<meta property="og:title" content="Ferry vote splits the council">
<link rel="canonical" href="https://courier.example/ferry">
<script type="application/ld+json">{json.dumps({"@graph": [{"headline": "x", "datePublished": "2021-03-03"}]})}
</script><style>p {{ color: red }}</style></head><body>
<nav><ul><li><a href="/">Start</a></li><li><a href="/n">Latest news</a></li></ul></nav>
<article><header><h1>Ferry vote splits the council</h1></header>{ARTICLE}
<h2>What the yard says</h2><p>{SENTENCES[0]} <b>Bold</b><i>ly</i> put,<br>on two lines.</p>
<table><tr><th>Yard</th><th>Offer</th></tr><tr><td>Gdynia</td><td>41 million</td></tr></table>
<p>Sign up for our newsletter to get the news in your inbox.</p></article>
<aside class="related"><h3>Most popular</h3><ul><li><a href="/a">Ten walks by the sea</a></li>
<li><a href="/b">The price of bread</a></li></ul></aside>
<p hidden>Never shown.</p><p style="display: none">Not shown either.</p><noscript>Enable it</noscript>
<footer>© 2021 Island Courier. All rights reserved.</footer></body></html>"""


def page(body: str) -> Content:
    return PARSERS[".html"](f"<!DOCTYPE html><html><head></head><body>{body}</body></html>".encode(), "a.html")


def marked(content: Content) -> dict[str, str | None]:
    return {
        line: block.why
        for block in content.of_kind("boilerplate")
        for line in words_at(content, block.span).splitlines()
        if line
    }


def unmarked(content: Content) -> str:
    text = content.text
    for block in reversed(content.of_kind("boilerplate")):
        text = text[: block.start] + text[block.end :]
    return text


def test_the_article_is_text_and_the_page_around_it_boilerplate() -> None:
    """Menu, headline, sign-up line, related links and footer are marked, each with its reason; the article is not."""
    content = parse(PAGE.encode(), "ferry.html")

    reasons = marked(content)
    assert reasons["Latest news"] == "navigation"
    assert reasons["Ferry vote splits the council"] == "headline, kept as the title"
    assert reasons["Sign up for our newsletter to get the news in your inbox."] == "sign-up form"
    assert reasons["Ten walks by the sea"] == "links to other pages"
    assert reasons["© 2021 Island Courier. All rights reserved."] == "page footer"
    assert all(sentence in unmarked(content) for sentence in SENTENCES)
    assert "What the yard says" in unmarked(content)


def test_the_whole_visible_text_is_kept_and_nothing_hidden() -> None:
    """Boilerplate stays in the text; scripts, styles and hidden elements never enter it."""
    text = parse(PAGE.encode(), "ferry.html").text

    assert "Latest news" in text
    assert "Most popular" in text
    assert not any(hidden in text for hidden in ("color: red", "shown", "datePublished", "Enable it"))


def test_text_is_readable() -> None:
    """Paragraphs are apart, inline elements join, a line break is one, and table cells do not run together."""
    text = parse(PAGE.encode(), "ferry.html").text

    assert f"{SENTENCES[0]}\n\n{SENTENCES[1]}" in text
    assert "Boldly put,\non two lines." in text
    assert "Yard\tOffer\nGdynia\t41 million" in text


def test_title_address_date_and_headings_come_from_the_page() -> None:
    """The visible headline wins over the title element, and JSON-LD gives the date."""
    content = parse(PAGE.encode(), "ferry.html")

    assert content.title == "Ferry vote splits the council"
    assert content.url == "https://courier.example/ferry"
    assert content.date == "2021-03-03"
    assert paths(content) == [("What the yard says",)]


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("a<div>b</div>c", "a\n\nb\n\nc"),
        ("<p>one<br><br>two</p>", "one\n\ntwo"),
        ("<ul><li>one</li><li>two</li></ul>", "one\ntwo"),
        ("<pre>  def f():\n    pass</pre>", "  def f():\n    pass"),
        ("<p>so&shy;ft \u200b &nbsp; spaces\n\n here</p>", "soft spaces here"),
        ("<p>emoji \U0001f600 &amp; &lt;b&gt;</p>", "emoji \U0001f600 & <b>"),
        ("<p>a &#xD800; b</p>", "a \ufffd b"),
        ("<table><tr><td><p>a</p></td><td>b<br>c</td></tr></table>", "a\tb c"),
        (f"<table><tr><td><p>{'long ' * 120}</p></td><td>x</td></tr></table>", ("long " * 120).strip() + "\n\nx"),
        ("<select><option>no</option></select><details>kept</details>", "kept"),
        ("<dialog>closed</dialog><dialog open>open</dialog>", "open"),
        ("<p>a\0b</p>", "ab"),
        ("<svg><text>no</text></svg>yes", "yes"),
    ],
)
def test_markup_becomes_visible_text(body: str, text: str) -> None:
    """Each case is what a browser would show, one block a paragraph."""
    assert page(body).text == text


def test_a_quoted_post_inside_the_article_is_text() -> None:
    """A post embedded between paragraphs belongs to them."""
    post = '<blockquote class="twitter-tweet"><p>The ferry is late again, day nine.</p></blockquote>'
    middle = "".join(f"<p>{sentence}</p>{post if number == 1 else ''}" for number, sentence in enumerate(SENTENCES))

    assert "day nine" in unmarked(page(f"<article>{middle}</article>"))


def test_rows_of_a_table_stand_together() -> None:
    """A row of links among rows of figures is not torn out as a list of links."""
    rows = "".join(f"<tr><td>Year {year}</td><td>{year * 7} cars were carried</td></tr>" for year in range(1, 6))
    link = '<tr><td><a href="/x">Founders</a></td><td><a href="/y">Ann Other</a></td></tr>'

    assert "Founders" in unmarked(page(f"<article>{ARTICLE}<table>{rows}{link}</table>{ARTICLE}</article>"))


def test_a_page_without_article_keeps_what_its_markup_does_not_call_boilerplate() -> None:
    """A list or a form is not thrown away because no article is seen in it."""
    content = page(
        "<nav><a href='/'>Start</a></nav><ul><li>Mon 9-12</li><li>Tue 9-17</li></ul><footer>Imprint</footer>"
    )

    assert unmarked(content).split() == ["Mon", "9-12", "Tue", "9-17"]
    assert marked(content) == {"Start": "navigation", "Imprint": "page footer"}


def test_twenty_thousand_nested_elements_are_read() -> None:
    """No recursion: the depth of a page is no limit."""
    content = parse(("<div>" * 20_000 + "deep down" + "</div>" * 20_000).encode(), "deep.html")

    assert content.text == "deep down"


@pytest.mark.parametrize(
    ("head", "encoding"),
    [
        ('<meta charset="windows-1252">', "cp1252"),
        ('<meta http-equiv="Content-Type" content="text/html; charset=shift_jis">', "cp932"),
        ('<?xml version="1.0" encoding="iso-8859-1"?>', "latin-1"),
        ('<meta charset="windows-1252">', "utf-8"),
        ('<meta charset="no-such-encoding">', "utf-8"),
        ("", "utf-16"),
    ],
)
def test_declared_encodings_are_followed_unless_the_bytes_are_utf_8(head: str, encoding: str) -> None:
    """Valid UTF-8 is UTF-8 whatever it says; else the declaration counts."""
    word = "名前" if encoding == "cp932" else "Käufer"

    assert word in PARSERS[".html"](f"{head}<p>{word}</p>".encode(encoding), "a.html").text


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "0 characters"),
        (b"<html><body><script>1</script></body></html>", "0 characters"),
        (b"%PDF-1.7", "PDF"),
        (bytes(range(256)) * 20, "binary|not text"),
    ],
)
def test_what_is_no_page_is_refused(data: bytes, reason: str) -> None:
    """An empty page, another format and binary data each say what is wrong."""
    with pytest.raises(UnreadableDocumentError, match=reason):
        parse(data, "a.html")


@given(
    st.lists(
        st.sampled_from(
            [
                "<p>",
                "</p>",
                "<div class=nav>",
                "</div>",
                "<table><tr><td>",
                "</table>",
                "<li>",
                "<a href=x>",
                "</a>",
                "<br>",
            ]
        )
        | st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters="\t\n\r"), max_size=8),
        max_size=30,
    )
)
def test_any_markup_gives_marks_in_order_and_text_without_broken_characters(pieces: list[str]) -> None:
    """However broken the markup, spans are inside the text, ascending, and the text can be stored."""
    content = page("".join(pieces))

    content.text.encode()
    assert "\0" not in content.text
    ends = [0, *(offset for block in content.of_kind("boilerplate") for offset in (block.start, block.end))]
    assert ends == sorted(ends)
    assert ends[-1] <= len(content.text)


def test_alignment_finds_moved_and_respaced_lines() -> None:
    """Lines are followed in order, found again when moved, and believed only where they agree."""
    page_words = "menu one two three four five middle six seven eight nine ten end".split()

    hits = covered(page_words, "six seven eight nine ten\none two three four five\nfour score and seven\nmenu")

    assert [word for word, hit in zip(page_words, hits, strict=True) if not hit] == ["menu", "middle", "end"]


@pytest.mark.skipif("QA_TEST_DATA" not in os.environ, reason="QA_TEST_DATA names the folder of test sets; not set")
@pytest.mark.parametrize("name", ["test_blog.html", "test_serp.html", "test_wikipedia.html"])
def test_real_pages_keep_most_of_their_paragraphs(name: str) -> None:
    """Odd real pages are read whole, and have both text and boilerplate."""
    content = parse((Path(os.environ["QA_TEST_DATA"]) / "ingest" / "markitdown" / name).read_bytes(), name)

    assert content.title
    assert content.of_kind("boilerplate")
    assert len(unmarked(content)) > 2000
