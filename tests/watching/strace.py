"""Reads what `strace` saw of a command and all that it started: where it talked to, and what it wrote."""

import re
import shutil
import subprocess
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.watching.leaving import address_fault, path_fault, socket_fault

TALKING = ("connect", "sendto", "sendmsg", "sendmmsg")
OPENING = ("open", "openat", "openat2", "creat")
MAKING = (
    "mkdir", "mkdirat", "rename", "renameat", "renameat2", "link", "linkat", "symlink", "symlinkat", "mknod",
    "mknodat", "truncate",
)  # fmt: skip
# After these the other calls could not be judged: relative paths would mean other files, and sending needs no call.
BLINDING = ("chdir", "fchdir", "io_uring_setup")
WRITING = re.compile(r"O_WRONLY|O_RDWR|O_CREAT|O_TRUNC|O_APPEND")
CALL = re.compile(r"^(\d+) +(\w+)\((.*)\) += (.*)$")
CUT = re.compile(r"^(\d+) +(\w+)\((.*) <unfinished \.\.\.>$")
REST = re.compile(r"^(\d+) +<\.\.\. (\w+) resumed>(.*)\) += (.*)$")
INTERNET = re.compile(
    r"sa_family=AF_INET6?, sin6?_port=htons\((\d+)\), (?:[^}]*?)"
    r"(?:sin_addr=inet_addr\(|inet_pton\(AF_INET6, )\"([^\"]+)\""
)
PEER = re.compile(r"^\d+<\w+:\[[^\]]*->\[?([^\]>]*?)\]?:(\d+)\]>")
UNIX = re.compile(r'sun_path=@?"([^"]*)"')
ENDED = re.compile(r"^(\d+) +\+\+\+ ", re.MULTILINE)
NAMED = re.compile(r'(?:(?:AT_FDCWD|\d+)<([^>]*)>(?:\(deleted\))?, )?"((?:[^"\\]|\\.)*)"')


def works() -> bool:
    """Say whether processes can be traced here; a container may forbid it."""
    if shutil.which("strace") is None:
        return False
    return subprocess.run(["strace", "-f", "-o", "/dev/null", "true"], capture_output=True, check=False).returncode == 0


def traced(words: Sequence[str], log: Path) -> list[str]:
    """Return the command that runs ``words`` and writes what it sees to ``log``; its process is that of ``words``."""
    calls = ",".join((*TALKING, *OPENING, *MAKING, *BLINDING))
    return ["strace", "-D", "-f", "--seccomp-bpf", "-yy", "-s", "4096", "-e", f"trace={calls}", "-o", str(log), *words]


def finished(log: Path, seconds: float = 20) -> str:
    """Return ``log`` once every process and thread in it has ended: the tracer writes on when the command is over."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        text = log.read_text(encoding="utf-8", errors="replace") if log.exists() else ""
        running = {line.split(maxsplit=1)[0] for line in text.splitlines()} - set(ENDED.findall(text))
        if text and not running:
            return text
        time.sleep(0.05)
    raise TimeoutError(f"{log}: {', '.join(sorted(running)) or 'nothing'} does not end")


def faults(log: str, folder: Path, allowed: Sequence[Path]) -> list[str]:
    """Return a sentence for each call of ``log`` that leaves: the command ran in ``folder``."""
    found = []
    for name, arguments, result in _calls(log):
        if name in TALKING:
            found += _talking(arguments)
        elif name in BLINDING:
            found.append(f"calls {name}")
        elif name in MAKING or WRITING.search(arguments) or name == "creat":
            already_there = name.startswith("mkdir") and "EEXIST" in result
            named = [] if already_there else NAMED.findall(arguments)
            paths = [str(Path(base or folder) / path) for base, path in named]
            found += [fault for path in paths if (fault := path_fault(path, allowed))]
    return list(dict.fromkeys(found))


def _calls(log: str) -> Iterator[tuple[str, str, str]]:
    """Yield (name, arguments, result), those that another process's lines cut in two made whole again."""
    begun: dict[tuple[str, str], str] = {}
    for line in log.splitlines():
        if whole := CALL.match(line):
            yield whole[2], whole[3], whole[4]
        elif cut := CUT.match(line):
            begun[cut[1], cut[2]] = cut[3]
        elif (rest := REST.match(line)) and (rest[1], rest[2]) in begun:
            yield rest[2], begun.pop((rest[1], rest[2])) + rest[3], rest[4]
    yield from ((name, arguments, "?") for (_, name), arguments in begun.items())  # ended in the middle of it


def _talking(arguments: str) -> list[str]:
    named = [(host, port) for port, host in INTERNET.findall(arguments)]
    peer = PEER.match(arguments)  # of a socket that is connected already
    places = [*named, *([(peer[1], peer[2])] if peer else [])]
    found = [address_fault(host, int(port)) for host, port in places]
    found += [socket_fault(path) for path in UNIX.findall(arguments)]
    return [fault for fault in found if fault]
