import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.evaluation.metrics.statistics import mean
from qa.evaluation.responses import Highlight, RankedPassage, ReportedCitation, Response
from qa.evaluation.scoring import fault, score
from qa.evaluation.sets import Evidence, Query
from qa.evaluation.summary import summarize
from tests.evaluation.kit import DOCUMENTS, QUERIES, TEXTS, answerable, case, evidence, quoted, reply

OTTERS = QUERIES[0]
HANDS = "They hold hands while they sleep, so that none drifts away."


def test_the_right_sentence_is_right() -> None:
    """Its gold is covered, its highlight is what is compared with the answers, and it is exact."""
    marked = ReportedCitation("otter", *_place("otter", HANDS), HANDS, (Highlight(34, 58),))

    found = score(reply("q1", marked), OTTERS, DOCUMENTS)

    assert marked.highlight == "so that none drifts away"
    assert found.right is True
    assert found.faults == ()
    assert found.sections["answer"] == {
        "exact_match": 1.0,
        "f1": 1.0,
        "sentence_hit@1": 1.0,
        "unit_hit@3": 1.0,
        "evidence_precision": pytest.approx(24 / 59),
        "evidence_recall": 1.0,
        "evidence_f1": pytest.approx(2 * 24 / (59 + 24)),
    }


def test_a_sentence_hit_looks_at_the_first_quoted_sentence_alone() -> None:
    """A quote of two sentences whose second answers has not put the answer first, though what is shown is right."""
    found = score(reply("q1", quoted("otter", TEXTS["otter"])), OTTERS, DOCUMENTS)

    assert found.sections["answer"]["sentence_hit@1"] == 0.0
    assert found.sections["answer"]["evidence_recall"] == 1.0
    assert found.right is True


def test_the_shipped_answer_pays_for_abstaining_and_the_forced_one_does_not() -> None:
    """Keeping silent on an answerable question scores 0 as shipped."""
    silent = Response("q1", (), 1.0, answerable=False, confidence=0.1, forced_citations=(quoted("otter", HANDS),))

    found = score(silent, OTTERS, DOCUMENTS)

    assert found.sections["answer"]["sentence_hit@1"] == 1.0
    assert set(found.sections["answer_shipped"].values()) == {0.0}
    assert found.right is True  # what the confidence speaks of: it would have been


def test_what_was_never_said_is_not_judged() -> None:
    """A server that abstains cannot be made to speak: whether it would have been right stays unknown."""
    silent = Response("q1", (), 1.0, answerable=False, confidence=0.1)

    found = score(silent, OTTERS, DOCUMENTS)

    assert found.right is None
    assert "answer" not in found.sections
    assert found.sections["answer_shipped"]["sentence_hit@1"] == 0.0


def test_answering_the_unanswerable_is_wrong_and_has_no_answer_scores() -> None:
    """Wording is compared only where something right is known."""
    found = score(reply("q5", quoted("heron", "Herons hunt at dawn.")), QUERIES[4], DOCUMENTS)

    assert found.right is False
    assert "answer" not in found.sections
    assert "answer_shipped" not in found.sections


@pytest.mark.parametrize(
    ("citation", "complaint"),
    [
        (ReportedCitation("otter", 0, 6, "Otter!"), "stands 'Otters', not 'Otter!'"),
        (ReportedCitation("otter", -6, 0, ""), "is no place"),
        (ReportedCitation("otter", 80, 900, TEXTS["otter"][80:]), '80-900 of "otter" is no place'),
        (ReportedCitation("otter", 5, 5, ""), "is no place"),
        (ReportedCitation("mole", 0, 6, "Otters"), "not in the corpus"),
        (ReportedCitation("otter", 0, 6, "Otters", (Highlight(0, 7),)), "a highlight leaves its quote"),
        (ReportedCitation("otter", 0, 6, "Otters", (Highlight(2, 2),)), "a highlight leaves its quote"),
    ],
)
def test_a_citation_is_held_against_the_document(citation: ReportedCitation, complaint: str) -> None:
    """Whatever a system says of its own quotes, the document decides."""
    assert complaint in str(fault(citation, DOCUMENTS))


def test_a_quote_that_is_not_exact_earns_nothing() -> None:
    """Right offsets with altered words must not score as right."""
    start, end = _place("otter", HANDS)
    altered = ReportedCitation("otter", start, end, HANDS.replace("hands", "paws"))

    found = score(reply("q1", altered), OTTERS, DOCUMENTS)

    assert found.faults
    assert found.right is False
    assert found.sections["answer"]["evidence_recall"] == 0.0
    assert case(OTTERS, reply("q1", altered)).scores.outcome == "not exact"


@given(st.integers(-5, 120), st.integers(-5, 120), st.text(max_size=5))
def test_only_what_stands_there_is_exact(start: int, end: int, words: str) -> None:
    """A citation passes exactly when slicing the document gives the quote, and something is quoted."""
    text = TEXTS["otter"]
    honest = text[start:end] if 0 <= start < end else words

    assert (fault(ReportedCitation("otter", start, end, honest), DOCUMENTS) is None) == (
        0 <= start < end <= len(text) and text[start:end] == honest
    )


def test_passages_are_relevant_where_they_overlap_the_gold() -> None:
    """Of three relevant passages two were ranked, second and third; how many there are is known from the index."""
    gold = evidence("otter", "hold hands while they sleep")
    query = Query("q", "?", ("x",), True, (gold,), relevant=frozenset({"otter"}))
    start = gold.span.start
    passages = (
        RankedPassage("heron", start, start + 4, 3.0),
        RankedPassage("otter", 0, start + 1, 2.0),
        RankedPassage("otter", start + 1, start + 9, 1.0),
        RankedPassage("otter", gold.span.end, gold.span.end + 5, 0.5),
    )

    known = score(Response("q", passages, 1.0, relevant_passages=3), query, DOCUMENTS).sections["retrieval_passage"]
    unknown = score(Response("q", passages, 1.0), query, DOCUMENTS).sections["retrieval_passage"]

    assert known["R@5"] == pytest.approx(2 / 3)
    assert known["MAP"] == pytest.approx((1 / 2 + 2 / 3) / 3)
    assert unknown == {"MRR@10": 0.5, "Success@1": 0.0}


def test_documents_are_ranked_by_their_first_passage() -> None:
    """A document with many passages takes one place."""
    said = Response("q1", tuple(RankedPassage(key, 0, 5, 1.0) for key in ("heron", "heron", "otter", "heron")), 1.0)

    assert said.ranking == ["heron", "otter"]
    assert score(said, OTTERS, DOCUMENTS).sections["retrieval"]["MRR@10"] == 0.5


def test_several_groups_need_several_quotes() -> None:
    """Half of what is needed is half an answer."""
    groups = ((evidence("otter", "hold hands"),), (evidence("swift", "sleep on the wing"), evidence("heron", "Herons")))
    query = Query("q", "?", (), True, evidence_groups=groups)

    one = score(reply("q", quoted("otter", HANDS)), query, DOCUMENTS)
    both = score(reply("q", quoted("otter", HANDS), quoted("heron", "Herons hunt at dawn.")), query, DOCUMENTS)

    assert one.sections["answer"]["groups_covered"] == 0.5
    assert both.sections["answer"]["groups_covered"] == 1.0


def test_without_evidence_the_document_decides_what_is_right() -> None:
    """A set with judged documents alone can still calibrate confidence."""
    query = Query("q", "?", (), True, relevant=frozenset({"swift"}))

    assert score(reply("q", quoted("swift", "Swifts eat")), query, DOCUMENTS).right is True
    assert score(reply("q", quoted("otter", "Otters")), query, DOCUMENTS).right is False


def test_the_summary_leaves_out_what_does_not_apply() -> None:
    """Ranking alone has no answers, no abstention and no citations; absent is not zero."""
    cases = [case(query, Response(query.id, (RankedPassage("otter", 0, 9, 1.0),), 5.0)) for query in QUERIES]

    found = summarize(cases)

    assert set(found) == {"retrieval", "retrieval_passage", "latency_ms", "counts"}
    assert found["retrieval"] == {
        **dict.fromkeys(("nDCG@10", "MAP", "MRR@10", "R@1", "R@5", "R@100", "Success@1"), 0.25)
    }


def test_the_summary_worked_by_hand() -> None:
    """Two right of three answered, one of them unanswerable; the unsure one kept silent."""
    cases = [
        case(QUERIES[0], reply("q1", quoted("otter", HANDS), confidence=0.9)),
        case(QUERIES[1], reply("q2", quoted("heron", "Herons hunt at dawn."), confidence=0.7)),
        case(QUERIES[4], reply("q5", quoted("heron", "Herons hunt at dawn."), confidence=0.8)),
        case(QUERIES[5], reply("q6", confidence=0.1)),
    ]

    found = summarize(cases)

    abstention = found["abstention"]
    assert isinstance(abstention, dict)
    assert abstention["auroc"] == 0.75  # .9 beats .8 and .1, .7 beats .1 alone
    assert abstention["coverage"] == 0.75
    assert abstention["f1"] == pytest.approx(2 * 2 / (3 + 2))
    assert abstention["answerable_answered_at_5_percent_wrong"] == 0.5
    assert abstention["ece"] == pytest.approx(mean([0.1, 0.3, 0.8, 0.1]))
    assert abstention["risk_coverage"][1] == {"threshold": 0.8, "coverage": 0.5, "risk": 0.5}
    assert found["citations"] == {"exact_rate": 1.0, "checked": 3, "not_exact": 0}
    assert found["counts"] == {
        "queries": 4,
        "answerable": 2,
        "unanswerable": 2,
        "with_judged_documents": 2,
        "with_evidence": 2,
        "with_answers": 2,
        "with_several_groups": 0,
        "follow_ups": 0,
        "asked": 4,
        "answered": 3,
    }


def test_the_outcomes_say_what_went_wrong() -> None:
    """Each way of failing has its own word."""
    wrong = quoted("otter", "Otters sleep on their backs.")

    found = [
        case(QUERIES[0], reply("q1", quoted("otter", HANDS))).scores.outcome,
        case(QUERIES[0], reply("q1", wrong)).scores.outcome,
        case(QUERIES[0], reply("q1")).scores.outcome,
        case(QUERIES[4], reply("q5", wrong)).scores.outcome,
        case(QUERIES[4], reply("q5")).scores.outcome,
        case(QUERIES[1], Response("q2", (RankedPassage("otter", 0, 9, 1.0),), 5.0)).scores.outcome,
        case(Query("q", "?"), reply("q", wrong)).scores.outcome,
    ]

    assert found == ["right", "wrong quote", "silent", "not in the documents", "right", "not first", "not judged"]


def test_evidence_is_a_span_of_its_document() -> None:
    """The kit itself keeps the invariant that loading checks."""
    item = answerable("q", "?", "heron", "at dawn").evidence[0]

    assert item == Evidence("heron", 12, 19, "at dawn")


def _place(key: str, quote: str) -> tuple[int, int]:
    start = TEXTS[key].index(quote)
    return start, start + len(quote)
