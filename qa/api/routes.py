"""The routes under /api. Handlers translate and decide nothing."""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException

from index.parsers import PARSERS
from qa.answering.ports import Assistant, WritingDisabledError
from qa.api.admission import Admission
from qa.api.body import StrictJsonRoute
from qa.api.openapi import ASK_STREAM, UPLOAD_BODY, problems
from qa.api.problems import UnreadableUploadError
from qa.api.settings import ApiSettings
from qa.api.stream import streamed
from qa.schemas.requests import AskIn, FeedbackIn, VerifyIn
from qa.schemas.responses import (
    AnswerOut,
    CapabilitiesOut,
    DocumentOut,
    DocumentsOut,
    DocumentViewOut,
    ExamplesOut,
    StoredOut,
    VerificationOut,
)

router = APIRouter(prefix="/api", route_class=StrictJsonRoute)


def get_assistant(request: Request) -> Assistant:
    """The one object that `create_app` put on the app; tests pass a fake there."""
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


DocumentId = Annotated[str, Path(description="a document's id, from GET /api/documents")]
UploadName = Annotated[str, Query(min_length=1, max_length=255, description="the file's name, with its ending")]


@router.post(
    "/ask", response_model=AnswerOut, responses={**ASK_STREAM, **problems(401, 404, 408, 413, 415, 422, 500, 503)}
)
async def ask(
    body: AskIn, request: Request, assistant: AssistantDep, admission: AdmissionDep, settings: SettingsDep
) -> AnswerOut | Response:
    """Answer one question with exact, located quotes, or say that the documents do not answer it."""
    question = body.to_question()
    if not body.stream:
        return AnswerOut.of(await admission.run(lambda: assistant.ask(question), question.mode))
    work = asyncio.create_task(admission.run(lambda: assistant.ask(question), question.mode))
    return await streamed(work, request.url.path, patience=settings.patience, heartbeat=settings.heartbeat)


@router.post("/verify", responses=problems(401, 408, 413, 415, 422, 500, 503))
def verify(body: VerifyIn, assistant: AssistantDep) -> VerificationOut:
    """Check that a quote stands where it is said to stand, in the document as it is now."""
    return VerificationOut.of(assistant.verify(body.document_id, body.start, body.end, body.quote, body.sha256))


@router.get("/documents", responses=problems(401, 500, 503))
def list_documents(assistant: AssistantDep) -> DocumentsOut:
    """List every document, and every file that was skipped with the reason."""
    return DocumentsOut(documents=[DocumentOut.of(row) for row in assistant.documents()])


@router.get("/documents/{document_id}", responses=problems(401, 404, 500, 503))
def read_document(document_id: DocumentId, assistant: AssistantDep) -> DocumentViewOut:
    """Return one document in full: its text, where its pages start, and what in it is page furniture."""
    return DocumentViewOut.of(assistant.document(document_id))


@router.get("/examples", responses=problems(401, 500, 503))
def examples(assistant: AssistantDep) -> ExamplesOut:
    """Return questions that the current documents answer."""
    return ExamplesOut(questions=list(assistant.examples()))


@router.get("/capabilities", responses=problems(401, 500, 503))
def capabilities(assistant: AssistantDep, settings: SettingsDep) -> CapabilitiesOut:
    """Say what may be asked for here, and which documents may be deleted."""
    removable = [row.id for row in assistant.documents() if row.is_uploaded] if settings.write else []
    return CapabilitiesOut(
        write=settings.write, modes=list(settings.modes), formats=sorted(PARSERS), removable=removable
    )


@router.post("/feedback", status_code=201, responses=problems(401, 408, 413, 415, 422, 500, 507))
def feedback(body: FeedbackIn, assistant: AssistantDep) -> StoredOut:
    """Keep a user's judgement of an answer."""
    assistant.feedback(body.answer_id, body.kind, body.note)
    return StoredOut()


@router.post(
    "/documents",
    status_code=201,
    dependencies=[Depends(require_write)],
    openapi_extra=UPLOAD_BODY,
    responses=problems(401, 403, 408, 413, 415, 422, 500, 503, 507),
)
async def add_document(name: UploadName, request: Request, assistant: AssistantDep) -> DocumentOut:
    """Index the file that is the request's body."""
    _check_upload(name, request)
    data = await request.body()
    row = DocumentOut.of(await run_in_threadpool(assistant.add_document, name, data))
    if row.status == "skipped":
        raise UnreadableUploadError(row.reason or "No text was found in the file.")
    return row


@router.delete(
    "/documents/{document_id}",
    status_code=204,
    response_class=Response,  # no content, and so no content type
    dependencies=[Depends(require_write)],
    responses=problems(401, 403, 404, 500, 503, 507),
)
def delete_document(document_id: DocumentId, assistant: AssistantDep) -> Response:
    """Remove an uploaded document; its citations fail verification from then on."""
    assistant.delete_document(document_id)
    return Response(status_code=204)


def _check_upload(name: str, request: Request) -> None:
    # The content type is asked for because other sites' forms cannot send it: no upload behind the user's back.
    if request.headers.get("content-type", "").lower() != "application/octet-stream":
        raise HTTPException(415, "Send the file itself as the body, with Content-Type: application/octet-stream.")
    if name in {".", ".."} or any(character in "/\\" or not character.isprintable() for character in name):
        raise HTTPException(422, "Give the file's name alone, without folders or control characters.")
