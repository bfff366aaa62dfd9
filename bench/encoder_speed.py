"""How fast the encoder embeds, alone and beside sentence-transformers, in wall-clock and in processor time.

    python -m bench.encoder_speed [--texts 160] [--threads 2] [--budgets 256 512 1024 4096] [--reference]

Wall-clock figures are worth something on a quiet machine only; tokens per processor second tell much on a busy one too.
"""

import argparse
import importlib
import platform
import random
import time
from collections.abc import Callable
from functools import partial
from statistics import median

from index.encoders import runtime
from index.encoders.reference import SentenceTransformerEmbedder
from index.encoders.runtime import OnnxEmbedder
from index.model import packaged_folder, read_verified

WORDS = (
    "the quick brown fox jumps over a lazy dog while markets in Houston fall after heavy rain and long debate".split()
)
QUESTIONS = 40


def passages(count: int) -> list[str]:
    """Texts of 10 to 180 words, the same in every run."""
    order = random.Random(1)
    return [" ".join(order.choices(WORDS, k=order.randint(10, 180))) for _ in range(count)]


def clocked(work: Callable[[], object]) -> tuple[float, float]:
    """Return wall-clock and processor seconds of one call."""
    wall, processor = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - wall, time.process_time() - processor


def report(label: str, embed: Callable[[list[str]], object], texts: list[str], tokens: int) -> None:
    """Print the better of two rounds."""
    rounds = [clocked(lambda: embed(texts)) for _ in range(2)]
    wall, processor = (min(column) for column in zip(*rounds, strict=True))
    print(f"{label:<44} {tokens / wall:8,.0f} tokens/s {tokens / processor:8,.0f} tokens per processor second")


def ask(label: str, embed: Callable[[str], object]) -> None:
    """Print the time of one short question, each new to the cache."""
    questions = [f"Who is the chief executive of company {number}?" for number in range(QUESTIONS)]
    rounds = [clocked(partial(embed, question)) for question in questions]
    walls, processors = zip(*rounds, strict=True)
    print(f"{label:<44} {median(walls) * 1e3:6.1f} ms median {median(processors) * 1e3:6.1f} ms of processor time")


def main() -> None:
    """Load, ask, embed; print one line each."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--texts", type=int, default=160)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--budgets", type=int, nargs="*", default=[256, 512, 1024, 4096])
    parser.add_argument("--reference", action="store_true", help="measure sentence-transformers too")
    args = parser.parse_args()
    print(
        f"{platform.processor() or platform.machine()}, Python {platform.python_version()}, {time.strftime('%Y-%m-%d')}"
    )

    loads = [clocked(lambda: OnnxEmbedder(lambda: read_verified(packaged_folder())))[0] for _ in range(3)]
    print(f"{'load and verify':<44} {min(loads):6.2f} s")
    embedder = OnnxEmbedder(lambda: read_verified(packaged_folder()), threads=args.threads)
    texts = passages(args.texts)
    tokens = sum(min(count, embedder.max_tokens) for count in embedder.count_tokens(texts))
    ask("one question", embedder.embed_question)
    embedder.embed_passages(texts[:1])  # loads the network
    for budget in args.budgets:
        runtime.BATCH_TOKENS = budget
        report(f"{args.threads} threads, batches of {budget} tokens", embedder.embed_passages, texts, tokens)
    if args.reference:
        importlib.import_module("torch").set_num_threads(args.threads)
        reference = SentenceTransformerEmbedder(packaged_folder())
        ask("sentence-transformers, one question", reference.embed_question)
        report(f"sentence-transformers, {args.threads} threads", reference.embed_passages, texts, tokens)


if __name__ == "__main__":
    main()
