"""What every Reader promises, held against each of them."""

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest

from index.library import Index
from index.records import Hit
from qa.answering.reading.reader import Reader, Reading, SimilarityReader
from qa.answering.reading.span_model import open_span_model
from qa.answering.reading.trained_reader import TrainedReader
from qa.wiring import WEIGHTS_FOLDER
from tests.small_index import built

QUESTION = "How long may a young swift fly?"


def trained(index: Index) -> Reader:
    return TrainedReader(open_span_model(WEIGHTS_FOLDER), index)


READERS = [
    pytest.param(SimilarityReader, id="similarity"),
    pytest.param(trained, id="trained", marks=pytest.mark.model),
]


@pytest.fixture
def index(tmp_path: Path) -> Index:
    return built(tmp_path)


@pytest.fixture
def hits(index: Index) -> list[Hit]:
    return index.search(QUESTION, 4)


@pytest.fixture(params=READERS)
def reader(request: pytest.FixtureRequest, index: Index) -> Reader:
    make: Callable[[Index], Reader] = request.param
    return make(index)


@pytest.fixture
def readings(reader: Reader, hits: list[Hit]) -> list[Reading]:
    return reader.read(QUESTION, hits)


def test_there_is_one_reading_for_each_hit_in_their_order(readings: list[Reading], hits: list[Hit]) -> None:
    """Ranking anew is for those who know the search's scores too."""
    assert [reading.hit for reading in readings] == hits


def test_what_was_read_stands_in_the_passage(readings: list[Reading]) -> None:
    """Pieces ascend and do not overlap; they and the words that answer lie inside the passage."""
    for reading in readings:
        passage = reading.hit.passage.span
        pieces = [piece.span for piece in reading.pieces]

        assert pieces == sorted(pieces)
        assert all(before.end <= after.start for before, after in pairwise(pieces))
        assert all(passage.contains(scored.span) for scored in (*reading.pieces, *reading.spans))


def test_the_words_that_answer_come_best_first(readings: list[Reading]) -> None:
    """Whoever wants one takes the first."""
    for reading in readings:
        scores = [span.score for span in reading.spans]

        assert scores == sorted(scores, reverse=True)


def test_what_a_passage_is_about_is_a_share(readings: list[Reading]) -> None:
    """From nothing of what the question names to all of it."""
    assert all(0 <= reading.coverage <= 1 for reading in readings)


def test_the_passage_that_answers_has_the_most_evidence(readings: list[Reading]) -> None:
    """The other animals' passages say nothing about swifts."""
    best = max(readings, key=lambda reading: reading.evidence)

    assert best.hit.passage.document_id == "swift"


def test_reading_again_gives_the_same(reader: Reader, hits: list[Hit], readings: list[Reading]) -> None:
    """The same question has the same answer tomorrow."""
    assert reader.read(QUESTION, hits) == readings


def test_nothing_to_read_is_no_error(reader: Reader) -> None:
    """A search may find nothing."""
    assert reader.read(QUESTION, []) == []


def test_a_reader_has_a_name_that_stays(reader: Reader) -> None:
    """It is a part of what an answer is identified by."""
    assert reader.name
