"""Whether the process lives, and whether it can answer."""

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from qa.api.openapi import Responses, problems
from qa.api.routes import AssistantDep
from qa.schemas.responses import HealthOut, LoadingOut, ReadyOut

router = APIRouter()

_LOADING: Responses = {503: {"model": LoadingOut, "description": "Still loading; see `progress`"}}


@router.get("/healthz", responses=problems())
async def healthz() -> HealthOut:
    """Say that the process is alive, from the event loop itself."""
    return HealthOut()


@router.get("/readyz", response_model=ReadyOut, responses={**_LOADING, **problems(500)})
def readyz(request: Request, assistant: AssistantDep) -> ReadyOut | Response:
    """Say whether questions can be answered now; why not, to those alone who may use the server."""
    state = assistant.readiness()
    if state.ready and state.generation is not None:
        return ReadyOut(generation=state.generation)
    reason = state.reason if request.state.is_trusted else None  # it may name files and folders
    body = LoadingOut(reason=reason or "The documents are being loaded.", progress=state.progress)
    return JSONResponse(body.model_dump(), status_code=503, headers={"retry-after": "2"})
