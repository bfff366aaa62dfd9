"""The routes under /api. Handlers decide nothing; FastAPI makes the response schema of the record that they return."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request
from fastapi.responses import Response

from index.parsers import PARSERS
from index.records import LedgerEntry
from qa.answering.ports import Assistant, UnknownDocumentError
from qa.answering.records import Answer, DocumentView, Overview, SearchResult, Verification
from qa.api.admission import Admission, while_connected
from qa.api.body import StrictJsonRoute
from qa.api.costs import Cost
from qa.api.openapi import events, problems
from qa.api.settings import ApiSettings
from qa.api.stream import streamed
from qa.schemas.capabilities import CapabilitiesOut
from qa.schemas.documents import DocumentsOut, DocumentViewOut, ExamplesOut, OverviewOut
from qa.schemas.requests import AskIn, FeedbackIn, SearchIn, VerifyIn
from qa.schemas.responses import (
    AnswerOut,
    SearchOut,
    StoredOut,
    VerificationOut,
)

router = APIRouter(prefix="/api", route_class=StrictJsonRoute)

# What routes ask for is found on the event loop: FastAPI would send a plain function to a thread, which takes longer.


async def get_assistant(request: Request) -> Assistant:
    """The object that `create_app` was given; tests pass a fake there."""
    assistant: Assistant = request.app.state.assistant
    return assistant


async def get_admission(request: Request) -> Admission:
    """The queue that questions wait in."""
    admission: Admission = request.app.state.admission
    return admission


async def get_settings(request: Request) -> ApiSettings:
    """The settings that `create_app` was given."""
    settings: ApiSettings = request.app.state.settings
    return settings


AssistantDep = Annotated[Assistant, Depends(get_assistant)]
AdmissionDep = Annotated[Admission, Depends(get_admission)]
SettingsDep = Annotated[ApiSettings, Depends(get_settings)]


async def hold_download(admission: AdmissionDep) -> AsyncIterator[None]:
    """Hold a place among the downloads until the response was sent."""
    async with admission.held("downloads"):
        yield


OneDocument = Annotated[str | None, Query(description="id of a document: questions that it answers first")]
DocumentId = Annotated[str, Path(description="a document's id, from GET /api/documents")]
After = Annotated[str | None, Query(description="id of the document after which to go on; null: from the first")]
Limit = Annotated[int | None, Query(ge=1, description="how many to list at most; null: all")]
Hash = Annotated[str | None, Query(description="list only documents whose text has this hash, wherever they lie now")]


@router.post(
    "/ask",
    response_model=AnswerOut,
    responses={
        **events(
            "The answer; with `stream`, server-sent events `sources` {passages}, `delta` {text}, `citation` "
            "{citation}, `final` {Answer}; `error` {Problem} where it fails after the stream has begun.",
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
    assistant: AssistantDep, admission: AdmissionDep, after: After = None, limit: Limit = None, sha256: Hash = None
) -> dict[str, Sequence[LedgerEntry]]:
    """List documents by source, files that were skipped among them with the reason: all, or a page of them."""
    entries = await admission.run(assistant.documents, "reading")
    chosen = entries if sha256 is None else [entry for entry in entries if entry.sha256 == sha256]
    return {"documents": _page_of(chosen, after, limit)}


@router.get(
    "/documents/{document_id}",
    response_model=DocumentViewOut,
    dependencies=[Depends(hold_download)],
    responses=problems(401, 404, 500, 503),
)
async def read_document(document_id: DocumentId, assistant: AssistantDep, admission: AdmissionDep) -> DocumentView:
    """Return one document in full: its text, where its pages start, and the blocks that its layout sets apart."""
    return await admission.run(lambda: assistant.document(document_id), "reading")


@router.get("/documents/{document_id}/overview", response_model=OverviewOut, responses=problems(401, 404, 500, 503))
async def read_overview(document_id: DocumentId, assistant: AssistantDep, admission: AdmissionDep) -> Overview:
    """Say what a document is about: its opening and that of its sections, cited, and questions that it answers."""
    return await admission.run(lambda: assistant.overview(document_id), "reading")


@router.get("/examples", response_model=ExamplesOut, responses=problems(401, 404, 500, 503))
async def examples(
    request: Request, assistant: AssistantDep, admission: AdmissionDep, document: OneDocument = None
) -> dict[str, Sequence[str]]:
    """Return questions that the current documents, or one of them, answer."""
    cost = Cost("examples" if document is None else "questions")
    work = admission.run(lambda: assistant.examples(document), cost=cost)
    return {"questions": await while_connected(request, work)}


@router.get("/capabilities", responses=problems(401, 500, 503))
async def capabilities(
    request: Request, assistant: AssistantDep, admission: AdmissionDep, settings: SettingsDep
) -> CapabilitiesOut:
    """Say what may be asked for here, how many documents there are, and which of them may be deleted."""
    write = settings.write and request.state.may_write
    entries = await admission.run(assistant.documents, "reading")
    indexed = [entry for entry in entries if entry.status == "indexed"]
    return CapabilitiesOut(
        write=write,
        modes=list(settings.modes),
        formats=sorted(PARSERS),
        removable=[entry.id for entry in entries if entry.is_uploaded and write],
        fetch=write and settings.fetch,
        documents=len(indexed),
        collections=dict(sorted(Counter(entry.collection for entry in indexed if entry.collection).items())),
        sources=list(settings.sources) if request.state.is_trusted else [],
    )


@router.post("/feedback", status_code=201, responses=problems(401, 408, 413, 415, 422, 429, 500, 503, 507))
async def feedback(body: FeedbackIn, assistant: AssistantDep, admission: AdmissionDep) -> StoredOut:
    """Keep a user's judgement of an answer."""
    await admission.run(lambda: assistant.feedback(body.feedback()), "feedback")
    return StoredOut()


def _page_of(entries: Sequence[LedgerEntry], after: str | None, limit: int | None) -> Sequence[LedgerEntry]:
    start = 0
    if after is not None:
        start = next((number for number, entry in enumerate(entries, 1) if entry.id == after), 0)
        if not start:  # removed since the page before: what stood behind it is not known any more
            raise UnknownDocumentError.of(after)
    return entries[start:] if limit is None else entries[start : start + limit]
