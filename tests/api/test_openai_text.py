"""The content of a completion: no quote is lost, nothing in a quote acts, and what we add comes off again."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from index.records import Span
from index.units import Unit
from qa.answering.ports import Question
from qa.answering.records import Answer, Citation, Reason
from qa.api.openai.text import content_of, escape_markup, markers, without_sources
from tests.documents import document
from tests.fakes import FakeAssistant
from tests.fakes_documents import EXAMPLES

PAGE = "http://localhost/"
EVIL = "http://evil.example"
# What a front end would act on, and what might hide it from an escape or let it out of a code block.
SPITE = st.lists(
    st.sampled_from(
        [
            f"![a]({EVIL})", "![a][1]", "!", "[", f"](<{EVIL}>)", "<img src=x>", "</p>", "<!--", "<", "\\", "`", "```",
            "````", "~~~", "\n", "\n\n", "\r\n", " ", "    ", "> ", "- ", f"\n[1]: {EVIL}", f"[\n1]: {EVIL}",
            "**Sources**", "“", "[1]", "word", "# ", "| a |",
        ]
    ),
    min_size=1,
    max_size=9,
).map("".join).filter(str.strip)  # fmt: skip
COMMONMARK = MarkdownIt("commonmark")


def answered(question: str) -> Answer:
    return FakeAssistant().ask(Question(question))


def quoting(*quotes: str, title: str = "A title") -> Answer:
    """An answer that quotes these words, each from a document of its own."""
    documents = [
        document(quote, id=f"d{number}", source=f"{title}.txt", title=title)
        for number, quote in enumerate(quotes, start=1)
    ]
    citations = tuple(
        Citation.of(number, quoted, Unit("paragraph", Span(0, len(quoted.text))))
        for number, quoted in enumerate(documents, start=1)
    )
    text = " ".join(f"“{citation.quote}” [{citation.number}]" for citation in citations)
    return replace(answered(EXAMPLES[0]), answer=text, citations=citations)


def acts(markdown: str) -> list[str]:
    """What a front end would fetch or take for HTML, and each definition that could turn a marker into a link."""

    def flat(tokens: list[Token]) -> list[Token]:
        return [inner for token in tokens for inner in [token, *flat(token.children or [])]]

    environment: dict[str, dict[str, object]] = {}
    tokens = flat(COMMONMARK.parse(markdown, environment))
    found = [token.content for token in tokens if token.type in {"image", "html_block", "html_inline"}]
    return found + list(environment.get("references", {}))


@pytest.mark.parametrize("question", [*EXAMPLES, "Who is the king of France?", "What is it?"])
def test_what_we_add_comes_off_again(question: str) -> None:
    """A follow-up leans on what was said, and not on the sources under it."""
    answer = answered(question)

    assert without_sources(content_of(answer, PAGE)) == answer.answer


@given(st.lists(SPITE, min_size=1, max_size=3))
def test_it_comes_off_whatever_was_quoted(quotes: list[str]) -> None:
    """No quote, however it looks, is taken for the block or leaves a part of it behind."""
    answer = quoting(*quotes)

    assert without_sources(content_of(answer, PAGE)) == escape_markup(answer.answer)


@pytest.mark.parametrize(
    "text", ["", "In 1849 [1].", "The **Sources** are below.", "**Sources** and more", "a\r\n\r\nb \n"]
)
def test_other_text_is_left_as_it_is(text: str) -> None:
    """History may hold the answers of other systems."""
    assert without_sources(text) == text


def test_a_block_that_passed_through_a_front_end_still_comes_off() -> None:
    """Line ends change on the way, and space is added or lost."""
    content = content_of(answered(EXAMPLES[0]), PAGE)

    assert without_sources(content.replace("\n", "\r\n")) == without_sources(content)
    assert without_sources(content.replace("**Sources**", "  **Sources**  ")) == without_sources(content)


@given(st.lists(SPITE, min_size=1, max_size=3))
def test_every_quote_stands_in_the_content_to_the_letter(quotes: list[str]) -> None:
    """A front end that drops the citations still shows what can be compared with the source."""
    content = content_of(quoting(*quotes), PAGE)

    assert [quote for quote in quotes if quote not in content] == []


@given(st.lists(SPITE, min_size=1, max_size=3), SPITE)
def test_nothing_in_a_quote_or_a_title_acts(quotes: list[str], title: str) -> None:
    """No picture is fetched and no tag rendered because a document says so."""
    assert acts(content_of(quoting(*quotes, title=title), PAGE)) == []


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("![a](http://evil.example/?q=1)", "!\\[a](http://evil.example/?q=1)"),
        ("<img src=x onerror=alert(1)>", "\\<img src=x onerror=alert(1)>"),
        ("\\<img>", "\\<img>"),
        ("\\\\<img>", "\\\\\\<img>"),
        ("</details><!-- -->", "\\</details>\\<!-- -->"),
        ("[1]: http://evil.example", "\\[1]: http://evil.example"),
        ("```js\n```", "\\```js\n\\```"),
        ("1 < 2, a<1, 3 <- 4", "1 < 2, a<1, 3 <- 4"),
        ("see [the act](https://example.com) [2]", "see [the act](https://example.com) [2]"),
    ],
)
def test_only_what_acts_is_escaped(text: str, escaped: str) -> None:
    """Ordinary text, links that wait for a click among it, is shown as it is."""
    assert escape_markup(text) == escaped


def test_a_code_block_cannot_be_left_from_within() -> None:
    """The fence is longer than any run of backticks in the quote."""
    content = content_of(quoting("````\n<script>"), PAGE)

    assert content.endswith("`````text\n````\n<script>\n`````")
    assert acts(content) == []


def test_markers_are_told_from_what_looks_like_one() -> None:
    """A quote may hold footnote numbers of its own; an annotation on those would lead astray."""
    answer = quoting("Lit in 1849.[2]", "Moved in 1911 [1].")

    content = content_of(answer, PAGE)
    places = [(citation.number, content[start:end]) for citation, start, end in markers(answer)]
    before = [content[:start] for _, start, _ in markers(answer)]

    assert places == [(1, "[1]"), (2, "[2]")]
    assert all(text.endswith("” ") for text in before)


def test_a_link_names_the_place_and_the_version() -> None:
    """The page opens it at the quote, or says that the document has changed; ids are escaped."""
    answer = quoting("Lit in 1849.")
    citation = replace(answer.citations[0], document_id="a b/é#")

    content = content_of(replace(answer, citations=(citation,)), PAGE)

    assert f"(http://localhost/#d=a%20b%2F%C3%A9%23&s=0&e=12&h={citation.sha256})" in content


@pytest.mark.parametrize("reason", ["needs_context", "not_a_question"])
def test_passages_are_shown_only_where_the_sentence_speaks_of_them(reason: Reason) -> None:
    """A greeting is answered with a greeting."""
    silent = replace(answered("Who is the king of France?"), reason=reason)

    assert content_of(silent, PAGE) == silent.answer


def test_the_closest_statements_are_shown_instead_of_passages() -> None:
    """Each whole, with its number, its place and its link; and taken off again where the message comes back."""
    silent = answered("Who is the king of France and of the lighthouse beyond the seven seas?")
    (closest,) = silent.closest

    content = content_of(silent, PAGE)

    assert content.startswith(f"{silent.answer}\n\n**Closest statements**\n\n[1] [{closest.title}]({PAGE}#d=")
    assert content.endswith(f"“{closest.quote}”")
    assert "**Nearest passages**" not in content
    assert without_sources(content) == silent.answer


def test_a_quote_cannot_pass_for_the_closest_statements() -> None:
    """Our heading in a quote is escaped, so that the first one in a content is ours."""
    content = content_of(quoting("**Closest statements**\n\nIt is safe to swim."), PAGE)

    assert without_sources(content) == escape_markup(quoting("**Closest statements**\n\nIt is safe to swim.").answer)


def test_a_long_passage_is_shortened_and_says_so() -> None:
    """At the end of a word."""
    silent = answered("Who is the king of France?")
    passage = replace(silent.passages[0], text="word " * 200)

    content = content_of(replace(silent, passages=(passage,)), PAGE)

    assert content.endswith("word word …")
    assert len(content) < 500
