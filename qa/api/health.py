"""Whether the process lives, and whether it can answer."""

from fastapi import APIRouter
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
def readyz(assistant: AssistantDep) -> ReadyOut | Response:
    """Say whether questions can be answered now."""
    state = assistant.readiness()
    if state.ready and state.generation is not None:
        return ReadyOut(generation=state.generation)
    body = LoadingOut(reason=state.reason or "The documents are being loaded.", progress=state.progress)
    return JSONResponse(body.model_dump(), status_code=503, headers={"retry-after": "2"})
