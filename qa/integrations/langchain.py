"""LangChain: `CitedRetriever(k=4).invoke("...")` returns Documents that know where their words stand."""

from typing import Any

from pydantic import PrivateAttr, SecretStr

from qa.integrations import missing
from qa.integrations.server import ADDRESS, Server

try:
    from langchain_core.callbacks import CallbackManagerForRetrieverRun
    from langchain_core.documents import Document
    from langchain_core.retrievers import BaseRetriever
except ImportError as error:
    raise missing("LangChain", "langchain-core>=1", error) from error


class CitedRetriever(BaseRetriever):
    """Searches a running server; ``metadata`` says where a passage stands, and with which scores it was found."""

    url: str = ADDRESS
    api_key: SecretStr | None = None
    k: int = 5
    _server: Server = PrivateAttr()

    def model_post_init(self, context: Any, /) -> None:  # noqa: ANN401 - pydantic's own
        """Make what asks the server."""
        super().model_post_init(context)
        self._server = Server(self.url, self.api_key.get_secret_value() if self.api_key else None)

    def _get_relevant_documents(self, query: str, *, run_manager: CallbackManagerForRetrieverRun) -> list[Document]:
        del run_manager  # nothing runs beneath this
        return [
            Document(page_content=passage.text, metadata=passage.metadata)
            for passage in self._server.passages(query, self.k)
        ]
