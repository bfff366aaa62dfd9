"""GET /metrics, for Prometheus. No question, no document and no id ever becomes a label."""

from collections import Counter as CountOf
from collections.abc import Iterator
from contextlib import suppress
from typing import Final, get_args

from fastapi import APIRouter, Request
from fastapi.responses import Response
from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector, generate_latest
from prometheus_client.core import GaugeMetricFamily, InfoMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.registry import Collector

from qa.answering.ports import Assistant, NotReadyError
from qa.answering.records import Answer, Reason
from qa.api.admission import Admission
from qa.api.openapi import problems, reply

router = APIRouter()

_METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_REQUEST_SECONDS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
_STAGE_SECONDS: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
_ANSWERED: Final = ("answered", "none")


class Metrics(Collector):
    """The figures of one app, in a registry of its own: counted as things happen, or read off when somebody looks."""

    def __init__(self, assistant: Assistant, admission: Admission) -> None:
        self.registry = CollectorRegistry()
        self._assistant = assistant
        self._admission = admission
        self._sizes = ("", CountOf[str](), 0)  # generation, documents by status, passages
        self._requests = Counter(
            "qa_http_requests",
            "Requests by route, method and status.",
            ("route", "method", "status"),
            registry=self.registry,
        )
        self._seconds = Histogram(
            "qa_http_request_seconds",
            "Time from a request's head to the end of its response.",
            ("route",),
            buckets=_REQUEST_SECONDS,
            registry=self.registry,
        )
        self._answers = Counter(
            "qa_answers",
            "Questions by outcome: answered, or abstained and why.",
            ("outcome", "reason"),
            registry=self.registry,
        )
        self._stages = Histogram(
            "qa_answer_stage_seconds",
            "Time that answering takes, by stage; total is all of it.",
            ("stage",),
            buckets=_STAGE_SECONDS,
            registry=self.registry,
        )
        for outcome, reason in (_ANSWERED, *(("abstained", reason) for reason in get_args(Reason))):
            self._answers.labels(outcome, reason)  # there from the start, at 0: a rate needs something to rise from
        ProcessCollector(registry=self.registry)
        self.registry.register(self)

    def count_request(self, route: str, method: str, status: int, seconds: float) -> None:
        """Count one request."""
        self._requests.labels(route, method if method in _METHODS else "other", str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def count_answer(self, answer: Answer) -> None:
        """Count one answer."""
        self._answers.labels(*(_ANSWERED if answer.answerable else ("abstained", answer.reason or "none"))).inc()
        for stage, milliseconds in answer.timings_ms.items():
            self._stages.labels(stage).observe(milliseconds / 1000)

    def collect(self) -> Iterator[Metric]:
        """Yield what is read off at the moment it is asked for."""
        yield GaugeMetricFamily(
            "qa_questions_running", "Questions and files at work now.", value=self._admission.running
        )
        yield GaugeMetricFamily(
            "qa_questions_waiting", "Questions and files that wait for their turn.", value=self._admission.waiting
        )
        state = self._assistant.readiness()
        yield GaugeMetricFamily("qa_ready", "1 where questions are answered, 0 while loading.", value=int(state.ready))
        if state.generation is not None:
            yield InfoMetricFamily(
                "qa_index", "The generation of the index being served.", value={"generation": state.generation}
            )
            with suppress(NotReadyError):  # it may have changed since
                yield from self._index_sizes(state.generation)

    def _index_sizes(self, generation: str) -> Iterator[Metric]:
        if self._sizes[0] != generation:  # a generation never changes, so it is counted once
            entries = self._assistant.documents()
            passages = sum(entry.passages for entry in entries)
            self._sizes = (generation, CountOf(str(entry.status) for entry in entries), passages)
        _, by_status, passages = self._sizes
        documents = GaugeMetricFamily("qa_documents", "Files by what became of them.", labels=("status",))
        for status in ("indexed", "skipped"):
            documents.add_metric((status,), by_status[status])
        yield documents
        yield GaugeMetricFamily("qa_passages", "Passages that are searched.", value=passages)


@router.get(
    "/metrics",
    response_class=Response,
    responses={**reply("Prometheus' text format.", "text/plain", type="string"), **problems(401, 500)},
)
def read_metrics(request: Request) -> Response:
    """Return every figure in Prometheus' text format."""
    metrics: Metrics = request.app.state.metrics
    return Response(generate_latest(metrics.registry), media_type=CONTENT_TYPE_LATEST)
