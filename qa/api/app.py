"""The HTTP service, as a function of its assistant."""

from fastapi import FastAPI

from qa.answering.ports import Assistant
from qa.answering.records import Answer
from qa.api import checking, health, mcp, metrics, openapi, page, problems, routes
from qa.api.admission import Admission
from qa.api.body import BodyLimit
from qa.api.gate import Gate
from qa.api.metrics import Metrics
from qa.api.openai import routes as openai_routes
from qa.api.settings import ApiSettings
from qa.api.shield import Shield
from qa.api.watch import Watch, note
from qa.mcp import Desk, build_server


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
    figures = Metrics()

    def tell(answer: Answer) -> None:
        figures.answered(answer)
        note(answer)

    admission = Admission(settings.running, settings.waiting, tell)
    figures.follow(assistant, admission)
    app.state.metrics = figures
    app.state.admission = admission
    app.state.mcp = build_server(
        Desk(assistant, asking=lambda question: admission.run(lambda: assistant.ask(question), question.mode))
    )
    for module in (routes, checking, openai_routes, mcp, metrics, health, page):
        app.include_router(module.router)
    problems.install(app)
    openapi.describe(app)
    # The last added is the outermost: a line and an id for everything, headers on everything, then the size of what
    # comes in, then who sends it.
    app.add_middleware(Gate, settings=settings)
    app.add_middleware(BodyLimit, settings=settings)
    app.add_middleware(Shield)
    app.add_middleware(Watch, metrics=figures)
    return app
