"""LlamaIndex: `CitedRetriever(k=4).retrieve("...")` returns nodes that know where their words stand."""

from qa.integrations import missing
from qa.integrations.server import ADDRESS, Server

try:
    from llama_index.core.retrievers import BaseRetriever
    from llama_index.core.schema import NodeWithScore, QueryBundle, TextNode
except ImportError as error:
    raise missing("LlamaIndex", "llama-index-core>=0.14", error) from error


class CitedRetriever(BaseRetriever):
    """Searches a running server; ``metadata`` says where a passage stands, and with which scores it was found."""

    def __init__(self, url: str = ADDRESS, api_key: str | None = None, k: int = 5) -> None:
        super().__init__()
        self._server = Server(url, api_key)
        self._k = k

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        return [
            NodeWithScore(
                node=TextNode(
                    text=passage.text,
                    metadata=passage.metadata,
                    start_char_idx=passage.metadata["start"],
                    end_char_idx=passage.metadata["end"],
                ),
                score=passage.metadata["score"],
            )
            for passage in self._server.passages(query_bundle.query_str, self._k)
        ]
