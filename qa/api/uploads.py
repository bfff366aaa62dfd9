"""The routes that add and delete documents, and how the work on one that is added is watched and ended."""

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response
from fastapi.sse import EventSourceResponse
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from index.records import LedgerEntry
from qa.answering.ports import AnsweringError, UploadStage, WritingDisabledError
from qa.api.admission import Admission, while_connected
from qa.api.body import StrictJsonRoute
from qa.api.costs import Cost
from qa.api.openapi import events, problems, request_body
from qa.api.receiving import received
from qa.api.routes import AdmissionDep, AssistantDep, DocumentId, SettingsDep
from qa.api.settings import ApiSettings
from qa.api.stream import HEARTBEAT, begun, event, failure
from qa.schemas.documents import DocumentOut

router = APIRouter(prefix="/api", route_class=StrictJsonRoute)

_LOOK = 0.25  # seconds between two looks at how far an upload is


class UploadCancelledError(AnsweringError):
    """Whoever sent the file has left before it was indexed."""


class Watched:
    """How far the work on one upload is. The thread that works on it notes it down, and is ended here."""

    def __init__(self) -> None:
        self.state: tuple[UploadStage | str, float] = ("waiting", 0.0)
        self._left = False

    def note(self, stage: UploadStage, share: float) -> None:
        """Take note of how far it is; see `qa.answering.ports.UploadProgress`.

        Raises:
            UploadCancelledError: nobody waits for it any more.
        """
        if self._left:
            raise UploadCancelledError("The upload was cancelled; nothing was added.")
        self.state = (stage, share)

    def leave(self) -> None:
        """End the work at its next step: a thread cannot be stopped, and its place is wanted by others."""
        self._left = True


async def require_write(settings: SettingsDep) -> None:
    """Refuse where documents may not be changed over HTTP."""
    if not settings.write:
        raise WritingDisabledError("Start the server with QA_WRITE=1 to add or delete documents over HTTP.")


class UploadQuery(BaseModel):
    """What the address says of an upload."""

    name: str = Field(min_length=1, max_length=255, description="the file's name, with its ending")
    folder: str = Field(
        "", max_length=255, description="where the file lay, as `laws/2024`; its first part becomes the collection"
    )
    stream: bool = Field(False, description="answer with server-sent events that say how far the work is")


@router.post(
    "/documents",
    status_code=201,
    response_model=DocumentOut,
    dependencies=[Depends(require_write)],
    openapi_extra=request_body("The file itself.", "application/octet-stream", type="string", format="binary"),
    responses={
        **events(
            "With `stream`, server-sent events: `progress` {stage, share}, `final` {Document}; `error` {Problem} "
            "where it fails after the stream has begun.",
        ),
        **problems(401, 403, 408, 413, 415, 422, 500, 503, 507),
    },
)
async def add_document(
    asked: Annotated[UploadQuery, Query()],
    request: Request,
    assistant: AssistantDep,
    admission: AdmissionDep,
    settings: SettingsDep,
) -> LedgerEntry | Response:
    """Index the file that is the request's body."""
    _check_upload(asked.name, request)
    watched = Watched()
    async with AsyncExitStack() as kept:
        file = await kept.enter_async_context(received(request, settings.upload_folder))
        cost = Cost("upload", os.fstat(file.fileno()).st_size / 1e6)

        def add() -> LedgerEntry:
            # Read where it is indexed: of all uploads that are there, one lies in memory.
            return assistant.add_document(asked.name, file.read(), asked.folder, watched.note)

        work = asyncio.create_task(indexed(admission, add, cost, watched, kept.pop_all()))
    if asked.stream:
        return await streamed_upload(work, watched, request.url.path, settings)
    return await while_connected(request, work)


@router.delete(
    "/documents/{document_id}",
    status_code=204,
    response_class=Response,  # no content, and so no content type
    dependencies=[Depends(require_write)],
    responses=problems(401, 403, 404, 500, 503, 507),
)
async def delete_document(document_id: DocumentId, assistant: AssistantDep, admission: AdmissionDep) -> Response:
    """Remove an uploaded document; its citations fail verification from then on."""
    await admission.run(lambda: assistant.delete_document(document_id), "changes")
    return Response(status_code=204)


async def indexed(
    admission: Admission, add: Callable[[], LedgerEntry], cost: Cost, watched: Watched, kept: AsyncExitStack
) -> LedgerEntry:
    """Return what ``add`` returns; cancelled, it leaves the line, or ends at its next step. Then ``kept`` is let go."""
    async with kept:
        try:
            return await admission.run(add, "changes", cost)
        finally:
            watched.leave()


async def streamed_upload(
    work: asyncio.Task[LedgerEntry], watched: Watched, instance: str, settings: ApiSettings
) -> EventSourceResponse:
    """Return the stream of an upload; see `qa.api.stream.begun`."""
    return await begun(work, _events(work, watched, instance, settings.heartbeat), settings)


async def _events(
    work: asyncio.Task[LedgerEntry], watched: Watched, instance: str, heartbeat: float
) -> AsyncIterator[bytes]:
    try:
        said, quiet = None, 0.0
        while not work.done():
            state = watched.state
            if state != said or quiet >= heartbeat:
                yield HEARTBEAT if state == said else event("progress", _progress(*state))
                said, quiet = state, 0.0
            await asyncio.wait({work}, timeout=_LOOK)
            quiet += _LOOK
        error = work.exception()
        if isinstance(error, Exception):
            yield event("error", failure(error, instance))
        else:
            yield event("final", DocumentOut.model_validate(work.result()).model_dump(mode="json"))
    finally:
        work.cancel()  # the client may have left


def _progress(stage: str, share: float) -> dict[str, Any]:
    return {"stage": stage, "share": round(share, 4)}


def _check_upload(name: str, request: Request) -> None:
    # The content type is asked for because other sites' forms cannot send it: no upload behind the user's back.
    if request.headers.get("content-type", "").lower() != "application/octet-stream":
        raise HTTPException(415, "Send the file itself as the body, with Content-Type: application/octet-stream.")
    if name in {".", ".."} or any(character in "/\\" or not character.isprintable() for character in name):
        raise HTTPException(422, "Give the file's name alone, without folders or control characters.")
