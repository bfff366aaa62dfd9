import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.support import prediction, read_claims
from qa.evaluation.metrics.abstention import AUROC
from qa.grounding.support import LexicalSupport

PAGE = (
    "Skerry Point has a lighthouse. It was designed by Marion Teale in 1849. Its lamp burned oil.\n\n"
    "Much later, in 1974, the last keeper left. He took the bell. Nobody lives there now."
)


def support(claim: str) -> float:
    return LexicalSupport().support(claim, [PAGE])


def test_a_claim_in_the_texts_own_words_is_fully_supported() -> None:
    """Content, names and numbers all stand together."""
    assert support("The lighthouse was designed by Marion Teale in 1849.") == pytest.approx(1.0)


@pytest.mark.parametrize(
    "worse",
    [
        "The lighthouse was designed by Marion Teale in 1850.",  # another number
        "The lighthouse was designed by Edward Teale in 1849.",  # another name
        "The lighthouse was demolished by Marion Teale in 1849.",  # another deed
        "The last keeper of the lighthouse was Marion Teale in 1849.",  # from too far apart
    ],
)
def test_what_the_texts_do_not_say_lowers_the_score(worse: str) -> None:
    """A wrong number, name or deed, or parts that do not stand together."""
    assert support(worse) < support("The lighthouse was designed by Marion Teale in 1849.") - 0.05


def test_a_claim_about_something_else_is_not_supported() -> None:
    """And neither is one without content."""
    assert support("Parliament moved to Wellington in 1865.") == 0.0
    assert support("It is what it is.") == 0.0
    assert support("Parliament moved.") == 0.0
    assert LexicalSupport().support("Parliament moved.", []) == 0.0


@given(st.text(max_size=60), st.lists(st.text(max_size=60), max_size=3))
def test_the_score_is_a_share(claim: str, texts: list[str]) -> None:
    """Between 0 and 1 whatever is put in."""
    assert 0.0 <= LexicalSupport().support(claim, texts) <= 1.0


@pytest.mark.slow
def test_the_score_tells_supported_claims_from_others() -> None:
    """On WiCE's development claims, the whole page given; measured .825."""
    folder = os.environ.get("QA_TEST_DATA")
    if folder is None:
        pytest.skip("QA_TEST_DATA does not name the folder of public sets")

    auroc = AUROC().score([prediction(row, row["sentences"]) for row in read_claims(Path(folder))])

    assert auroc is not None
    assert auroc > 0.8
