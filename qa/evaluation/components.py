"""What the evaluation needs of the rest of the product; `qa.wiring` fills it in, tests fill in fakes."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from index.chunking import ChunkSettings
from index.embedding import Embedder
from index.errors import DocumentError
from index.library import Index
from index.records import Document
from index.search import SearchSettings
from index.sources import SourceItem
from index.store import Store
from qa.answering.confidence import CalibratedReader, Strictness

NO_READER = "none"


@dataclass(frozen=True, slots=True)
class Components:
    """The parts that systems under test are put together from."""

    cache: Callable[[str], Store]  # where the index of an evaluated set is kept, by name
    embedder: Embedder
    chunks: ChunkSettings
    search: SearchSettings
    discover: Callable[[Sequence[Path]], Sequence[SourceItem]]  # files and folders -> what would be indexed of them
    open_index: Callable[[SearchSettings], Index]  # the user's own index
    readers: Mapping[str, Callable[[Index], CalibratedReader]]  # by name; the first is the shipped one
    strictness: Strictness = "balanced"  # as users are answered
    api_key: str | None = None  # for servers that ask for one

    @property
    def shipped_reader(self) -> str:
        """Return the name of the reader that users get."""
        return next(iter(self.readers))

    def read_documents(self, folder: Path) -> list[Document]:
        """Read every document below ``folder`` as indexing would; a file that cannot be read is not among them.

        Raises:
            SourceError: the folder is missing or may not be read.
        """
        return [document for item in self.discover([folder]) if (document := _read(item)) is not None]

    def indexed_documents(self) -> list[Document]:
        """Return every document of the user's own index.

        Raises:
            StoreError: there is none, or it is damaged.
        """
        index = self.open_index(self.search)
        found = (index.document(entry.id) for entry in index.entries() if entry.status == "indexed")
        return [document for document in found if document is not None]


def _read(item: SourceItem) -> Document | None:
    try:
        return Document(item.document_id, item.source, item.parse(item.read()))
    except (OSError, DocumentError):
        return None  # gold that names it is refused with the list of documents that there are
