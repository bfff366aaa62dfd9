"""What of a set is asked: folds, fingerprints, documents left out."""

import gzip
import os
from pathlib import Path

import pytest

from qa.evaluation.errors import VacuousSetError
from qa.evaluation.loading import load, read_texts
from qa.evaluation.sets import EvaluationSet
from tests.evaluation.sets_on_disk import TEXT, evidence, no_documents, write_set


def test_folds_are_chosen_and_a_set_left_empty_is_refused(tmp_path: Path) -> None:
    """A set without folds is fold dev; a fold without questions would hold vacuously."""
    data = load(write_set(tmp_path, {"id": "q", "text": "?", "answers": ["x"]}), no_documents)

    data.of_fold("dev").check_worth()
    with pytest.raises(VacuousSetError, match="fold tune: 0 of 1"):
        data.of_fold("tune").check_worth()


def test_a_set_with_nothing_right_in_it_is_refused(tmp_path: Path) -> None:
    """Any system that keeps silent would get full marks."""
    data = load(write_set(tmp_path, {"id": "q", "text": "?", "answerable": False}), no_documents)

    with pytest.raises(VacuousSetError, match="none of 1 questions"):
        data.check_worth()


def test_the_fingerprint_follows_content_and_not_order(tmp_path: Path) -> None:
    """Comparing runs is meaningful on the same documents only."""
    data = load(write_set(tmp_path, {"id": "q", "text": "?", "answers": ["x"]}), no_documents)
    turned = EvaluationSet("other", dict(reversed(list(data.documents.items()))), data.queries)
    fewer = data.without({"Else."})

    assert turned.corpus_fingerprint == data.corpus_fingerprint
    assert fewer.corpus_fingerprint != data.corpus_fingerprint
    assert fewer.notes == ("1 documents left out on request",)


def test_documents_that_hold_gold_are_never_left_out(tmp_path: Path) -> None:
    """Dropping distractors must not drop answers."""
    data = load(write_set(tmp_path, {"id": "q", "text": "?", "evidence": [evidence(0, 3)]}), no_documents)

    assert set(data.without({TEXT, "Else."}).documents) == {"d1"}


def test_texts_to_leave_out_may_be_gzipped(tmp_path: Path) -> None:
    """The training contexts come that way."""
    path = tmp_path / "contexts.jsonl.gz"
    path.write_bytes(gzip.compress(b'{"id": 1, "text": "a"}\n{"id": 2, "text": "b"}\n'))

    assert read_texts(path) == {"a", "b"}


@pytest.mark.slow
def test_every_public_set_loads_whole() -> None:
    """The numbers of questions are those of the data's own table."""
    folder = os.environ.get("QA_TEST_DATA")
    if folder is None:
        pytest.skip("QA_TEST_DATA does not name the folder of public sets")
    expected = {
        "squad2": 6078,
        "xquad_en": 1190,
        "cuad_dev": 1640,
        "mix_dev": 1518,
        "inscit_dev": 266,
        "wikiqa_dev": 126,
    }

    sizes = {name: len(load(Path(folder, name), no_documents).queries) for name in expected}

    assert sizes == expected
