"""What every Assistant promises of a search, held against the product and against the tests' fake of it."""

from dataclasses import replace
from typing import get_args

import pytest

from index.search import Retriever
from qa.answering.ports import Assistant, BadQuestionError, Query, UnknownCollectionError, UnknownDocumentError
from tests.fakes import SKIPPED
from tests.witnesses import FIRST_LIT


@pytest.mark.parametrize("k", [1, 3, 50])
def test_at_most_k_passages_come_best_first(assistant: Assistant, k: int) -> None:
    """Each is sliced out of its document, and says which text of it that was; so is its context."""
    found = assistant.search(Query(FIRST_LIT, k=k))

    assert 1 <= len(found.passages) <= k
    assert found.generation == assistant.readiness().generation
    assert found.timings_ms["total"] >= 0
    assert [near.score for near in found.passages] == sorted((near.score for near in found.passages), reverse=True)
    for near in found.passages:
        document = assistant.document(near.document_id).document
        assert document.text[near.start : near.end] == near.text
        assert all(document.text[part.start : part.end] == part.text for part in near.context)
        assert (near.title, near.source, near.sha256) == (document.title, document.source, document.sha256)
        assert near.page == document.page_at(near.start)


@pytest.mark.parametrize("retriever", get_args(Retriever))
def test_a_score_is_given_for_what_was_compared(assistant: Assistant, retriever: Retriever) -> None:
    """And none where it was not."""
    found = assistant.search(Query(FIRST_LIT, retriever=retriever))

    assert found.passages[0].document_id == "lighthouse-txt"
    for near in found.passages:
        assert (near.dense is None) == (retriever == "lexical")
        assert (near.lexical is None) == (retriever == "dense")


def test_only_the_named_documents_and_collections_are_searched(assistant: Assistant) -> None:
    """Both together where both are named; of none of them, nothing is found."""
    collections = {entry.id: entry.collection for entry in assistant.documents() if entry.status == "indexed"}
    name = collections["lighthouse-txt"]
    assert name is not None
    inside = {document_id for document_id, collection in collections.items() if collection == name}

    within = assistant.search(Query(FIRST_LIT, k=50, documents=("rules-pdf", "tides-md"))).passages
    collected = assistant.search(Query(FIRST_LIT, k=50, collections=(name,))).passages
    both = assistant.search(Query(FIRST_LIT, k=50, documents=("rules-pdf",), collections=(name,))).passages
    nowhere = assistant.search(Query(FIRST_LIT, documents=())).passages

    assert {near.document_id for near in within} <= {"rules-pdf", "tides-md"}
    assert {near.document_id for near in collected} <= inside
    assert {near.document_id for near in both} <= inside | {"rules-pdf"}
    assert nowhere == ()


def test_the_same_query_finds_the_same(assistant: Assistant) -> None:
    """But for the time that it took."""
    first, second = (replace(assistant.search(Query(FIRST_LIT)), timings_ms={}) for _ in range(2))

    assert first == second


@pytest.mark.parametrize(
    ("query", "error"),
    [
        (Query(""), BadQuestionError),
        (Query(" \n"), BadQuestionError),
        (Query("x" * 2001), BadQuestionError),
        (Query("nul \0"), BadQuestionError),
        (Query("half \ud83d"), BadQuestionError),
        (Query(FIRST_LIT, documents=("rules-pdf", "nowhere")), UnknownDocumentError),
        (Query(FIRST_LIT, documents=(SKIPPED.id,)), UnknownDocumentError),
        (Query(FIRST_LIT, collections=("nowhere",)), UnknownCollectionError),
    ],
)
def test_what_cannot_be_searched_for_is_refused(assistant: Assistant, query: Query, error: type[Exception]) -> None:
    """With a sentence that says why."""
    with pytest.raises(error, match=r"\w+ \w+"):
        assistant.search(query)
