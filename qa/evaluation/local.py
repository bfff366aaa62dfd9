"""A system in this process: an index of the set's own documents, kept by content so that none is embedded twice."""

import hashlib
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

from tqdm import tqdm

from index.chunking import ChunkSettings, split
from index.embedding import Embedder
from index.library import Index, writing
from index.records import Content, Document, Passage
from index.search import SearchSettings
from index.sources import SourceItem
from index.store import Vectors
from qa.evaluation.runs import RankedPassage, Row
from qa.evaluation.sets import EvaluationSet, Query
from qa.evaluation.system import Setting

DEPTH = 200  # passages ranked: R@100 counts documents, and a document may have several passages among them


def indexed(
    data: EvaluationSet, cache: Path, embedder: Embedder, chunks: ChunkSettings, settings: SearchSettings
) -> Index:
    """Return an index of exactly the documents of ``data``, built below ``cache`` unless it is there already.

    Raises:
        IndexingError: it cannot be built or read.
    """
    key = "\0".join(
        (data.corpus_fingerprint, *sorted(d.title for d in data.documents.values()), embedder.name, chunks.version)
    )
    folder = cache / hashlib.sha256(key.encode()).hexdigest()[:20]
    with (
        writing(folder, embedder, chunks) as writer,
        tqdm(total=len(data.documents), desc=f"indexing {data.name}", unit="doc", disable=None) as bar,
    ):
        writer.sync(
            [_item(document) for document in data.documents.values()],
            progress=lambda done, _total, _name: bar.update(done - bar.n),
        )
    return Index.open(folder, embedder, settings)


class RankingSystem:
    """Retrieval alone: what `Index.search` returns. Answers nothing, and so is fast."""

    def __init__(
        self,
        index: Index,
        documents: Mapping[str, Document],
        embedder: Embedder,
        chunks: ChunkSettings,
        search: SearchSettings,
    ) -> None:
        self._index = index
        self._embedder = embedder
        self._search = search
        self._counter = PassageCounter(documents, embedder, chunks)
        self._chunks = chunks
        self._vectors: dict[str, Vectors] = {}
        self._share_ms = 0.0  # of embedding all questions together, for one

    @property
    def settings(self) -> Mapping[str, Setting]:
        return {
            "system": "index",
            "model": self._embedder.name,
            "chunks": self._chunks.version,
            "generation": self._index.generation,
            "reader": "none",
            "depth": DEPTH,
            **asdict(self._search),
        }

    def prepare(self, queries: Sequence[Query]) -> None:
        texts = list(dict.fromkeys(query.text for query in queries))
        began = time.perf_counter()
        self._vectors = dict(zip(texts, self._embedder.embed_passages(texts), strict=True))
        self._share_ms = 1000 * (time.perf_counter() - began) / len(texts)

    def reply(self, query: Query, within: tuple[str, ...] | None) -> Row:
        began = time.perf_counter()
        hits = self._index.search(query.text, DEPTH, within, self._vectors.get(query.text))
        elapsed = 1000 * (time.perf_counter() - began) + self._share_ms
        return Row(
            id=query.id,
            passages=tuple(ranked(hit.passage, hit.score) for hit in hits),
            latency_ms=elapsed,
            relevant_passages=self._counter.relevant(query),
        )


class PassageCounter:
    """Counts how many passages of an index overlap a query's gold, by cutting the gold's documents as the index did."""

    def __init__(self, documents: Mapping[str, Document], embedder: Embedder, chunks: ChunkSettings) -> None:
        self._documents = documents
        self._embedder = embedder
        self._chunks = chunks
        self._cut: dict[str, list[Passage]] = {}

    def relevant(self, query: Query) -> int | None:
        """Return the number of relevant passages, or None where the query has no evidence."""
        if not query.gold:
            return None
        return sum(
            any(passage.span.overlaps(evidence.span) for evidence in query.gold if evidence.document_id == key)
            for key in {evidence.document_id for evidence in query.gold}
            for passage in self._passages(key)
        )

    def _passages(self, key: str) -> list[Passage]:
        if key not in self._cut:
            document = self._documents[key]
            self._cut[key] = split(document, self._embedder.count_tokens, self._embedder.max_tokens, self._chunks)
        return self._cut[key]


def ranked(passage: Passage, score: float) -> RankedPassage:
    """Return the passage as a row keeps it."""
    return RankedPassage(passage.document_id, passage.span.start, passage.span.end, round(score, 4))


def _item(document: Document) -> SourceItem:
    content = Content(
        text=document.text,
        title=document.title,
        url=document.url,
        date=document.date,
        pages=document.pages,
        sections=document.sections,
        furniture=document.furniture,
        rows=document.rows,
    )
    marks = repr((document.title, document.sections, document.furniture, document.rows))
    return SourceItem(
        document_id=document.id,
        source=document.source,
        read=document.text.encode,
        parse=lambda _: content,
        version=f"evaluation/{hashlib.sha256(marks.encode()).hexdigest()}",
    )
