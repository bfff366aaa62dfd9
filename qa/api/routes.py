"""The routes under /api. Handlers decide nothing; FastAPI makes the response schema of the record that they return."""

import asyncio
import os
from collections.abc import AsyncIterator, Sequence
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from index.parsers import PARSERS
from index.records import LedgerEntry
from qa.answering.ports import Assistant, UnknownDocumentError, WritingDisabledError
from qa.answering.records import Answer, DocumentView, SearchResult, Verification
from qa.api.admission import Admission, while_connected
from qa.api.body import StrictJsonRoute
from qa.api.costs import Cost
from qa.api.openapi import problems, reply, request_body
from qa.api.receiving import received
from qa.api.settings import ApiSettings
from qa.api.stream import streamed
from qa.schemas.requests import AskIn, FeedbackIn, SearchIn, VerifyIn
from qa.schemas.responses import (
    AnswerOut,
    CapabilitiesOut,
    DocumentOut,
    DocumentsOut,
    DocumentViewOut,
    ExamplesOut,
    SearchOut,
    StoredOut,
    VerificationOut,
)

router = APIRouter(prefix="/api", route_class=StrictJsonRoute)


def get_assistant(request: Request) -> Assistant:
    """The object that `create_app` was given; tests pass a fake there."""
    assistant: Assistant = request.app.state.assistant
    return assistant


def get_admission(request: Request) -> Admission:
    """The queue that questions wait in."""
    admission: Admission = request.app.state.admission
    return admission


def get_settings(request: Request) -> ApiSettings:
    """The settings that `create_app` was given."""
    settings: ApiSettings = request.app.state.settings
    return settings


AssistantDep = Annotated[Assistant, Depends(get_assistant)]
AdmissionDep = Annotated[Admission, Depends(get_admission)]
SettingsDep = Annotated[ApiSettings, Depends(get_settings)]


def require_write(settings: SettingsDep) -> None:
    """Refuse where documents may not be changed over HTTP."""
    if not settings.write:
        raise WritingDisabledError("Start the server with QA_WRITE=1 to add or delete documents over HTTP.")


async def hold_download(admission: AdmissionDep) -> AsyncIterator[None]:
    """Hold a place among the downloads until the response was sent."""
    async with admission.held("downloads"):
        yield


DocumentId = Annotated[str, Path(description="a document's id, from GET /api/documents")]
After = Annotated[str | None, Query(description="id of the document after which to go on; null: from the first")]
Limit = Annotated[int | None, Query(ge=1, description="how many to list at most; null: all")]
UploadName = Annotated[str, Query(min_length=1, max_length=255, description="the file's name, with its ending")]


@router.post(
    "/ask",
    response_model=AnswerOut,
    responses={
        **reply(
            "The answer; with `stream`, server-sent events `sources` {passages}, `delta` {text}, `citation` "
            "{citation}, `final` {Answer}; `error` {Problem} where it fails after the stream has begun.",
            "text/event-stream",
            type="string",
        ),
        **problems(401, 404, 408, 413, 415, 422, 500, 503),
    },
)
async def ask(body: AskIn, request: Request, admission: AdmissionDep, settings: SettingsDep) -> Answer | Response:
    """Answer one question with exact, located quotes, or say that the documents do not answer it."""
    if not body.stream:
        return await while_connected(request, admission.ask(body.to_question()))
    work = asyncio.create_task(admission.ask(body.to_question()))
    return await streamed(work, request.url.path, settings)


@router.post("/search", response_model=SearchOut, responses=problems(401, 404, 408, 413, 415, 422, 500, 503))
async def search(body: SearchIn, request: Request, admission: AdmissionDep) -> SearchResult:
    """Find the passages nearest to a query, whether or not they answer it; nothing is read."""
    return await while_connected(request, admission.search(body.to_query()))


@router.post("/verify", response_model=VerificationOut, responses=problems(401, 408, 413, 415, 422, 500, 503))
async def verify(body: VerifyIn, assistant: AssistantDep, admission: AdmissionDep) -> Verification:
    """Check that a quote stands where it is said to stand, in the document as it is now."""
    return await admission.run(lambda: assistant.verify(**dict(body)), "reading", Cost("verify"))


@router.get("/documents", response_model=DocumentsOut, responses=problems(401, 404, 422, 500, 503))
async def list_documents(
    assistant: AssistantDep, admission: AdmissionDep, after: After = None, limit: Limit = None
) -> dict[str, Sequence[LedgerEntry]]:
    """List documents by source, files that were skipped among them with the reason: all, or a page of them."""
    return {"documents": _page_of(await admission.run(assistant.documents, "reading"), after, limit)}


@router.get(
    "/documents/{document_id}",
    response_model=DocumentViewOut,
    dependencies=[Depends(hold_download)],
    responses=problems(401, 404, 500, 503),
)
async def read_document(document_id: DocumentId, assistant: AssistantDep, admission: AdmissionDep) -> DocumentView:
    """Return one document in full: its text, where its pages start, and the blocks that its layout sets apart."""
    return await admission.run(lambda: assistant.document(document_id), "reading")


@router.get("/examples", response_model=ExamplesOut, responses=problems(401, 500, 503))
async def examples(request: Request, assistant: AssistantDep, admission: AdmissionDep) -> dict[str, Sequence[str]]:
    """Return questions that the current documents answer."""
    return {"questions": await while_connected(request, admission.run(assistant.examples, cost=Cost("examples")))}


@router.get("/capabilities", responses=problems(401, 500, 503))
async def capabilities(
    request: Request, assistant: AssistantDep, admission: AdmissionDep, settings: SettingsDep
) -> CapabilitiesOut:
    """Say what may be asked for here, and which documents may be deleted."""
    write = settings.write and request.state.may_write
    entries = await admission.run(assistant.documents, "reading") if write else []
    removable = [entry.id for entry in entries if entry.is_uploaded]
    return CapabilitiesOut(write=write, modes=list(settings.modes), formats=sorted(PARSERS), removable=removable)


@router.post("/feedback", status_code=201, responses=problems(401, 408, 413, 415, 422, 429, 500, 503, 507))
def feedback(body: FeedbackIn, assistant: AssistantDep) -> StoredOut:
    """Keep a user's judgement of an answer."""
    assistant.feedback(body.feedback())
    return StoredOut()


@router.post(
    "/documents",
    status_code=201,
    response_model=DocumentOut,
    dependencies=[Depends(require_write)],
    openapi_extra=request_body("The file itself.", "application/octet-stream", type="string", format="binary"),
    responses=problems(401, 403, 408, 413, 415, 422, 500, 503, 507),
)
async def add_document(
    name: UploadName, request: Request, assistant: AssistantDep, admission: AdmissionDep, settings: SettingsDep
) -> LedgerEntry:
    """Index the file that is the request's body."""
    _check_upload(name, request)
    async with received(request, settings.upload_folder) as file:
        cost = Cost("upload", os.fstat(file.fileno()).st_size / 1e6)
        # Read where it is indexed: of all uploads that are there, one lies in memory.
        work = admission.run(lambda: assistant.add_document(name, file.read()), "changes", cost)
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


def _page_of(entries: Sequence[LedgerEntry], after: str | None, limit: int | None) -> Sequence[LedgerEntry]:
    start = 0
    if after is not None:
        start = next((number for number, entry in enumerate(entries, 1) if entry.id == after), 0)
        if not start:  # removed since the page before: what stood behind it is not known any more
            raise UnknownDocumentError.of(after)
    return entries[start:] if limit is None else entries[start : start + limit]


def _check_upload(name: str, request: Request) -> None:
    # The content type is asked for because other sites' forms cannot send it: no upload behind the user's back.
    if request.headers.get("content-type", "").lower() != "application/octet-stream":
        raise HTTPException(415, "Send the file itself as the body, with Content-Type: application/octet-stream.")
    if name in {".", ".."} or any(character in "/\\" or not character.isprintable() for character in name):
        raise HTTPException(422, "Give the file's name alone, without folders or control characters.")
