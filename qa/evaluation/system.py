"""The System port: whatever ranks and answers, here or behind HTTP."""

from collections.abc import Mapping
from typing import Protocol

from qa.evaluation.responses import Response
from qa.evaluation.sets import Query

Setting = str | int | float | bool | None


class System(Protocol):
    """Something under test. It is handed a query, and must use no more of it than a user would give.

    That is its text, its history and ``within`` (the documents it may look at). The gold parts serve only to count,
    afterwards, how many of the index's passages are relevant.
    """

    @property
    def settings(self) -> Mapping[str, Setting]:
        """Return what the figures depend on: model, retriever, reader, thresholds, generation."""
        ...

    def ask(self, query: Query, within: tuple[str, ...] | None) -> Response:
        """Rank, and answer where the system answers, looking only at the documents ``within`` (None: at all)."""
        ...
