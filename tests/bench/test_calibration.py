"""The fits: what is observed is what is served, and what is fitted is what was put in."""

from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path
from unittest.mock import create_autospec

import numpy as np
import pytest

from bench.calibration import curve, pieces
from bench.calibration.network_cache import CachedNetwork
from bench.calibration.observing import Example, Observer
from bench.calibration.pieces import Pieces
from bench.calibration.thresholds import sure, thresholds
from index.analysis import terms
from index.chunking import ChunkSettings
from index.embedded.store import EmbeddedStore
from index.search import SearchSettings
from qa.answering.assistant import AnswerSettings, ExtractiveAssistant
from qa.answering.calibrations import TRAINED
from qa.answering.confidence import CalibratedReader, Features
from qa.answering.ports import Question
from qa.answering.reading.relevance import WEIGHTS, Relevance
from qa.answering.reading.span_model import SpanModel, Window
from qa.answering.reading.span_scores import SpanScore, WindowScore
from qa.answering.reading.trained_reader import TrainedReader
from qa.evaluation.corpus_index import CorpusIndex, build_index
from tests.evaluation.kit import SET
from tests.fakes_embedding import HashingEmbedder


class CountingNetwork:
    """Says of each window how many of its words the question has."""

    name = "counting"

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [len(text.split()) for text in texts]

    def score(self, question: str, windows: Sequence[Window]) -> list[WindowScore]:
        return [self._of(set(terms(question)), window.text) for window in windows]

    def _of(self, asked: set[str], text: str) -> WindowScore:
        shared = float(len(asked & set(terms(text))))
        return WindowScore(shared - 1, shared - 1, 0, len(text), 0.0, (SpanScore(0, len(text), shared - 1),))


@pytest.fixture
def corpus(tmp_path: Path) -> CorpusIndex:
    return build_index(
        SET, lambda name: EmbeddedStore(tmp_path / name), HashingEmbedder(dim=256), ChunkSettings(), SearchSettings()
    )


def example(group: str, *, answerable: bool, right: bool, **features: float) -> Example:
    return Example(Features(**features), answerable, right, group)


def confident(*right: float, wrong: Sequence[float] = ()) -> curve.Predicted:
    confidence = np.array([*right, *wrong])
    truth = np.array([True] * len(right) + [False] * len(wrong))
    return curve.Predicted(confidence, truth, truth)


def test_what_is_observed_is_what_is_served(corpus: CorpusIndex) -> None:
    """Each question has the confidence that the assistant gives it: else the fit would be to something else."""
    reader = TrainedReader(CountingNetwork(), corpus.index)
    served = ExtractiveAssistant(corpus.index, CalibratedReader(reader, TRAINED), AnswerSettings(abstain=False))
    observer = Observer(corpus.index, reader, TRAINED)

    observed = observer.observe(SET.queries)

    assert len(observed) == len(SET.queries)
    for item in observed:
        made = observer.example(item, WEIGHTS)
        answer = served.ask(Question(item.query.text))
        assert made is not None
        assert round(TRAINED.confidence(made.features), 4) == answer.confidence
    assert {item.query.id for item in observed if (made := observer.example(item, WEIGHTS)) and made.right} >= {"q2"}


def test_other_weights_choose_another_piece(corpus: CorpusIndex) -> None:
    """The weights of a piece's score are what is fitted, so an example is made for those it is given."""
    observer = Observer(corpus.index, TrainedReader(CountingNetwork(), corpus.index), TRAINED)
    observed = observer.observe(SET.queries[:1])[0]

    usual, turned = (observer.example(observed, weights) for weights in (WEIGHTS, Relevance(logit=-5.0, coverage=-9.0)))

    assert usual is not None
    assert turned is not None
    assert (usual.right, turned.right) == (True, False)


def test_a_window_is_read_once(tmp_path: Path) -> None:
    """A second run asks the network nothing; of an interrupted one, what was written whole is kept."""
    model = create_autospec(SpanModel, instance=True)
    model.name = "reader@1"
    model.score.return_value = CountingNetwork().score("When?", [Window("", "When it is dark.")])
    windows = [Window("Owls", "When it is dark.")]
    first = CachedNetwork(model, tmp_path).score("When?", windows)
    with (tmp_path / "reader-1.jsonl").open("a", encoding="utf-8") as file:
        file.write('["cut o')

    again = CachedNetwork(model, tmp_path)

    assert again.score("When?", windows) == first
    assert model.score.call_count == 1
    again.score("Why?", windows)
    assert model.score.call_count == 2


def test_pieces_are_weighed_by_what_tells_the_golds() -> None:
    """Of two features, the one that marks the gold gets the weight; the first piece is then the gold's."""
    random = np.random.default_rng(1)
    made = []
    for number in range(40):
        rows = random.normal(size=(6, len(fields(Relevance))))
        gold = np.zeros(6, dtype=bool)
        gold[rows[:, 2].argmax()] = True
        made.append(Pieces(rows, gold, f"d{number}"))

    weights = pieces.fit([made])

    assert weights.coverage > 1
    assert abs(weights.similarity) < weights.coverage / 4
    assert pieces.rank(made, weights).first > 0.9
    assert pieces.rank(made, Relevance(similarity=1.0)).first < 0.5
    assert pieces.cross_validated([made])[0].first > 0.8


def test_each_set_weighs_its_share_in_the_curve() -> None:
    """Where a small set and a large one contradict each other, neither wins unless it has the larger share."""
    small = [example(f"a{i}", answerable=True, right=i % 2 == 0, evidence=float(i % 2)) for i in range(10)]
    large = [example(f"b{i}", answerable=True, right=i % 2 == 1, evidence=float(i % 2)) for i in range(200)]

    even, uneven = curve.fit([small, large], [1, 1], ["evidence"]), curve.fit([small, large], [1, 3], ["evidence"])

    assert abs(even.weights["evidence"]) < 0.1
    assert uneven.weights["evidence"] > 1


def test_no_question_is_judged_by_a_curve_that_saw_its_document() -> None:
    """A feature that only tells documents apart says nothing in cross-validation."""
    found = [
        example(f"d{i // 10}", answerable=True, right=(i // 10) % 2 == 0, lead=5.0 * (i // 10 == 0)) for i in range(60)
    ]

    predicted = curve.cross_validated([found], [1], ["lead"])[0]

    first = predicted.confidence[:10]
    assert np.ptp(first) == 0
    assert first[0] < curve.fit([found], [1], ["lead"]).confidence(found[:1])[0]


def test_thresholds_lose_their_share_of_right_answers_as_the_sets_mean() -> None:
    """Of ten right answers in each set, the two lowest of one and the two of the other may go for a fifth."""
    sets = [confident(*np.linspace(0.1, 1.0, 10)), confident(*np.linspace(0.15, 1.05, 10))]

    chosen = thresholds(sets)

    assert chosen.strict == pytest.approx(0.3)
    assert chosen.balanced == pytest.approx(0.2)
    assert chosen.lenient == pytest.approx(0.15)


def test_sure_is_where_19_of_20_are_right_or_says_that_it_is_nowhere() -> None:
    """A few lucky answers are no proof."""
    good = confident(*[0.9] * 36, 0.97, 0.99, wrong=[0.91, 0.95, 0.2, 0.2])
    bad = confident(*[0.9] * 15, wrong=[0.8] * 30)
    tied = confident(*[0.9] * 30, wrong=[0.9] * 10)

    assert (sure([good], [1]).confidence, sure([good], [1]).answers) == (0.9, 40)
    assert sure([good], [1]).kept
    assert not sure([bad], [1]).kept
    assert sure([bad], [1]).answers == 45
    assert not sure([tied], [1]).kept


def test_a_set_that_is_easily_answered_hides_no_other() -> None:
    """A hundred right answers of one set do not make another's wrong ones sure."""
    easy, hard = confident(*[0.9] * 100), confident(*[0.9] * 20, *[0.95] * 20, wrong=[0.9] * 10)

    found = sure([easy, hard], [0.2, 2.0])

    assert (found.confidence, found.answers) == (0.95, 20)
