"""docs/api.md as programs read it: its examples, and what the running product answers to them over seeds/.

`python -m tests.api.api_page` writes the responses anew.
"""

import json
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx2

from tests.processes import serving

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "api.md"
BLOCK = re.compile(r"(?<=^```http\n).*?(?=\n```$)", re.MULTILINE | re.DOTALL)
_HEARTBEAT = re.compile(r"^:.*\n\n", re.MULTILINE)
LEFT_OUT = "# ..."  # stands for lines of a text that are not shown
CUT = "[...]"  # stands for the rest of a long string or list
_LONGEST_TEXT = 600  # characters of a string that is shown whole; of a longer one, two thirds of that
_LONGEST_LIST = 4  # objects of a list that is shown whole
_WIDTH = 110  # characters of a line that holds a whole object or list
_SHORT = 40  # the same for a whole body

# What differs from machine to machine and from run to run. The page shows what one of them answered.
_DIFFERING = (
    (re.compile(r'("(?:generation|answer_id|id)": ?)"(?:[0-9a-f]{16}|chatcmpl-[0-9a-f]{32})"'), r'\1"0"'),
    (re.compile(r'(generation=)"\w+"'), r'\1"0"'),
    (re.compile(r'("created": ?)\d+'), r"\g<1>0"),
    (re.compile(r'("timings_ms": ?)\{[^}]*\}'), r"\1{}"),
    (re.compile(r'("sources": ?)\["[^"\]]*"\]'), r'\1["seeds"]'),
)
_DECIMAL = re.compile(r"(?<![\w.])\d+\.\d+(?![\w.])")
_TOLERANCE = 0.01  # of scores and confidence, whose last digits depend on the processor


@dataclass(frozen=True)
class Message:
    """A request or a response as the page writes it."""

    first: str
    headers: dict[str, str]
    body: str

    @classmethod
    def read(cls, block: str) -> "Message":
        head, _, body = block.partition("\n\n")
        first, *lines = head.split("\n")
        return cls(first, dict(line.split(": ", 1) for line in lines), body)


def examples(page: str) -> list[tuple[str, str]]:
    """Return the (request, response) pairs of the page, as they are written."""
    blocks = BLOCK.findall(page)
    return list(zip(blocks[::2], blocks[1::2], strict=True))


@contextmanager
def product() -> Iterator[httpx2.Client]:
    """Run `qa serve` over the seeds; uploads are allowed, and nothing is kept."""
    with (
        tempfile.TemporaryDirectory() as folder,
        serving(Path(folder), QA_SOURCES=str(ROOT / "seeds"), QA_WRITE="1") as running,
        httpx2.Client(base_url=running.address, headers={"host": "localhost"}, timeout=120) as client,
    ):
        yield client


def answer_to(request: str, shown: str, client: httpx2.Client) -> str:
    """Return the response to a request in the page's form; of a plain text, the lines that ``shown`` shows."""
    asked = Message.read(request)
    method, target = asked.first.split(" ")
    got = client.request(method, target, headers=asked.headers, content=asked.body.encode() or None)
    kind = got.headers.get("content-type")
    head = f"HTTP/1.1 {got.status_code}" + (f"\nContent-Type: {kind}" if kind else "")
    if saved := got.headers.get("content-disposition"):
        head += f"\nContent-Disposition: {saved}"
    if not got.content:
        return head
    return f"{head}\n\n{_body(got, Message.read(shown).body)}"


def same(written: str, answered: str) -> bool:
    """Say whether two responses differ only in what may differ."""
    texts = []
    for text in (written, answered):
        for pattern, constant in _DIFFERING:
            text = pattern.sub(constant, text)
        texts.append(text)
    numbers = [[float(number) for number in _DECIMAL.findall(text)] for text in texts]
    words = [_DECIMAL.sub("0.0", text) for text in texts]
    return words[0] == words[1] and all(abs(a - b) <= _TOLERANCE for a, b in zip(*numbers, strict=True))


def rewritten(page: str, client: httpx2.Client) -> str:
    """Return the page with each response that is no longer true replaced."""
    blocks = BLOCK.findall(page)
    for place, (request, shown) in enumerate(examples(page)):
        answered = answer_to(request, shown, client)
        blocks[2 * place + 1] = shown if same(shown, answered) else answered
    rest = iter(blocks)
    return BLOCK.sub(lambda _: next(rest), page)


def _body(got: httpx2.Response, shown: str) -> str:
    kind = got.headers["content-type"]
    if "json" in kind:
        return _pretty(_cut(got.json()))
    if kind.startswith("text/event-stream"):
        events = _HEARTBEAT.sub("", got.text)  # a loaded machine sends some
        return "\n".join(map(_event_line, events.rstrip("\n").split("\n")))
    if kind == "application/octet-stream":
        return str(_cut(got.text))
    lines = {line.rpartition(" ")[0].partition("{generation")[0]: line for line in got.text.splitlines()}
    series = [line.rpartition(" ")[0].partition("{generation")[0] for line in shown.splitlines()]
    return "\n".join(LEFT_OUT if name == "#" else lines.get(name, f"{name} is not there") for name in series)


def _event_line(line: str) -> str:
    _, _, data = line.partition(": ")
    return f"data: {json.dumps(_cut(json.loads(data)), separators=(',', ':'))}" if data.startswith("{") else line


def _cut(value: object) -> object:
    """Shorten what would fill pages."""
    if isinstance(value, dict):
        return {name: _cut(member) for name, member in value.items()}
    if isinstance(value, list):
        long = len(value) > _LONGEST_LIST and isinstance(value[0], dict)
        return [*map(_cut, value[:_LONGEST_LIST]), CUT] if long else [_cut(member) for member in value]
    if isinstance(value, str) and len(value) > _LONGEST_TEXT:
        return f"{value[: _LONGEST_TEXT * 2 // 3]} {CUT}"
    return value


def _pretty(value: object, indent: str = "") -> str:
    """Write JSON with a member on each line, but for what fits on one."""
    line = json.dumps(value, ensure_ascii=False)
    if not isinstance(value, dict | list) or not value or len(indent) + len(line) <= (_WIDTH if indent else _SHORT):
        return line
    deeper = indent + "  "
    if isinstance(value, dict):
        inner = [f"{json.dumps(name, ensure_ascii=False)}: {_pretty(member, deeper)}" for name, member in value.items()]
        return "{\n" + ",\n".join(deeper + member for member in inner) + f"\n{indent}}}"
    return "[\n" + ",\n".join(deeper + _pretty(member, deeper) for member in value) + f"\n{indent}]"


if __name__ == "__main__":
    with product() as product_client:
        PAGE.write_text(rewritten(PAGE.read_text(encoding="utf-8"), product_client), encoding="utf-8")
