"""Trains the reader within a time budget: ``python -m training.train --data DIR --out DIR --minutes N [--resume]``.

The learning rate follows the clock: warm-up, then a line down to nothing at the end of the budget, so that a run always
ends usable, however busy the machine was. A resumed run goes on with what was left of its budget.
"""

import argparse
import json
import os
import random
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")  # before torch: see `Trainer.gradients`

import torch
from safetensors.torch import load_file, save_file
from torch.nn import functional
from tqdm import tqdm

from training.evaluate import Benchmark
from training.manual_rows import add_manuals
from training.mining import mine
from training.mixture import Batch, Mixture, steps
from training.model import USE_BFLOAT16, Reader, from_encoder
from training.rows import load_pool
from training.windows import WindowMaker


@dataclass
class Plan:
    """What a run is asked to do."""

    data: Path
    out: Path
    minutes: float
    start: Path | None = None  # a reader folder whose weights the run begins with; None: the encoder's
    seed: int = 20261124
    rate: float = 1.5e-4
    warmup: float = 0.03  # share of the budget
    tokens: int = 6144  # padded tokens of one optimiser step
    micro: int = 4  # parts of a step; two threads take them as they come free
    threads: int = 2
    evaluate_every: float = 0.2  # share of the budget
    save_minutes: float = 4.0
    max_steps: int | None = None
    sample: int = 400  # questions of fold tune
    manuals: Path | None = None  # folder of `training.manuals`: examples of manuals are trained on too


@dataclass
class State:
    """Where a run stands; saved beside the weights as JSON."""

    step: int = 0
    examples: int = 0
    seconds: float = 0.0
    cursors: dict[str, int] = field(default_factory=dict)


class Trainer:
    """One training run: weights, their running average, optimiser, data and clock."""

    def __init__(self, plan: Plan, resume: bool) -> None:
        torch.set_flush_denormal(True)  # denormal gradients slow the first steps several times
        torch.manual_seed(plan.seed)
        self.plan = plan
        self.reader = from_encoder()
        if plan.start is not None:
            self._begin_with(load_file(plan.start / "reader.safetensors"))
        self.parameters = self.reader.trained()
        self.values = list(self.parameters.values())
        decayed = [p for p in self.values if p.dim() > 1]
        plain = [p for p in self.values if p.dim() == 1]
        self.optimiser = torch.optim.AdamW(
            [{"params": decayed, "weight_decay": 0.01}, {"params": plain, "weight_decay": 0.0}],
            lr=plan.rate,
            fused=True,
        )
        self.average = [p.detach().clone() for p in self.values]
        self.state = State()
        if resume and (plan.out / "state.json").exists():
            self._load()
        pool = load_pool(plan.data)
        pool.refused["other_article"] = mine(pool, plan.seed)
        if plan.manuals is not None:
            add_manuals(pool, plan.manuals)
        self.mixture = Mixture(pool, WindowMaker(pool.texts, pool.titles), plan.seed, self.state.cursors)
        self.benchmark = Benchmark(plan.data, "tune", plan.sample, plan.sample // 4)
        self.workers = ThreadPoolExecutor(plan.threads, initializer=torch.set_flush_denormal, initargs=(True,))
        self.began = time.monotonic() - self.state.seconds

    def progress(self) -> float:
        """Return the share of the budget that is used up, 0..1."""
        self.state.seconds = time.monotonic() - self.began
        used = self.state.seconds / (self.plan.minutes * 60)
        if self.plan.max_steps:
            used = max(used, self.state.step / self.plan.max_steps)
        return min(1.0, used)

    def rate(self, progress: float) -> float:
        """Return the learning rate that belongs to ``progress``."""
        warm = min(1.0, progress / self.plan.warmup, (self.state.step + 1) / 50)
        return self.plan.rate * min(warm, (1.0 - progress) / (1.0 - self.plan.warmup))

    def gradients(self, batches: list[Batch]) -> tuple[list[torch.Tensor], float, float]:
        """Return the step's gradients and its two losses.

        Each micro-batch runs on one thread of its own. Two threads inside every matrix product would wait for each
        other thousands of times a step, which on a shared machine costs more than half of the speed.
        """
        total = sum(len(batch) for batch in batches)
        parts = list(self.workers.map(lambda batch: self._part(batch, total), batches))
        sums = [torch.stack(same).sum(0) for same in zip(*(part[0] for part in parts), strict=True)]
        return sums, sum(part[1] for part in parts), sum(part[2] for part in parts)

    def _part(self, batch: Batch, total: int) -> tuple[tuple[torch.Tensor, ...], float, float]:
        with torch.autocast("cpu", torch.bfloat16, enabled=USE_BFLOAT16):
            start, end, answers = self.reader(batch.ids, batch.mask, batch.types)
        hidden = (1.0 - batch.mask.float()) * -1e4
        span = functional.cross_entropy(start.float() + hidden, batch.start, reduction="sum")
        span = (span + functional.cross_entropy(end.float() + hidden, batch.end, reduction="sum")) / 2 / total
        judged = functional.binary_cross_entropy_with_logits(answers.float(), batch.answers, reduction="sum") / total
        return torch.autograd.grad(span + judged, self.values), float(span.detach()), float(judged.detach())

    def step(self, batches: list[Batch]) -> dict[str, float]:
        """Learn from one step's batches and return what the log keeps."""
        rate = self.rate(self.progress())
        gradients, span, judged = self.gradients(batches)
        for value, gradient in zip(self.values, gradients, strict=True):
            value.grad = gradient
        norm = float(torch.nn.utils.clip_grad_norm_(self.values, 1.0))
        for group in self.optimiser.param_groups:
            group["lr"] = rate
        self.optimiser.step()
        self.state.step += 1
        self.state.examples += sum(len(batch) for batch in batches)
        keep = min(0.998, 1 - 1 / (1 + self.state.step / 4))  # the average forgets its beginnings
        torch._foreach_lerp_(self.average, [p.detach() for p in self.values], 1 - keep)
        return {"span_loss": span, "answers_loss": judged, "norm": norm, "rate": rate}

    def run(self) -> None:
        """Train until the budget is used up, logging, measuring and saving on the way."""
        saved = time.monotonic()
        measured = self.progress()
        bar = tqdm(total=100, unit="%", initial=int(measured * 100))
        while self.progress() < 1.0:
            chance = random.Random(f"{self.plan.seed}/{self.state.step}")
            chunk = self.mixture.chunk(self.progress())
            self.state.cursors = self.mixture.cursors
            for batches in steps(chunk, self.plan.tokens, self.plan.micro, chance):
                if self.progress() >= 1.0:
                    break
                self.log({"kind": "step"} | self.step(batches))
                bar.update(int(self.progress() * 100) - bar.n)
                if self.progress() - measured >= self.plan.evaluate_every:
                    measured = self.progress()
                    self.log({"kind": "tune"} | self.benchmark.run(self.reader))
                if time.monotonic() - saved > self.plan.save_minutes * 60:
                    saved = time.monotonic()
                    self.save()
        self.save()
        self.log({"kind": "tune", "weights": "last"} | self.benchmark.run(self.reader))
        self.log({"kind": "tune", "weights": "average"} | self.benchmark.run(self.averaged()))

    def averaged(self) -> Reader:
        """Return a reader with the running average of the weights."""
        other = from_encoder()
        for value, mean in zip(other.trained().values(), self.average, strict=True):
            value.data.copy_(mean)
        return other

    def log(self, row: dict[str, float | str]) -> None:
        """Append one line to the log."""
        state = {"step": self.state.step, "examples": self.state.examples, "seconds": round(self.state.seconds, 1)}
        rounded = {name: round(value, 6) if isinstance(value, float) else value for name, value in row.items()}
        with (self.plan.out / "log.jsonl").open("a", encoding="utf-8") as file:
            file.write(json.dumps(state | rounded) + "\n")

    def save(self) -> None:
        """Write weights, average and optimiser as safetensors and the state as JSON; the state last, each at once."""
        out = self.plan.out
        names = list(self.parameters)
        _write(out / "last.safetensors", dict(zip(names, self.values, strict=True)))
        _write(out / "average.safetensors", dict(zip(names, self.average, strict=True)))
        moments = {}
        for name, value in self.parameters.items():
            for key, tensor in self.optimiser.state[value].items():
                moments[f"{name}/{key}"] = tensor
        _write(out / "optimiser.safetensors", moments)
        part = out / "state.json.part"
        part.write_text(json.dumps(asdict(self.state)), encoding="utf-8")
        part.replace(out / "state.json")

    def _begin_with(self, weights: dict[str, torch.Tensor]) -> None:
        for name, value in self.reader.trained().items():
            value.data.copy_(weights[name].float())

    def _load(self) -> None:
        out = self.plan.out
        self.state = State(**json.loads((out / "state.json").read_text(encoding="utf-8")))
        weights, average = load_file(out / "last.safetensors"), load_file(out / "average.safetensors")
        moments = load_file(out / "optimiser.safetensors")
        for index, (name, value) in enumerate(self.parameters.items()):
            value.data.copy_(weights[name])
            self.average[index].copy_(average[name])
            keys = [key for key in moments if key.rpartition("/")[0] == name]
            self.optimiser.state[value] = {key.rpartition("/")[2]: moments[key] for key in keys}


def _write(path: Path, tensors: dict[str, torch.Tensor]) -> None:
    part = path.with_suffix(".part")
    save_file({name: tensor.detach().contiguous() for name, tensor in tensors.items()}, part)
    part.replace(path)


def main() -> None:
    """Read the command line and train."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with train/ and squad2/")
    parser.add_argument("--out", type=Path, required=True, help="folder of checkpoints and the log")
    parser.add_argument("--minutes", type=float, required=True, help="time budget, all sittings together")
    parser.add_argument("--start", type=Path, default=None, help="reader folder to train on from (the shipped one)")
    parser.add_argument("--resume", action="store_true", help="go on from the last checkpoint in --out")
    parser.add_argument("--seed", type=int, default=Plan.seed)
    parser.add_argument("--max-steps", type=int, default=None)
    parser.add_argument("--sample", type=int, default=Plan.sample, help="questions of fold tune to measure on")
    parser.add_argument("--manuals", type=Path, default=None, help="folder of training.manuals to train on too")
    parser.add_argument("--rate", type=float, default=Plan.rate, help="the learning rate's peak")
    parser.add_argument("--evaluate-every", type=float, default=Plan.evaluate_every, help="share of the budget")
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    resume = given.resume
    del given.resume
    Trainer(Plan(**vars(given)), resume).run()


if __name__ == "__main__":
    main()
