"""A document as it is: its file, pictures of its pages, and where on them a quote is printed."""

import hashlib
import re
import unicodedata
from collections.abc import Mapping
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, Path, Query, Request
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from index.boxes import text_boxes
from index.records import Span
from qa.answering.ports import LARGEST_SCALE, SMALLEST_SCALE
from qa.api.body import StrictJsonRoute
from qa.api.conditional import is_known
from qa.api.costs import Cost
from qa.api.openapi import Responses, problems, reply
from qa.api.routes import AdmissionDep, AssistantDep, DocumentId, hold_download
from qa.schemas.documents import BoxesOut

router = APIRouter(prefix="/api", route_class=StrictJsonRoute)

_ANY = "application/octet-stream"  # whatever it is: no browser opens that, so that no document can run as a page
_UNCHANGED: Responses = {304: {"description": "It is what If-None-Match names"}}
_CONTROLS = frozenset(("Cc", "Cf", "Cs", "Co", "Zl", "Zp"))  # a name that turns or breaks a line may hide its ending
_NO_TOKEN = re.compile(r"[^A-Za-z0-9._-]+")

PageNumber = Annotated[int, Path(description="counted from 1")]
Scale = Annotated[float, Query(ge=SMALLEST_SCALE, le=LARGEST_SCALE, description="1 is 72 dots an inch")]
Offset = Annotated[int, Query(ge=0, description="in code points of the document's text")]


@router.get(
    "/documents/{document_id}/file",
    response_class=Response,
    dependencies=[Depends(hold_download)],
    responses={
        **reply("The file, byte for byte, as an attachment.", _ANY, type="string", format="binary"),
        **_UNCHANGED,
        **problems(401, 404, 409, 500, 503),
    },
)
async def read_file(
    document_id: DocumentId, request: Request, assistant: AssistantDep, admission: AdmissionDep
) -> Response:
    """Return the file that a document was read from, if it still is the one that was indexed."""
    file = await admission.run(lambda: assistant.original(document_id), "files")
    headers = {"content-disposition": attachment(file.name)}
    return _sent(request, file.data, file.sha256, _ANY, headers)


@router.get(
    "/documents/{document_id}/pages/{page}.png",
    response_class=Response,
    responses={
        **reply("A picture of the page.", "image/png", type="string", format="binary"),
        **_UNCHANGED,
        **problems(401, 404, 409, 422, 500, 503),
    },
)
async def read_page(
    document_id: DocumentId,
    page: PageNumber,
    request: Request,
    assistant: AssistantDep,
    admission: AdmissionDep,
    scale: Scale = 2.0,
) -> Response:
    """Return a page as it is printed; a very large one comes at a smaller scale, of at most 16 million dots."""
    cost = Cost("picture", scale**2)
    picture = await admission.run(lambda: assistant.page_picture(document_id, page, scale), "files", cost)
    return _sent(request, picture, hashlib.sha256(picture).hexdigest(), "image/png", {})


@router.get("/documents/{document_id}/boxes", response_model=BoxesOut, responses=problems(401, 404, 422, 500, 503))
async def read_boxes(
    document_id: DocumentId, start: Offset, end: Offset, assistant: AssistantDep, admission: AdmissionDep
) -> dict[str, object]:
    """Say where a range of the text is printed, line by line; of what is not from a printed page there are no boxes."""

    def found() -> dict[str, object]:
        document = assistant.document(document_id).document
        if not start < end <= len(document.text):
            raise HTTPException(
                422, f"start must be before end, and end at most {len(document.text)}, the text's length."
            )
        return {"boxes": text_boxes(document.content, Span(start, end))}

    return await admission.run(found, "reading")


def attachment(name: str) -> str:
    """Return the Content-Disposition of a file to be saved, as RFC 6266 has it: the name in ASCII and in UTF-8."""
    shown = "".join(each for each in name if unicodedata.category(each) not in _CONTROLS).strip(". ") or "document"
    plain = unicodedata.normalize("NFKD", shown).encode("ascii", "ignore").decode()
    plain = _NO_TOKEN.sub("_", plain).strip("._") or "document"
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(shown, safe='')}"


def _sent(request: Request, data: bytes, sha256: str, media_type: str, headers: Mapping[str, str]) -> Response:
    """Return ``data``, or 304 where the client has it already."""
    etag = f'"{sha256}"'
    if is_known(request, etag):
        return Response(status_code=304, headers={"etag": etag})
    return Response(data, media_type=media_type, headers={**headers, "etag": etag})
