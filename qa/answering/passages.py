"""A search: the passages nearest to a query, for other programs that retrieve. Nothing is read, nothing answered."""

from collections.abc import Callable, Collection, Mapping
from functools import cached_property

from index.context import context_of
from index.library import Index
from index.records import Document, Hit
from index.search import Retriever
from qa.answering.clock import Clock
from qa.answering.ports import Query, Question, UnknownCollectionError, UnknownDocumentError, check_searchable
from qa.answering.records import CitedContext, FoundPassage, SearchResult


def document_of(index: Index, document_id: str) -> Document:
    """Return a document of ``index``.

    Raises:
        UnknownDocumentError: it has none of that id.
    """
    document = index.document(document_id)
    if document is None:
        raise UnknownDocumentError.of(document_id)
    return document


class PassageSearch:
    """Finds passages of one generation. Thread-safe."""

    def __init__(self, index: Index, correct: Callable[[str], str]) -> None:
        """Search ``index``; ``correct`` mends the spelling of what is searched for, as for questions."""
        self._index = index
        self._correct = correct

    def find(self, query: Query) -> SearchResult:
        """See `qa.answering.ports.Assistant.search`."""
        check_searchable(query.text)
        clock = Clock()
        scope = self.scope(query)
        text = self._correct(query.text.strip())
        vector = None
        if query.retriever != "lexical":
            with clock.stage("embed"):
                vector = self._index.embed_question(text)
        with clock.stage("search"):
            hits = self._index.search(text, query.k, scope, vector, query.retriever)
        with clock.stage("context"):
            passages = tuple(self._found(hit, query.retriever) for hit in hits)
        return SearchResult(passages, self._index.generation, clock.timings())

    @cached_property
    def _collections(self) -> Mapping[str, str | None]:
        """The collection of each document that is indexed, by its id."""
        return {entry.id: entry.collection for entry in self._index.entries() if entry.status == "indexed"}

    def scope(self, asked: Query | Question) -> Collection[str] | None:
        """Return the ids of the documents to search, or None for all.

        Raises:
            UnknownDocumentError, UnknownCollectionError.
        """
        if asked.documents is None and asked.collections is None:
            return None
        collections, documents = set(asked.collections or ()), set(asked.documents or ())
        for unknown in sorted(documents - self._collections.keys()):
            raise UnknownDocumentError.of(unknown)
        for unknown in sorted(collections - set(self._collections.values())):
            raise UnknownCollectionError.of(unknown)
        return documents | {each for each, collection in self._collections.items() if collection in collections}

    def _found(self, hit: Hit, retriever: Retriever) -> FoundPassage:
        passage = hit.passage
        document = document_of(self._index, passage.document_id)
        context = context_of(self._index.structure(document.id), passage.span)
        return FoundPassage(
            document_id=document.id,
            start=passage.span.start,
            end=passage.span.end,
            text=passage.text,
            context=tuple(CitedContext.of(document, part) for part in context),
            title=document.title,
            source=document.source,
            sha256=document.sha256,
            page=document.page_at(passage.span.start),
            score=hit.score,
            dense=None if retriever == "lexical" else hit.dense,
            lexical=None if retriever == "dense" else hit.lexical,
        )
