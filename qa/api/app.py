"""The HTTP service, as a function of its assistant."""

from fastapi import FastAPI

from qa.answering.ports import Assistant
from qa.api import checking, health, openai_routes, openapi, page, problems, routes
from qa.api.admission import Admission
from qa.api.body import BodyLimit
from qa.api.gate import Gate
from qa.api.settings import ApiSettings
from qa.api.shield import Shield


def create_app(assistant: Assistant, settings: ApiSettings) -> FastAPI:
    """Return the ASGI application; it loads nothing and keeps no state but the queue of questions."""
    app = FastAPI(
        title="Cited answers",
        description="Answers questions with exact, located quotes from documents, or says that they do not answer.",
        version="1",
        docs_url=None,  # Swagger UI and ReDoc come from a CDN: no network, and the CSP would refuse them
        redoc_url=None,
    )
    app.state.assistant = assistant
    app.state.settings = settings
    app.state.admission = Admission(settings.running, settings.waiting)
    for module in (routes, checking, openai_routes, health, page):
        app.include_router(module.router)
    problems.install(app)
    openapi.describe(app)
    # The last added is the outermost: headers on everything, then the size of what comes in, then who sends it.
    app.add_middleware(Gate, settings=settings)
    app.add_middleware(BodyLimit, settings=settings)
    app.add_middleware(Shield)
    return app
