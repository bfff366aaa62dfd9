"""How much is read: the likeliest passages, more of them where they are short, fewer where one surely answers."""

import math
from collections.abc import Collection, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from index.library import Index
from index.records import Hit, Passage, Span
from index.store import Vectors
from qa.answering.assistant import AnswerSettings, ExtractiveAssistant
from qa.answering.calibrations import SIMILARITY, similarity_reader
from qa.answering.confidence import CalibratedReader
from qa.answering.ports import Question
from qa.answering.reading.reader import (
    MAX_READ,
    MIN_READ,
    READ_CHARACTERS,
    Reading,
    SimilarityReader,
    near,
    passages_to_read,
)
from qa.answering.records import Turn
from tests.small_index import ANIMALS, built


def hit(number: int, length: int) -> Hit:
    """Return a hit whose passage has ``length`` characters."""
    return Hit(Passage(f"p{number}", f"d{number}", "x" * length, Span(0, length)), 0.0, 0.0, 0.0)


@pytest.mark.parametrize(
    ("length", "count"),
    [(10, MAX_READ), (READ_CHARACTERS // 8, 8), (READ_CHARACTERS // MIN_READ + 1, MIN_READ), (9999, MIN_READ)],
)
def test_short_passages_are_read_in_greater_number(length: int, count: int) -> None:
    """Five at least; beyond them as many as the budget of characters allows, and never more than twenty."""
    assert len(passages_to_read([hit(i, length) for i in range(30)])) == count


def test_no_more_is_read_than_was_found() -> None:
    """Two hits are two readings."""
    assert len(passages_to_read([hit(0, 5), hit(1, 5)])) == 2
    assert passages_to_read([]) == []


def test_what_search_ranks_far_below_the_best_is_not_read_for_one_fact() -> None:
    """The first are read whatever their score; of the others, those that it ranks nearly as high."""
    scores = [2.0, 0.1, 0.6, 0.5, 0.4, -1.0]
    hits = [replace(hit(number, 10), score=score) for number, score in enumerate(scores)]

    assert [found.score for found in near(hits, 2, 1.5)] == [2.0, 0.1, 0.6, 0.5]
    assert near([], 2, 1.5) == []
    assert [found.score for found in near(sorted(hits, key=lambda each: each.score), 2, 1.5)] == [
        -1.0,
        0.1,
        0.5,
        0.6,
        2.0,
    ]


class Counting(SimilarityReader):
    """A reader that remembers how many passages it was given at each call."""

    calls: list[int]

    def read(self, question: str, hits: Sequence[Hit]) -> list[Reading]:
        self.calls.append(len(hits))
        return super().read(question, hits)


@pytest.mark.parametrize(("sure", "calls"), [(0.0, [1]), (99.0, [1, 3])])
def test_a_sure_answer_leaves_the_rest_unread(tmp_path: Path, sure: float, calls: list[int]) -> None:
    """One passage is read first; the others only where it does not answer surely."""
    index = built(tmp_path)
    reader = Counting(index)
    reader.calls = []
    assistant = ExtractiveAssistant(
        index, CalibratedReader(reader, replace(SIMILARITY, sufficient=sure)), AnswerSettings(reach=math.inf)
    )

    assistant.ask(Question("When do herons hunt?"))

    assert len(ANIMALS) == 4
    assert reader.calls == calls


def test_another_edition_of_what_answers_surely_is_read(tmp_path: Path) -> None:
    """Whatever search thinks of it; the first might be the old one."""
    index = built(
        tmp_path,
        {
            "old": "Staff may work at home for one day a week.",
            "new": "Staff may work at home for three days a week. This replaces the old edition.",
            "heron": "A heron may work at the shore for one day.",
        },
    )
    reader = Counting(index)
    reader.calls = []
    assistant = ExtractiveAssistant(index, CalibratedReader(reader, replace(SIMILARITY, sufficient=0.0)))

    answer = assistant.ask(Question("Until when may staff work at home for one day a week?"))

    assert reader.calls == [1, 1]
    assert {citation.document_id for citation in answer.citations} >= {"old", "new"}


def test_a_question_for_several_things_reads_everything(tmp_path: Path) -> None:
    """One sure passage does not hold every reason."""
    index = built(tmp_path)
    reader = Counting(index)
    reader.calls = []
    assistant = ExtractiveAssistant(index, CalibratedReader(reader, replace(SIMILARITY, sufficient=0.0)))

    assistant.ask(Question("Why do otters hold hands?"))

    assert reader.calls == [4]


def test_a_follow_up_is_searched_by_its_own_words_and_by_what_it_means(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Words of the conversation go into the vector and into what is read, not among the words that are looked up."""
    index = built(tmp_path)
    searched: list[tuple[str, Vectors | None]] = []

    def search(question: str, k: int, documents: Collection[str] | None, vector: Vectors | None) -> list[Hit]:
        searched.append((question, vector))
        return Index.search(index, question, k, documents, vector)

    monkeypatch.setattr(index, "search", search)
    assistant = ExtractiveAssistant(index, similarity_reader(index))

    answer = assistant.ask(Question("When do they hunt?", (Turn("user", "Where do herons stand?"),)))

    assert answer.standalone_question == "When do they hunt? (herons stand)"
    [(words, meaning)] = searched
    assert words == "When do they hunt?"
    assert meaning is not None
    assert meaning.tolist() == index.embed_question(answer.standalone_question).tolist()


class LastOne(SimilarityReader):
    """A reader to whom the last passage answers."""

    def read(self, question: str, hits: Sequence[Hit]) -> list[Reading]:
        found = super().read(question, hits)
        return [replace(reading, evidence=9.0 if reading is found[-1] else -9.0) for reading in found]


@pytest.mark.parametrize(("typed", "moved"), [("A swift may sleep on the wing.", False), ("Do swifts sleep?", True)])
def test_a_claim_keeps_the_order_of_the_search(tmp_path: Path, typed: str, moved: bool) -> None:
    """Only where something is asked do passages that answer move up."""
    index = built(tmp_path)
    reader = CalibratedReader(LastOne(index), replace(SIMILARITY, rerank_weight=9.0))
    assistant = ExtractiveAssistant(index, reader, AnswerSettings(first_hits=2))

    answer = assistant.ask(Question(typed))

    found = [hit.passage.document_id for hit in index.search(typed, 5)]
    ranked = [near.document_id for near in answer.passages]
    assert sorted(ranked) == sorted(found)
    assert (ranked != found) is moved
