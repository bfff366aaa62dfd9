import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.evaluation.metrics.evidence import (
    EVIDENCE_METRICS,
    DocumentSpan,
    EvidenceF1,
    EvidencePrecision,
    EvidenceRecall,
    GroupsCovered,
    SentenceHit,
)
from qa.evaluation.metrics.squad import ExactMatch, TokenF1, normalized


def place(start: int, end: int, document: str = "d") -> DocumentSpan:
    return DocumentSpan(document, start, end)


@pytest.mark.parametrize(
    ("prediction", "answers", "exact", "f1"),
    [
        ("the Eiffel Tower!", ["Eiffel tower"], 1.0, 1.0),
        ("in the tall Eiffel Tower", ["Eiffel Tower"], 0.0, 2 * 0.5 * 1 / 1.5),  # 2 of 4 words, 2 of 2
        ("Paris", ["Lyon", "Paris, France"], 0.0, 2 * 1 * 0.5 / 1.5),  # the best answer counts
        ("1990s", ["the 1990s", "1990"], 1.0, 1.0),
        ("a a b", ["b b"], 0.0, 2 * 1 / 3),  # articles go: "b" against "b b"; bags share one b
        ("", ["x"], 0.0, 0.0),
        ("The", ["a"], 1.0, 1.0),  # both normalise to nothing
        ("U.S.", ["US"], 1.0, 1.0),
    ],
)
def test_squad_scores_worked_by_hand(prediction: str, answers: list[str], exact: float, f1: float) -> None:
    """The definitions of the SQuAD paper, on cases small enough to do on paper."""
    assert ExactMatch().score(prediction, answers) == exact
    assert TokenF1().score(prediction, answers) == pytest.approx(f1)


def test_squad_scores_do_not_apply_without_answers() -> None:
    """A question without a known wording says nothing about wording."""
    assert ExactMatch().score("x", []) is None
    assert TokenF1().score("x", []) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [("The  Cat, a dog-house.", "cat doghouse"), ("An apple\nA day", "apple day"), ("“Quoted”", "“quoted”")],
)
def test_normalisation_is_the_published_one(text: str, expected: str) -> None:
    """Case, ASCII punctuation, articles and blanks go; nothing else does, curly quotes included."""
    assert normalized(text) == expected


def test_evidence_worked_by_hand() -> None:
    """Ten characters quoted, four of them in gold of five; the other gold is not quoted at all."""
    quoted = [place(0, 10)]
    one, other = place(6, 11), place(20, 25)

    assert EvidencePrecision().score(quoted, [[one, other]]) == pytest.approx(0.4)
    assert EvidenceRecall().score(quoted, [[one, other]]) == pytest.approx(0.8)  # alternatives: the best counts
    assert EvidenceRecall().score(quoted, [[one], [other]]) == pytest.approx(0.4)  # groups: the mean
    assert EvidenceF1().score(quoted, [[one, other]]) == pytest.approx(2 * 0.4 * 0.8 / 1.2)
    assert GroupsCovered().score(quoted, [[one], [other]]) == 0.5
    assert GroupsCovered().score(quoted, [[one, other]]) is None


def test_quoting_the_same_twice_earns_nothing() -> None:
    """Characters are counted once, however often they are quoted."""
    gold = [[place(0, 10)]]

    assert EvidencePrecision().score([place(0, 5), place(0, 5), place(3, 8)], gold) == 1.0
    assert EvidenceRecall().score([place(0, 5), place(0, 5), place(3, 8)], gold) == pytest.approx(0.8)


def test_the_same_offsets_of_another_document_are_another_place() -> None:
    """A quote of the wrong document is wrong."""
    assert EvidenceRecall().score([place(0, 5, "other")], [[place(0, 5)]]) == 0.0
    assert EvidenceF1().score([place(0, 5, "other")], [[place(0, 5)]]) == 0.0


@pytest.mark.parametrize(("end", "hit"), [(14, 0.0), (15, 1.0), (30, 1.0)])
def test_a_sentence_hits_when_it_covers_half_of_a_gold_span(end: int, hit: float) -> None:
    """Half or more, of any alternative, by the first sentence alone."""
    assert SentenceHit().score([place(10, end), place(0, 30)], [[place(10, 20), place(50, 60)]]) == hit


def test_evidence_does_not_apply_without_gold_and_silence_is_zero() -> None:
    """What cannot be judged is left out; what was not said is not right."""
    for metric in (*EVIDENCE_METRICS, SentenceHit()):
        assert metric.score([place(0, 5)], []) is None
        assert metric.score([], [[place(0, 5)], [place(7, 9)]]) == 0.0


spans = st.tuples(st.integers(0, 30), st.integers(1, 10)).map(lambda pair: place(pair[0], sum(pair)))


@given(st.lists(spans, max_size=4), st.lists(spans, min_size=1, max_size=3))
def test_precision_and_recall_count_characters(quoted: list[DocumentSpan], gold: list[DocumentSpan]) -> None:
    """Both equal what counting single characters in sets gives."""
    said = {offset for item in quoted for offset in range(item.start, item.end)}
    right = {offset for item in gold for offset in range(item.start, item.end)}
    shares = [len(said & set(range(g.start, g.end))) / (g.end - g.start) for g in gold]

    assert EvidencePrecision().score(quoted, [gold]) == pytest.approx(len(said & right) / len(said) if said else 0)
    assert EvidenceRecall().score(quoted, [gold]) == pytest.approx(max(shares))
    assert EvidenceRecall().score(quoted, [[item] for item in gold]) == pytest.approx(sum(shares) / len(shares))
