"""An index of a set's documents to try systems on, kept by content so that nothing is embedded twice."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Protocol, runtime_checkable

from tqdm import tqdm

from index.chunking import ChunkSettings, split
from index.codec import content_to_json
from index.embedding import Embedder
from index.library import Index, writing
from index.records import Document, Passage
from index.search import SearchSettings
from index.sources import SourceItem
from index.store import Vectors
from qa.evaluation.sets import EvaluationSet, Query
from qa.evaluation.system import Setting

DEPTH = 100  # passages ranked; more would change what the engines are asked for, and so the ranking itself


@runtime_checkable
class BatchEmbedder(Protocol):
    """An embedder that takes many questions at once."""

    def embed_questions(self, texts: Sequence[str]) -> Vectors:
        """Return one unit row per question."""
        ...


@dataclass(frozen=True, slots=True)
class Bench:
    """An index of a set's documents, and how it was made."""

    index: Index
    documents: Mapping[str, Document]
    embedder: Embedder
    chunks: ChunkSettings
    search: SearchSettings

    @property
    def settings(self) -> dict[str, Setting]:
        """Return what every figure made on this bench depends on."""
        return {
            "model": self.embedder.name,
            "chunks": self.chunks.version,
            "generation": self.index.generation,
            "ranked": DEPTH,
            **asdict(self.search),
        }


def build(data: EvaluationSet, cache: Path, embedder: Embedder, chunks: ChunkSettings, search: SearchSettings) -> Bench:
    """Index exactly the documents of ``data`` below ``cache``, unless that was done before.

    Raises:
        IndexingError: the index cannot be built or read.
    """
    titles = sorted(document.title for document in data.documents.values())
    key = "\0".join((data.corpus_fingerprint, *titles, embedder.name, chunks.version))
    folder = cache / hashlib.sha256(key.encode()).hexdigest()[:20]
    with (
        writing(folder, embedder, chunks) as writer,
        tqdm(total=len(data.documents), desc=f"indexing {data.name}", unit="doc", disable=None) as bar,
    ):
        writer.sync(
            [_item(document) for document in data.documents.values()],
            progress=lambda done, _total, _name: bar.update(done - bar.n),
        )
    return Bench(Index.open(folder, embedder, search), data.documents, embedder, chunks, search)


def question_vectors(embedder: Embedder, texts: Sequence[str]) -> dict[str, Vectors]:
    """Return each question's unit vector, shape (dim,), embedded together where the embedder can."""
    if isinstance(embedder, BatchEmbedder):
        return dict(zip(texts, embedder.embed_questions(texts), strict=True))
    return {text: embedder.embed_question(text) for text in texts}


class PassageCounter:
    """Counts how many passages of an index overlap a query's gold, by cutting the gold's documents as the index did."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench
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
            bench = self._bench
            self._cut[key] = split(
                bench.documents[key], bench.embedder.count_tokens, bench.embedder.max_tokens, bench.chunks
            )
        return self._cut[key]


def _item(document: Document) -> SourceItem:
    marks = content_to_json(document.content, with_text=False)
    return SourceItem(
        document_id=document.id,
        source=document.source,
        read=document.text.encode,
        parse=lambda _: document.content,
        version=f"evaluation/{hashlib.sha256(marks).hexdigest()}",
    )
