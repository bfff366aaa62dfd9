"""The routes under /v1: the same assistant, for programs that speak OpenAI's chat completions."""

import asyncio
import time
import uuid
from collections.abc import Iterator, Mapping
from typing import Annotated

from fastapi import APIRouter, Path, Request
from fastapi.responses import Response

from qa.answering.records import Answer, Mode
from qa.api.admission import while_connected
from qa.api.body import StrictJsonRoute
from qa.api.openai.requests import ChatIn
from qa.api.openai.responses import CompletionOut, Envelope, ModelOut, ModelsOut, chunks
from qa.api.openapi import events, openai_errors
from qa.api.problems import UnknownModelError
from qa.api.routes import AdmissionDep, SettingsDep
from qa.api.settings import ApiSettings
from qa.api.stream import EventFormat, event, streamed

router = APIRouter(prefix="/v1", route_class=StrictJsonRoute)

DONE = b"data: [DONE]\n\n"
_MODELS: Mapping[str, Mode] = {"cited-qa": "extractive", "cited-qa-llm": "llm"}

ModelId = Annotated[str, Path(description="a model's id, from GET /v1/models")]


@router.get("/models", responses=openai_errors(401))
def list_models(settings: SettingsDep) -> ModelsOut:
    """List the models: quotes alone, and prose by a language model where one is configured."""
    return ModelsOut(data=[ModelOut(id=name) for name in _modes(settings)])


@router.get("/models/{model}", responses=openai_errors(401, 404))
def read_model(model: ModelId, settings: SettingsDep) -> ModelOut:
    """Return one model."""
    _mode(model, settings)
    return ModelOut(id=model)


@router.post(
    "/chat/completions",
    response_model=CompletionOut,
    responses={
        **events(
            "The completion; with `stream`, server-sent events whose data are `chat.completion.chunk`s, the last of "
            "which carries `citations` and `cited_qa`, then `[DONE]`.",
        ),
        **openai_errors(401, 404, 408, 413, 415, 500, 503),
    },
)
async def complete(
    body: ChatIn, request: Request, admission: AdmissionDep, settings: SettingsDep
) -> CompletionOut | Response:
    """Answer the last user message with exact, located quotes, or say that the documents do not answer it."""
    question = body.to_question(_mode(body.model, settings))
    envelope = Envelope(
        id=f"chatcmpl-{uuid.uuid4().hex}",
        created=int(time.time()),
        model=body.model,
        base_url=str(request.base_url),
        sent="".join(message.content for message in body.messages),
    )
    if not body.stream:
        return CompletionOut.of(await while_connected(request, admission.ask(question)), envelope)

    def events(answer: Answer) -> Iterator[bytes]:
        for chunk in chunks(CompletionOut.of(answer, envelope), with_usage=body.with_usage):
            yield event(None, chunk)
        yield DONE

    work = asyncio.create_task(admission.ask(question))
    return await streamed(work, request.url.path, settings, EventFormat(events, error_name=None))


def _modes(settings: ApiSettings) -> Mapping[str, Mode]:
    return {name: mode for name, mode in _MODELS.items() if mode in settings.modes}


def _mode(model: str, settings: ApiSettings) -> Mode:
    modes = _modes(settings)
    if model not in modes:
        raise UnknownModelError(f"There is no model {model[:80]!r} here; there is {' and '.join(modes)}.")
    return modes[model]
