"""An index of a set's documents, kept by content so that nothing is embedded twice."""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, field

from tqdm import tqdm

from index.chunking import ChunkSettings, split
from index.codec import content_to_json
from index.embedding import Embedder
from index.errors import StoreMismatchError
from index.library import Index, IndexWriter, writing
from index.records import Document, Passage
from index.search import SearchSettings
from index.sources import SourceItem
from index.store import Store
from qa.evaluation.sets import EvaluationSet, Query

DEPTH = 100  # passages ranked; more would change what the engines are asked for, and so the ranking itself


@dataclass(frozen=True, slots=True)
class CorpusIndex:
    """An index of a set's documents, and how it was made."""

    index: Index
    documents: Mapping[str, Document]
    embedder: Embedder
    chunks: ChunkSettings
    search: SearchSettings
    _passages: dict[str, list[Passage]] = field(default_factory=dict, init=False, repr=False, compare=False)

    @property
    def settings(self) -> dict[str, object]:
        """Return what every figure measured on this index depends on."""
        return {
            "model": self.embedder.name,
            "chunks": self.chunks.version,
            "generation": self.index.generation,
            "ranked": DEPTH,
            **asdict(self.search),
        }

    def relevant_passages(self, query: Query) -> int | None:
        """Return how many passages overlap the query's evidence, ranked or not; None where it has none."""
        if not query.gold:
            return None
        return sum(
            any(passage.span.overlaps(evidence.span) for evidence in query.gold if evidence.document_id == key)
            for key in {evidence.document_id for evidence in query.gold}
            for passage in self._cut(key)
        )

    def _cut(self, key: str) -> list[Passage]:
        """Cut a document as the index did; the index itself cannot be asked for all passages of one."""
        if key not in self._passages:
            self._passages[key] = split(
                self.documents[key], self.embedder.count_tokens, self.embedder.max_tokens, self.chunks
            )
        return self._passages[key]


def build_index(
    data: EvaluationSet,
    cache: Callable[[str], Store],
    embedder: Embedder,
    chunks: ChunkSettings,
    search: SearchSettings,
) -> CorpusIndex:
    """Index exactly the documents of ``data`` in a store of ``cache``, unless that was done before.

    Raises:
        IndexingError: the index cannot be built or read.
    """
    titles = sorted(document.title for document in data.documents.values())
    key = "\0".join((data.corpus_fingerprint, *titles, embedder.name, chunks.version))
    store = cache(hashlib.sha256(key.encode()).hexdigest()[:20])
    with (
        _writing(store, embedder, chunks) as writer,
        tqdm(total=len(data.documents), desc=f"indexing {data.name}", unit="doc", disable=None) as bar,
    ):
        writer.sync(
            [_item(document) for document in data.documents.values()],
            progress=lambda step: bar.update(step.done - bar.n),
        )
    return CorpusIndex(Index.open(store, embedder, search), data.documents, embedder, chunks, search)


@contextmanager
def _writing(store: Store, embedder: Embedder, chunks: ChunkSettings) -> Iterator[IndexWriter]:
    """Write in a kept index; one that another version of the program left is made anew, as nothing in it is new."""
    with ExitStack() as stack:
        try:
            writer = stack.enter_context(writing(store, embedder, chunks))
        except StoreMismatchError:
            writer = stack.enter_context(writing(store, embedder, chunks, rebuild=True))
        yield writer


def _item(document: Document) -> SourceItem:
    marks = content_to_json(document.content, with_text=False)
    return SourceItem(
        document_id=document.id,
        source=document.source,
        read=document.text.encode,
        parse=lambda _: document.content,
        version=f"evaluation/{hashlib.sha256(marks).hexdigest()}",
    )
