"""The HTTP service, as a function of its assistant."""

from fastapi import FastAPI

from qa.answering.ports import Assistant
from qa.answering.records import Answer
from qa.api import checking, fetching, health, mcp, metrics, openapi, originals, page, problems, routes, uploads
from qa.api.access import AccessControl
from qa.api.admission import Admission
from qa.api.body import BodyLimit
from qa.api.heads import HeadRequests
from qa.api.keys import Keys
from qa.api.lines import Bounds
from qa.api.metrics import Metrics
from qa.api.openai import routes as openai_routes
from qa.api.request_log import RequestLog, add_outcome
from qa.api.security_headers import SecurityHeaders
from qa.api.sending import SendInPieces
from qa.api.settings import ApiSettings


def create_app(assistant: Assistant, settings: ApiSettings) -> FastAPI:
    """Return the ASGI application; it loads nothing and keeps no state but the queue of questions."""
    app = FastAPI(
        title="Cited answers",
        description="Answers questions with exact, located quotes from documents, or says that they do not answer.",
        version="1",
        docs_url=None,  # Swagger UI and ReDoc come from a CDN: no network, and the CSP would refuse them
        redoc_url=None,
    )

    def record(answer: Answer) -> None:
        app.state.metrics.count_answer(answer)
        add_outcome(answer)

    bounds = Bounds(settings.running, settings.waiting, settings.longest_wait)
    app.state.assistant = assistant
    app.state.settings = settings
    app.state.fetch = fetching.fetch_public
    app.state.admission = Admission(assistant, bounds, settings.searching, record)
    app.state.metrics = Metrics(assistant, app.state.admission)
    app.state.mcp = mcp.Tools(assistant, app.state.admission)
    for module in (routes, uploads, fetching, originals, checking, openai_routes, mcp, metrics, health, page):
        app.include_router(module.router)
    problems.install(app)
    openapi.describe(app)
    # The last added is the outermost: what goes out is sent in pieces, with our headers, an id and a line in the log;
    # the size of what comes in is looked at, and who sends it.
    app.add_middleware(HeadRequests)
    app.add_middleware(AccessControl, settings=settings, keys=Keys(settings.api_key, settings.keys_file))
    app.add_middleware(BodyLimit, settings=settings)
    app.add_middleware(RequestLog, metrics=app.state.metrics)
    app.add_middleware(SecurityHeaders)
    app.add_middleware(SendInPieces)
    return app
