"""What counts as leaving the machine or the folders that are ours to write. Standard library only: a watched process
imports it before anything else."""

import ipaddress
import os
from collections.abc import Sequence
from pathlib import Path

# No files of anybody's: where output is thrown away, the kernel's own switches, and the lock in shared memory that a
# progress bar (tqdm) makes in order to be used by several processes, and takes away at once.
DEVICES = ("/dev/null", "/proc/", "/dev/shm/sem.")  # noqa: S108 - named, not used
# Asking a local service for a name is asking the network through it.
RESOLVERS = ("/nscd/", "/systemd/resolve")
DNS_PORTS = (53, 853)


def address_fault(host: str, port: int) -> str | None:
    """Say what is wrong with talking to ``host``, or None for this machine; a name is none, as finding it asks."""
    try:
        local = ipaddress.ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        return f"asks the network for the name {host}"
    return None if local and port not in DNS_PORTS else f"talks to {host}, port {port}"


def socket_fault(path: str) -> str | None:
    """Say what is wrong with a unix socket, or None: only those of name services lead off this machine."""
    return f"asks {path} for a name" if any(part in path for part in RESOLVERS) else None


def path_fault(path: str, allowed: Sequence[Path]) -> str | None:
    """Say what is wrong with writing to ``path`` (absolute), or None where it lies in an ``allowed`` folder.

    Python keeps compiled modules beside their source, wherever that is: it is the interpreter's own cache.
    """
    place = Path(os.path.normpath(path))
    ours = any(place.is_relative_to(folder) for folder in allowed)
    compiled = "__pycache__" in (place.name, place.parent.name)
    return None if ours or compiled or path.startswith(DEVICES) else f"writes {path}"
