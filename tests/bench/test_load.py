"""Questions while documents change: bench/load.py finds a wrong citation, and in a short run finds none."""

from typing import Any

import pytest

from bench.load import Seen, grown, observed

TEXT = "The ferry sails at noon. Its captain is Ada."


def answer(quote: str, sha256: str) -> dict[str, Any]:
    citation = {"document_id": "d", "sha256": sha256, "start": 0, "end": len(quote), "quote": quote, "context": []}
    return {"citations": [citation], "closest": []}


@pytest.mark.parametrize(
    ("quote", "known", "wrong"),
    [("The ferry sails at noon.", True, 0), ("The ferry sails at nine.", True, 1), ("The ferry", False, 1)],
    ids=["right", "other words", "an edition that was never sent"],
)
def test_a_quote_is_compared_with_the_edition_it_names(quote: str, known: bool, wrong: int) -> None:
    """The clients know what was sent; they do not ask the server whether it is right."""
    seen = Seen()
    seen.know(TEXT)

    seen.check(answer(quote, next(iter(seen.texts)) if known else "0" * 64))

    assert (seen.counts["citations"], len(seen.wrong)) == (1, wrong)


@pytest.mark.parametrize(("last", "names"), [(500.0, []), (900.0, ["memory, MB"])])
def test_what_ends_higher_than_it_began_has_grown(last: float, names: list[str]) -> None:
    """The last fifth of the time is compared with the first."""
    others = {"threads": 20.0, "open files": 30.0}

    assert grown([{"memory, MB": value, **others} for value in (500.0, 900.0, 500.0, 500.0, last)]) == names


@pytest.mark.model
@pytest.mark.slow
def test_no_citation_is_wrong_while_documents_change() -> None:
    """`qa serve` over the seeds, four clients, and a document changes five times a second."""
    seen, samples = observed(clients=4, seconds=15, pause=0.2)

    assert seen.wrong == []
    assert seen.counts["citations"] > 5
    assert seen.counts["changes"] > 5
    assert [what for what in seen.counts if what.startswith("failed")] == []
    assert samples
