"""Haystack: `CitedRetriever(k=4).run(query="...")` returns Documents that know where their words stand."""

from qa.integrations import missing
from qa.integrations.server import ADDRESS, Server

try:
    from haystack import Document, component
    from haystack.utils import Secret
except ImportError as error:
    raise missing("Haystack", "haystack-ai>=3", error) from error

KEY = Secret.from_env_var("QA_API_KEY", strict=False)  # named, and so never written into a saved pipeline


@component
class CitedRetriever:
    """Searches a running server; ``meta`` says where a passage stands, and with which scores it was found."""

    def __init__(self, url: str = ADDRESS, api_key: Secret = KEY, k: int = 5) -> None:
        self.url, self.api_key, self.k = url, api_key, k
        self._server = Server(url, api_key.resolve_value())

    @component.output_types(documents=list[Document])
    def run(self, query: str) -> dict[str, list[Document]]:
        """Return the passages nearest to the query."""
        found = self._server.passages(query, self.k)
        return {
            "documents": [
                Document(content=passage.text, meta=passage.metadata, score=passage.metadata["score"])
                for passage in found
            ]
        }
