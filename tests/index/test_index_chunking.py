"""Passages: exact places, all of the text but its boilerplate, never more than the encoder reads."""

from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.chunking import ChunkSettings, CountTokens, split
from index.records import Document, Span
from tests.documents import boilerplate, document, heading, path, row
from tests.fakes_documents import DOCUMENTS, RULES
from tests.index.cutting import WORDS, assert_well_cut, characters, documents, utf8


class Recorder:
    """A counter of words that remembers what it was asked."""

    def __init__(self) -> None:
        self.calls = 0
        self.characters = 0

    def __call__(self, texts: Sequence[str]) -> list[int]:
        self.calls += 1
        self.characters += sum(map(len, texts))
        return WORDS(texts)


@given(documents(), st.sampled_from([WORDS, characters, utf8]), st.integers(12, 300), st.data())
@settings(deadline=None)
def test_any_document_is_cut_into_passages_that_cover_it(
    whole: Document, count: CountTokens, limit: int, data: st.DataObject
) -> None:
    """Wherever headings, rows and boilerplate lie, however little the encoder reads, whatever the sizes asked for."""
    sizes = st.integers(1, 400)
    chosen = ChunkSettings(
        target=data.draw(sizes), overlap=data.draw(st.sampled_from([0, 5])), context=data.draw(sizes)
    )

    assert_well_cut(whole, split(whole, count, limit, chosen), count, limit)


@given(documents(), st.integers(12, 100))
@settings(deadline=None, max_examples=50)
def test_without_overlap_every_character_is_in_one_passage(whole: Document, limit: int) -> None:
    """Nothing is embedded twice."""
    spans = [passage.span for passage in split(whole, WORDS, limit, ChunkSettings())]

    assert all(before.end <= after.start for before, after in pairwise(spans))


@pytest.mark.parametrize("whole", DOCUMENTS, ids=lambda whole: whole.id)
def test_documents_of_all_kinds_are_well_cut(whole: Document) -> None:
    """CRLF, emoji, right-to-left script, pages with running headers."""
    assert_well_cut(whole, split(whole, WORDS, 64, ChunkSettings()), WORDS, 64)


def test_boilerplate_is_not_cut_into_passages() -> None:
    """The running header of each page is passed over, and what surrounds it is not joined over it."""
    passages = split(RULES, WORDS, 256, ChunkSettings())

    assert len(passages) == 2
    assert not any("edition of 2019" in passage.text for passage in passages)


def test_passages_are_whole_sentences_up_to_the_target() -> None:
    """A sentence more would be too much; the context is not counted."""
    sentence = "The harbour has four cranes. "
    whole = document(sentence * 20, title="Harbour")

    passages = split(whole, WORDS, 256, ChunkSettings(target=20))

    assert {passage.text for passage in passages[:-1]} == {(sentence * 3).strip()}


def test_a_paragraphs_end_closes_a_passage_that_is_more_than_half_full() -> None:
    """Rather than filling it with the beginning of something else."""
    paragraph = "One two three four five six."
    for blank_line in ("\n\n", "\r\n\r\n", "\r\r", "\n \n"):
        whole = document(blank_line.join([paragraph] * 4))

        passages = split(whole, WORDS, 256, ChunkSettings(target=26))
        smaller = split(whole, WORDS, 256, ChunkSettings(target=12))

        assert [passage.text.count(paragraph) for passage in passages] == [2, 2]
        assert [passage.text.count(paragraph) for passage in smaller] == [1, 1, 1, 1]


def test_what_needs_two_passages_is_shared_out_evenly() -> None:
    """A full passage and a short rest would be one of mixed subjects and one that outranks it for its shortness."""
    text = " ".join(f"Sentence {number} has six words." for number in range(13))

    passages = split(document(text), WORDS, 64, ChunkSettings(target=52))

    sizes = [len(passage.text.split()) for passage in passages]
    assert len(sizes) == 2
    assert max(sizes) - min(sizes) <= 5


def test_overlap_repeats_whole_sentences() -> None:
    """As many as fit, and never the whole passage before."""
    text = " ".join(f"Sentence number {name} is here." for name in ("one", "two", "three", "four", "five"))
    whole = document(text)

    plain = split(whole, WORDS, 256, ChunkSettings(target=13))
    overlapping = split(whole, WORDS, 256, ChunkSettings(target=13, overlap=6))

    assert [passage.text.count("is here") for passage in plain] == [2, 2, 1]
    assert [passage.text.split()[2] for passage in overlapping] == ["one", "two", "three", "four"]


def test_the_context_is_title_and_heading_path() -> None:
    """Outermost first; a heading that repeats the title is left out."""
    text = "Intro.\nA\nText one.\nB\nText two."
    headings = [heading(0, "Tides", 1), heading(7, "A", 2), heading(19, "B", 3)]

    passages = split(document(text, title="Tides", blocks=headings), WORDS, 256, ChunkSettings())

    assert [passage.context for passage in passages] == ["Tides", "Tides › A", "Tides › A › B"]
    assert passages[2].indexed_text == "Tides › A › B\nB\nText two."


def test_a_long_heading_path_loses_its_middle_first() -> None:
    """The title names the document, and the nearest heading the place."""
    labels = [f"Heading {name} with some words" for name in ("one", "two", "three")]
    whole = document("Text.", title="Tides", blocks=path(0, *labels))

    short = split(whole, WORDS, 256, ChunkSettings(context=9))[0].context
    shorter = split(whole, WORDS, 256, ChunkSettings(context=6))[0].context

    assert short == "Tides › Heading three with some words"
    assert shorter == "Tides › Heading three with"


def test_the_rows_of_a_table_are_read_with_its_column_names() -> None:
    """Each cell behind the name of its column; the row that names the columns is read as it stands."""
    text = "Hours\nDay\tOpens\nMonday\tnoon\n\tone\nEnd."
    names = row(6, 15, [Span(6, 9), Span(10, 15)])
    rows = [row(16, 27, [Span(16, 22), Span(23, 27)], header=1), row(28, 32, [None, Span(29, 32)], header=1)]
    whole = document(text, blocks=[heading(0, "Hours", length=5), names, *rows])

    passages = split(whole, WORDS, 256, ChunkSettings())

    assert [(passage.text, passage.reading) for passage in passages] == [
        ("Hours", ""),
        ("Day\tOpens", "Day; Opens"),
        ("Monday\tnoon", "Day: Monday; Opens: noon"),
        ("one", "Opens: one"),
        ("End.", ""),
    ]
    assert {passage.context for passage in passages} == {"T › Hours"}


TITLES = {"words": "long title " * 50_000, "cjk": "漢" * 100_000, "run": "x" * 1_000_000, "blank": " "}


@pytest.mark.parametrize("title", TITLES.values(), ids=TITLES.keys())
def test_a_long_title_never_pushes_text_out(title: str) -> None:
    """It takes half of what the encoder reads at most; pieces of long sentences fill the rest half at least."""
    whole = document("word " * 1000, title=title, blocks=path(0, title, title + "!"))

    for count in (WORDS, characters):
        passages = split(whole, count, 256, ChunkSettings(target=999, context=999))

        assert_well_cut(whole, passages, count, 256)
        assert all(count([passage.text])[0] >= 60 for passage in passages[:-1])


@pytest.mark.parametrize("count", [WORDS, characters, utf8])
def test_long_names_of_columns_never_push_text_out(count: CountTokens) -> None:
    """However little the encoder reads, a row that is read with them is neither cut off nor cut into letters."""
    names, cells = "Name of the column, at some length", "One value of it. " * 20
    text = f"{names}\n{cells}"
    start = len(names) + 1
    rows = [row(0, len(names), [Span(0, len(names))]), row(start, len(text), [Span(start, len(text) - 1)], header=0)]
    whole = document(text, blocks=rows)

    passages = split(whole, count, 32, ChunkSettings())

    assert_well_cut(whole, passages, count, 32)
    assert all(len(passage.text) > 4 for passage in passages[1:-1])


@pytest.mark.parametrize(
    "text", ["潮汐表显示今天下午三点涨潮。" * 100, "😀👍🏽🌊" * 500, "e\u0301" * 2000, "שלום עולם. " * 200]
)
def test_documents_without_latin_words_work(text: str) -> None:
    """CJK without blanks, emoji alone, combining marks, right-to-left."""
    whole = document(text, title=text[:7])

    for count in (WORDS, characters, utf8):
        passages = split(whole, count, 128, ChunkSettings())

        assert len(passages) > 1
        assert_well_cut(whole, passages, count, 128)


def test_blank_documents_have_no_passages() -> None:
    """Nor have those that are all boilerplate."""
    blank = [document(""), document(" \r\n\f"), document("Menu", blocks=[boilerplate(0, 4)])]

    assert [split(whole, WORDS, 256, ChunkSettings()) for whole in blank] == [[], [], []]


def test_long_words_do_not_swell_a_passage() -> None:
    """A hundred thousand characters that a tokenizer takes for a single word are many passages."""
    whole = document("deadbeef" * 12_500)

    passages = split(whole, WORDS, 256, ChunkSettings())

    assert all(len(passage.text) <= 16 * 256 for passage in passages)
    assert "".join(passage.text for passage in passages) == whole.text


def test_blank_stretches_do_not_swell_a_passage() -> None:
    """A hundred thousand line breaks between two sentences are in none."""
    whole = document("One." + "\n" * 100_000 + "Two.")

    passages = split(whole, WORDS, 256, ChunkSettings())
    overlapping = split(whole, WORDS, 256, ChunkSettings(overlap=50))

    assert [passage.text for passage in passages] == ["One.", "Two."]
    assert overlapping == passages


def test_work_grows_with_the_text_and_not_by_its_square() -> None:
    """Counted by what the tokenizer is given: a megabyte in one line, 50,000 line breaks, thousands of rows."""
    line = document("word " * 200_000)
    solid = document("漢" * 200_000)
    breaks = document("\n" * 50_000 + "x" + "\n" * 50_000)
    table = "".join(f"cell {i}\n" for i in range(2000))
    places = [i for i, sign in enumerate(table) if sign == "c" and (i == 0 or table[i - 1] == "\n")]
    rows = [row(place, table.index("\n", place)) for place in places[:1000]]
    headings = [each for place in places[1000:] for each in path(place, "Head", str(place))]
    mixed = document(table, blocks=[*rows, *headings])

    for whole in (line, solid, breaks, mixed):
        recorder = Recorder()
        passages = split(whole, recorder, 256, ChunkSettings())

        assert passages
        assert recorder.characters < 6 * len(whole.text) + 1000
        assert recorder.calls < 12 * (len(passages) + 10)


def test_passages_depend_on_settings_that_the_version_names() -> None:
    """Another version means that documents are read and cut again."""
    versions = {ChunkSettings(), ChunkSettings(target=9), ChunkSettings(overlap=9), ChunkSettings(context=9)}

    assert len({chosen.version for chosen in versions}) == 4
