"""POST /api/documents/fetch: a document from the web, where the owner allows it."""

import asyncio
import importlib
from contextlib import AsyncExitStack
from typing import Annotated, Protocol

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from pydantic import Field

from index.records import LedgerEntry
from qa.answering.ports import WritingDisabledError
from qa.api.admission import while_connected
from qa.api.body import StrictJsonRoute
from qa.api.costs import Cost
from qa.api.openapi import events, problems
from qa.api.routes import AdmissionDep, AssistantDep, SettingsDep
from qa.api.uploads import Watched, indexed, require_write, streamed_upload
from qa.schemas.documents import DocumentOut
from qa.schemas.requests import In, Text

router = APIRouter(prefix="/api", route_class=StrictJsonRoute)

_LONGEST = 2_000  # characters of an address


class FetchIn(In):
    """Where a document lies on the web."""

    url: Annotated[Text, Field(min_length=1, max_length=_LONGEST, description="begins with http:// or https://")]
    stream: bool = Field(default=False, description="answer with server-sent events that say how far the work is")


class Fetched(Protocol):
    """What lay at a web address, as a file; see `qa.service.fetching.Fetched`."""

    folder: str
    name: str
    data: bytes


class Fetch(Protocol):
    """Fetches a web address; see `qa.service.fetching.fetch`."""

    def __call__(self, url: str, most: int, /) -> Fetched: ...


def fetch_public(url: str, most: int, /) -> Fetched:
    """Fetch from public addresses alone. What that needs is loaded with the first."""
    fetched: Fetched = importlib.import_module("qa.service.fetching").fetch(url, most)
    return fetched


async def get_fetch(request: Request, settings: SettingsDep) -> Fetch:
    """What fetches, where that is allowed; tests put one of their own in its place."""
    if not settings.fetch:
        raise WritingDisabledError(
            "Start the server with QA_WRITE=1 and QA_ALLOW_FETCH=1 to add documents from the web."
        )
    fetch: Fetch = request.app.state.fetch
    return fetch


@router.post(
    "/documents/fetch",
    status_code=201,
    response_model=DocumentOut,
    dependencies=[Depends(require_write)],
    responses={
        **events("With `stream`, the events of an upload; the first stage is `fetching`."),
        **problems(401, 403, 408, 413, 415, 422, 500, 503, 507),
    },
)
async def fetch_document(
    body: FetchIn,
    request: Request,
    assistant: AssistantDep,
    admission: AdmissionDep,
    settings: SettingsDep,
    fetch: Annotated[Fetch, Depends(get_fetch)],
) -> LedgerEntry | Response:
    """Fetch a document from a public web address and index it; its host is its collection."""
    watched = Watched()

    async def added() -> LedgerEntry:
        watched.state = ("fetching", 0.0)
        file = await admission.run(lambda: fetch(body.url, settings.upload_limit), "files")
        watched.state = ("waiting", 0.0)
        cost = Cost("upload", len(file.data) / 1e6)

        def add() -> LedgerEntry:
            return assistant.add_document(file.name, file.data, file.folder, watched.note)

        return await indexed(admission, add, cost, watched, AsyncExitStack())

    work = asyncio.create_task(added())
    if body.stream:
        return await streamed_upload(work, watched, request.url.path, settings)
    return await while_connected(request, work)
