"""The LanguageModel port over any server with OpenAI's chat completions, which is trusted with the prompt alone."""

import asyncio
import json
import re
import threading
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import asdict, dataclass, field

import httpx2

from qa.answering.llm.model import LanguageModelError, Message

_SEED = 7  # with temperature 0: the same prompt gives the same text on servers that are deterministic at all
_TOKENS = 512  # a few sentences; the server stops a model that would go on
_BODY_LIMIT = 1024 * 1024  # bytes of one reply
_TEXT_LIMIT = 8000  # characters of it that are looked at
_GRACE = 1.0  # seconds beyond the deadline for the other thread to say that it has passed
_THOUGHT = re.compile(r"<think>.*?(?:</think>|\Z)", re.DOTALL)  # some models write their reasoning before the answer


@dataclass(frozen=True, slots=True)
class ServerSettings:
    """Where the server is and what to ask for there."""

    url: str  # of the API's root, as in "http://127.0.0.1:8080/v1"
    model: str
    key: str | None = field(default=None, repr=False)  # a secret: sent as Authorization header and to nowhere else
    seconds: float = 30.0  # for the whole call


class OpenAiServer:
    """See `qa.answering.llm.model.LanguageModel`. Thread-safe: every call has a connection of its own."""

    def __init__(self, settings: ServerSettings) -> None:
        self._settings = settings
        self._address = f"{settings.url.rstrip('/')}/chat/completions"

    @property
    def name(self) -> str:
        return f"{self._settings.model} at {self._settings.url}, seed {_SEED}, {_TOKENS} tokens"

    def complete(self, messages: Sequence[Message]) -> str:
        # A thread with a loop of its own: only cancelling ends a read in which a byte comes now and then, and a name
        # that does not resolve cannot even be cancelled, only left behind.
        found: Future[str] = Future()

        def work() -> None:
            try:
                found.set_result(asyncio.run(self._complete(messages)))
            except BaseException as error:  # noqa: BLE001 - raised again where it was asked for
                found.set_exception(error)

        threading.Thread(target=work, name="language model", daemon=True).start()
        try:
            return _text(found.result(self._settings.seconds + _GRACE))
        except (TimeoutError, httpx2.TimeoutException):
            raise LanguageModelError("slow", f"no answer within {self._settings.seconds:g} s") from None
        except (httpx2.ProtocolError, httpx2.DecodingError) as error:
            raise LanguageModelError("unreadable", f"its answer is not HTTP ({type(error).__name__})") from None
        except (httpx2.HTTPError, httpx2.InvalidURL, OSError) as error:
            raise LanguageModelError("unreachable", f"it cannot be reached ({type(error).__name__})") from None

    async def _complete(self, messages: Sequence[Message]) -> str:
        prompt = {
            "model": self._settings.model,
            "messages": [asdict(message) for message in messages],
            "temperature": 0,
            "seed": _SEED,
            "max_tokens": _TOKENS,
            "stream": False,
        }
        headers = {"content-type": "application/json", "accept": "application/json", "accept-encoding": "identity"}
        if self._settings.key is not None:
            headers["authorization"] = f"Bearer {self._settings.key}"
        # No environment: a proxy or a .netrc must not see documents. No redirects: they name another machine.
        client = httpx2.AsyncClient(trust_env=False, follow_redirects=False, timeout=self._settings.seconds)
        async with asyncio.timeout(self._settings.seconds), client:
            request = client.build_request("POST", self._address, headers=headers, content=json.dumps(prompt).encode())
            response = await client.send(request, stream=True)
            try:
                return await _body(response)
            finally:
                await response.aclose()


async def _body(response: httpx2.Response) -> str:
    if response.status_code != 200:  # its body may hold anything, the prompt or the key among it: not for a log
        raise LanguageModelError("refused", f"it answers with status {response.status_code}")
    body = bytearray()
    async for piece in response.aiter_raw():
        body += piece
        if len(body) > _BODY_LIMIT:
            raise LanguageModelError("unreadable", f"it answers with more than {_BODY_LIMIT:,} bytes")
    return body.decode("utf-8", "replace")


def _text(body: str) -> str:
    try:
        choice = json.loads(body)["choices"][0]
        text, cut = choice["message"]["content"], choice.get("finish_reason") == "length"
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        text, cut = None, False
    if not isinstance(text, str):
        raise LanguageModelError("unreadable", "its answer is not a chat completion with text")
    clean = _THOUGHT.sub(" ", text.encode("utf-8", "replace").decode())  # JSON may hold halves of surrogate pairs
    return _finished(clean[:_TEXT_LIMIT]) if cut or len(clean) > _TEXT_LIMIT else clean


def _finished(text: str) -> str:
    """Return ``text`` without the sentence in which it was cut off."""
    return text[: max(text.rfind(sign) for sign in ".!?…]\n") + 1]
