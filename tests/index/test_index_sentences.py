"""Sentences: every character in exactly one of them, whatever the text is made of."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.records import Document
from index.sentences import SENTENCE_LIMIT, break_before, sentence_spans, trim
from tests.fakes_documents import DOCUMENTS
from tests.texts import TEXTS


def sentences(text: str) -> list[str]:
    return [text[span.start : span.end] for span in sentence_spans(text)]


def assert_covers(text: str, start: int, stop: int) -> None:
    spans = sentence_spans(text, start, stop)

    assert all(before.end <= after.start for before, after in pairwise(spans))
    assert all(start <= span.start and span.end <= stop and len(span) <= SENTENCE_LIMIT for span in spans)
    assert all(trim(text, span.start, span.end) == span for span in spans)
    inside = {place for span in spans for place in range(span.start, span.end)}
    assert all(place in inside or text[place].isspace() for place in range(start, stop))


@given(TEXTS)
@settings(deadline=None)
def test_every_character_that_is_not_blank_lies_in_one_sentence(text: str) -> None:
    """Spans ascend without overlap, are trimmed and not too long, and leave nothing but white space out."""
    assert_covers(text, 0, len(text))


@given(TEXTS, st.data())
@settings(deadline=None, max_examples=50)
def test_a_part_of_a_text_is_covered_and_nothing_else(text: str, data: st.DataObject) -> None:
    """Offsets are of the whole text."""
    start, stop = sorted(data.draw(st.tuples(st.integers(0, len(text)), st.integers(0, len(text)))))

    assert_covers(text, start, stop)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.id)
def test_documents_with_all_kinds_of_characters_are_covered(document: Document) -> None:
    """CRLF, joined emoji, right-to-left script, combining marks."""
    assert_covers(document.text, 0, len(document.text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        (" \r\n\t ", []),
        ("Ebb is over. Flood!  Which tide?", ["Ebb is over.", "Flood!", "Which tide?"]),
        ("No. It was the fog.", ["No. It was the fog."]),
        ("It leaves at 5 p.m. in winter.", ["It leaves at 5 p.m. in winter."]),
        ("The U.S. He left.", ["The U.S.", "He left."]),
        ("1. The first rule.", ["1. The first rule."]),
        (
            "See vol. 4. The fee is approx. 30 euros incl. VAT.",
            ["See vol. 4.", "The fee is approx. 30 euros incl. VAT."],
        ),
        (
            "It is in no. 7, fig. 3 and art. 12. It was signed on Sept. 4, 1961.",
            ["It is in no. 7, fig. 3 and art. 12.", "It was signed on Sept. 4, 1961."],
        ),
        (
            "The lane is closed from the morning of the\n1. June on, says the mayor of\na. small town.",
            ["The lane is closed from the morning of the\n1. June on, says the mayor of\na. small town."],
        ),
        (
            "What to bring on the day of the trip\n1. Boots\n2. A coat",
            ["What to bring on the day of the trip", "1. Boots", "2. A coat"],
        ),
        ("No end mark\n\nNew paragraph", ["No end mark", "New paragraph"]),
        ("No end mark\r\n\r\nNew paragraph", ["No end mark", "New paragraph"]),
        ("No end mark\r\rNew paragraph", ["No end mark", "New paragraph"]),
        ("A line\r\nand its rest", ["A line\r\nand its rest"]),
        ("A list:\n- Nets\n- Boats", ["A list:", "- Nets", "- Boats"]),
        ("Rules\n1. Nets\n(b) Boats", ["Rules", "1. Nets", "(b) Boats"]),
        ("# Tides\nHigh water", ["# Tides", "High water"]),
        ("#\nHigh water", ["#\nHigh water"]),
        ("Page one\fPage two", ["Page one", "Page two"]),
        ("我们去海边。天气很好。", ["我们去海边。", "天气很好。"]),
        ("😀! 😀 Next one!", ["😀! 😀 Next one!"]),
        ("Read README.TXT, ASP.NET and Rule 4.B of it.", ["Read README.TXT, ASP.NET and Rule 4.B of it."]),
        ("Call Foo.Bar() at Example.COM now.", ["Call Foo.Bar() at Example.COM now."]),
        ("The ferry left.The next one came.", ["The ferry left.", "The next one came."]),
    ],
)
def test_sentences_end_where_people_end_them(text: str, expected: list[str]) -> None:
    """At end marks, but not in abbreviations; at blank lines, items, headings and pages whatever their marks."""
    assert sentences(text) == expected


def test_signs_without_words_do_not_grow_into_one_sentence() -> None:
    """Each would be taken for the mark of an item that all the rest belongs to."""
    assert all(len(sentence) < 20 for sentence in sentences("😀! " * 100))


def test_a_long_sentence_is_cut_at_blanks() -> None:
    """Its parts are as long as they may be, and end with whole words."""
    parts = sentences("harbour " * 200)

    assert all(part.split() == ["harbour"] * len(part.split()) for part in parts)
    assert all(len(part) > SENTENCE_LIMIT / 2 for part in parts[:-1])


@pytest.mark.parametrize("mark", [";", ","])
def test_a_long_sentence_is_cut_between_its_clauses(mark: str) -> None:
    """A clause of a contract is read as one, where there is room; a semicolon parts more than a comma does."""
    clause = f"the tenant keeps the stairs{',' * (mark == ';')} the yard and the cellar of the house dry{mark} "

    parts = sentences("In return " + clause * 20)

    assert len(parts) > 2
    assert all(part.endswith(f"dry{mark}") for part in parts)


@pytest.mark.parametrize("sign", ["👩‍👩‍👧‍👦", "👍🏽", "e\u0301\u0302", "🇩🇪"])
def test_what_reads_as_one_character_is_not_cut_apart(sign: str) -> None:
    """Joined emoji, skin tones, accents."""
    parts = sentences("x" + sign * 500)

    assert len(parts) > 1
    assert all(part.removeprefix("x").replace(sign, "") == "" for part in parts)


@pytest.mark.parametrize(
    ("text", "start", "stop", "expected"),
    [
        ("abcdef ghij", 0, 9, 7),  # behind the last blank of the second half
        ("ab cdefghij", 0, 9, 9),  # the first half's blank would leave too little
        ("abcdefghe\u0301j", 0, 9, 8),  # not between a letter and its accent
        ("e" + "\u0301" * 9, 0, 5, 5),  # nowhere else to go
    ],
)
def test_a_piece_ends_at_the_best_place(text: str, start: int, stop: int, expected: int) -> None:
    """A blank, else a whole character, else where it must."""
    assert break_before(text, start, stop) == expected


@pytest.mark.parametrize(
    "text",
    [
        "x" * 300_000,
        "word " * 60_000,
        "!" * 300_000,
        "\n" * 50_000,
        "\r" * 50_000,
        "\f" * 50_000,
        " \n" * 50_000,
        "\n" + " " * 300_000 + "x",
        "“a. b " * 10_000,
        "e" + "\u0301" * 100_000,
        "你好。" * 160_000,
        "! " * 30_000,
        "#\n" * 10_000,
    ],
    ids=lambda text: ascii(text[:4]),
)
@pytest.mark.timeout(60)  # what takes time by the square takes minutes here
def test_no_text_takes_time_by_its_square(text: str) -> None:
    """One line of a megabyte, blank lines by the thousand, sentences without blanks, marks upon marks."""
    spans = sentence_spans(text)

    blanks = sum(map(str.isspace, text))
    assert len(text) - blanks <= sum(map(len, spans)) <= len(text)
