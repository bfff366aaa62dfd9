"""GET /metrics: what a Prometheus scrapes. No question, no document and no id ever becomes a label."""

from collections.abc import Iterator
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
from qa.api.openapi import METRICS_REPLY, problems

router = APIRouter()

_METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_REQUEST_SECONDS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
_STAGE_SECONDS: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
_ANSWERED: Final = ("answered", "none")


class Metrics:
    """The figures of one app, in a registry of its own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
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

    def requested(self, route: str, method: str, status: int, seconds: float) -> None:
        """Count one request."""
        self._requests.labels(route, method if method in _METHODS else "other", str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def answered(self, answer: Answer) -> None:
        """Count one answer."""
        self._answers.labels(*(_ANSWERED if answer.answerable else ("abstained", answer.reason or "none"))).inc()
        for stage, milliseconds in answer.timings_ms.items():
            self._stages.labels(stage).observe(milliseconds / 1000)

    def follow(self, assistant: Assistant, admission: Admission) -> None:
        """Tell, whenever somebody looks, how these two are."""
        self.registry.register(_State(assistant, admission))


class _State(Collector):
    """What is read off at the moment it is asked for."""

    def __init__(self, assistant: Assistant, admission: Admission) -> None:
        self._assistant = assistant
        self._admission = admission
        self._counted: tuple[str, dict[str, int]] = ("", {})

    def collect(self) -> Iterator[Metric]:
        yield GaugeMetricFamily("qa_questions_running", "Questions being answered now.", value=self._admission.running)
        yield GaugeMetricFamily(
            "qa_questions_waiting", "Questions that wait for their turn.", value=self._admission.waiting
        )
        state = self._assistant.readiness()
        yield GaugeMetricFamily("qa_ready", "1 where questions are answered, 0 while loading.", value=int(state.ready))
        if state.generation is not None:
            yield InfoMetricFamily(
                "qa_index", "The generation of the index being served.", value={"generation": state.generation}
            )
            yield from self._sizes(state.generation)

    def _sizes(self, generation: str) -> Iterator[Metric]:
        try:
            counts = self._counts(generation)
        except NotReadyError:
            return
        documents = GaugeMetricFamily("qa_documents", "Files by what became of them.", labels=("status",))
        for status in ("indexed", "skipped"):
            documents.add_metric((status,), counts[status])
        yield documents
        yield GaugeMetricFamily("qa_passages", "Passages that are searched.", value=counts["passages"])

    def _counts(self, generation: str) -> dict[str, int]:
        known, counts = self._counted
        if known != generation:  # a generation never changes, so it is counted once
            counts = {"indexed": 0, "skipped": 0, "passages": 0}
            for row in self._assistant.documents():
                counts[row.status] += 1
                counts["passages"] += row.passages
            self._counted = (generation, counts)
        return counts


@router.get("/metrics", response_class=Response, responses={**METRICS_REPLY, **problems(401, 500)})
def metrics(request: Request) -> Response:
    """Return every figure in Prometheus' text format."""
    kept: Metrics = request.app.state.metrics
    return Response(generate_latest(kept.registry), media_type=CONTENT_TYPE_LATEST)
