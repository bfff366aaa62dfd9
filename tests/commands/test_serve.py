"""`qa serve` as an operator meets it: a real process that is watched, asked, and stopped."""

import http.client
import json
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx2
import pytest

from tests.processes import QUESTION, ROOT, furnish, serving

SLOW = """
import socket, sys, time
from qa.api import ApiSettings, create_app
from qa.commands.serving import serve_app
from tests.fakes import FakeAssistant

class Slow(FakeAssistant):
    def ask(self, question):
        time.sleep({seconds})
        return super().ask(question)

    def documents(self):
        time.sleep({seconds})
        return super().documents()

listener = socket.create_server(("127.0.0.1", 0))
print(listener.getsockname()[1], flush=True)
serve_app(create_app(Slow(), ApiSettings(patience=0.05, heartbeat=0.1)), listener, grace={grace})
"""
SECRETS = {
    "QA_API_KEY": "correct-horse-battery",
    "QA_LLM_URL": "http://127.0.0.1:9/v1",
    "QA_LLM_MODEL": "any",
    "QA_LLM_KEY": "staple-of-the-battery",
}
WORDS = ("correct-horse", "staple-of", "a-wrong-key")


@pytest.mark.parametrize(
    ("seconds", "grace", "ending"),
    [(1.5, 10, "event: final\n"), (60, 3, "event: error\n")],
    ids=["in time", "too slow"],
)
def test_a_stream_that_is_open_gets_its_end_when_the_server_is_stopped(seconds: float, grace: int, ending: str) -> None:
    """No more connections are taken, so no probe finds it ready; the answer is finished if it can be, and the exit
    code is 0 within the grace."""
    program = SLOW.format(seconds=seconds, grace=grace)
    process = subprocess.Popen([sys.executable, "-c", program], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        port = int(process.stdout.readline())
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        body = json.dumps({"question": "What is the fine for drying nets?", "stream": True})
        connection.request("POST", "/api/ask", body=body, headers={"Content-Type": "application/json"})
        response = connection.getresponse()
        beat = response.readline()

        process.send_signal(signal.SIGTERM)
        refused = _refuses(port)
        text = response.read().decode()
        connection.close()
        code = process.wait(15)
    finally:
        process.kill()
        process.communicate()

    assert beat.startswith(b":"), "the answer was there before the signal, so nothing was shown"
    assert refused
    assert ending in text
    assert ("two shillings" in text) == ("final" in ending)
    assert ("urn:cited-qa:stopping" in text) == ("error" in ending)
    assert code == 0


def test_the_server_ends_within_its_grace_whatever_runs() -> None:
    """Work outside the queue, which no one can stop, does not keep the process alive either."""
    program = SLOW.format(seconds=60, grace=2)
    process = subprocess.Popen([sys.executable, "-c", program], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        port = int(process.stdout.readline())
        with socket.create_connection(("127.0.0.1", port), 10) as connection:
            connection.sendall(b"GET /api/documents HTTP/1.1\r\nHost: localhost\r\n\r\n")
            time.sleep(1)
            process.send_signal(signal.SIGTERM)
            began = time.monotonic()
            code = process.wait(15)
    finally:
        process.kill()
        process.communicate()

    assert code == 0
    assert time.monotonic() - began < 2 + 8  # of a busy machine; the work alone takes a minute


def _refuses(port: int) -> bool:
    """Say whether the server stops taking connections within ten seconds.

    One that stood in the queue as the server closed its socket is reset instead of refused."""
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except (ConnectionRefusedError, ConnectionResetError):
            return True
        time.sleep(0.02)
    return False


@pytest.mark.model
@pytest.mark.slow
def test_log_and_figures_say_what_a_server_does_and_hold_no_secrets(tmp_path: Path) -> None:
    """Every line is JSON, each request has its own with the id the caller got; no key, question or text is in any."""
    key = {"authorization": f"Bearer {SECRETS['QA_API_KEY']}"}
    with serving(furnish(tmp_path), **SECRETS) as server:
        with httpx2.Client(base_url=server.address, timeout=30) as client:
            answers = [
                client.post("/api/ask", json={"question": QUESTION}, headers=key),
                client.post("/api/ask", json={"question": QUESTION}, headers={"authorization": "Bearer a-wrong-key"}),
                client.post("/api/ask", json={"question": QUESTION, "k": 99}, headers=key),
                client.get("/nothing/here", headers=key),
                client.get("/metrics", headers=key),
                client.get("/readyz"),
            ]
        server.stop()

    assert [answer.status_code for answer in answers] == [200, 401, 422, 404, 200, 200]
    assert server.code == 0
    lines = {line["request_id"]: line for line in server.lines if line["event"] == "request"}
    logged = [lines[answer.headers["x-request-id"]] for answer in answers]
    assert [line["status"] for line in logged] == [200, 401, 422, 404, 200, 200]
    assert (logged[0]["route"], logged[0]["answerable"]) == ("/api/ask", True)
    assert logged[0]["generation"] == answers[0].json()["generation"]
    assert logged[3]["route"] == "none"
    assert f'qa_index_info{{generation="{logged[0]["generation"]}"}} 1.0' in answers[4].text
    everything = server.out + server.err + "".join(answer.text for answer in answers[1:])
    assert [word for word in WORDS if word in everything] == []
    assert "lighthouse" not in server.err + answers[4].text
