"""Settings of the HTTP surface, and the rule about the addresses it may listen at."""

import ipaddress
from dataclasses import dataclass, field
from pathlib import Path

from qa.answering.records import Mode

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class ApiSettings:
    """Settings of the HTTP surface alone; what the assistant needs it has already got."""

    host: str = "127.0.0.1"
    port: int = 8000
    api_key: str | None = field(default=None, repr=False)  # a secret: never in a log
    keys_file: Path | None = None  # further keys; see `qa.api.keys`
    allow_anonymous: bool = False
    allowed_hosts: tuple[str, ...] = ()  # names in the Host header besides loopback and `host`
    write: bool = False  # documents may be uploaded and deleted
    fetch: bool = False  # and fetched from the web
    sources: tuple[str, ...] = ()  # folders that are indexed, to be named to whoever may know
    modes: tuple[Mode, ...] = ("extractive",)  # that a question may ask for; "llm" where a language model is set up
    body_limit: int = MIB  # bytes of one JSON body
    upload_limit: int = 50 * MIB  # bytes of one uploaded file
    upload_folder: Path | None = None  # where an upload lies while it comes in; None: with the system's temporary files
    running: int = 2  # questions answered at once: CPU work, so no more than there are cores
    searching: int = 2  # searches at once: half of each is under Python's lock, so a third would be no gain
    waiting: int = 256  # questions that may wait for those: each is in memory meanwhile
    longest_wait: float = 30.0  # seconds that one should have to wait, by what the ones before it cost; beyond, 503
    patience: float = 1.0  # seconds a stream waits for the answer before it begins with heartbeats
    heartbeat: float = 5.0  # seconds between two heartbeats
    body_deadline: float = 30.0  # seconds a client may take to send a JSON body; uploads get ten times that


def refusal_to_bind(settings: ApiSettings) -> str | None:
    """Return why the server must not listen at ``settings.host``, or None where it may.

    Documents are private by default: an address that other machines can reach needs a key, or the owner's explicit
    permission for anyone to ask.
    """
    if is_loopback(settings.host) or settings.api_key or settings.keys_file or settings.allow_anonymous:
        return None
    return (
        f"QA_HOST is {settings.host!r}, which other machines can reach. Set QA_API_KEY to a secret that callers must "
        "send, or set QA_ALLOW_ANONYMOUS=1 to let anyone ask, or leave QA_HOST at 127.0.0.1."
    )


def is_loopback(host: str) -> bool:
    """Say whether only this machine can reach ``host``. A name other than localhost may point anywhere: no."""
    bare = host.strip().removeprefix("[").removesuffix("]").lower()
    if bare == "localhost":
        return True
    try:
        return ipaddress.ip_address(bare).is_loopback
    except ValueError:
        return False
