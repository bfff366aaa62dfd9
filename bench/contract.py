"""Hold a running server to its own OpenAPI document, with requests that schemathesis makes of it.

    python -m bench.contract [--minutes 15] [--seed N]

Runs `qa serve` on the seeds in a folder of its own, uploads allowed. Exits with 1 where anything answers with a 5xx
that the document does not have, or otherwise than it says.
"""

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.load import server

# What the schema cannot say: whether a range lies in a text, a file can be read, a language model is set up. A request
# that it allows may then be refused, with a status that it names.
SKIPPED = "positive_data_acceptance"
PROGRAM = "import sys; from schemathesis.cli import schemathesis; sys.argv[0] = 'schemathesis'; schemathesis()"


def failures(address: str, seconds: float, seed: int | None, folder: Path) -> str | None:
    """Return what schemathesis says where it found anything within so many seconds; None where it did not."""
    command = [sys.executable, "-c", PROGRAM, "run", f"{address}/openapi.json", "--max-time", f"{seconds:.0f}"]
    command += [
        "--exclude-checks",
        SKIPPED,
        "--continue-on-failure",
        "--warnings",
        "off",
        "--request-timeout",
        "60",
        "--wait-for-schema",
        "120",
    ]
    command += [] if seed is None else ["--seed", str(seed)]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    print(done.stdout)
    return done.stdout + done.stderr if done.returncode else None


def main() -> None:
    """Run it, and print what schemathesis says."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--minutes", type=float, default=15.0)
    parser.add_argument("--seed", type=int, default=None, help="to try the same again")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, server(Path(folder)) as (_, address):
        raise SystemExit(int(failures(address, args.minutes * 60, args.seed, Path(folder)) is not None))


if __name__ == "__main__":
    main()
