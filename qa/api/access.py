"""Access control: a Host header that is ours, and the key where one is set. Paths are closed unless listed as open."""

import hashlib
import hmac
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from qa.api.problems import BAD_HOST, UNAUTHORIZED, problem
from qa.api.settings import ApiSettings, is_loopback

_LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "[::1]"})
_OPEN_PATHS = frozenset({"/", "/healthz", "/readyz", "/favicon.ico"})
_OPEN_PREFIX = "/web/"  # the page's own files: the page has to load to ask for the key


class AccessControl:
    """Middleware that refuses foreign Host headers (DNS rebinding) and callers without the key.

    ``request.state.is_trusted`` says whether the caller may know more than strangers, where a path is open to both.
    """

    def __init__(self, app: ASGIApp, settings: ApiSettings) -> None:
        self._app = app
        self._hosts = _LOOPBACK_NAMES | {_host_name(host) for host in (settings.host, *settings.allowed_hosts)}
        self._is_own = settings.api_key is None and is_loopback(settings.host)  # only this machine can reach it
        self._key = None if settings.api_key is None else _digest(settings.api_key)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        respond = self._app
        if scope["type"] == "http":
            path, headers = scope["path"], Headers(scope=scope)
            has_key = self._has_key(headers.get("authorization", ""))
            scope["state"] = {**scope.get("state", {}), "is_trusted": self._is_own or has_key}
            if _host_name(headers.get("host", "")) not in self._hosts:
                detail = "Use the server's own address, or name this one in QA_ALLOWED_HOSTS."
                respond = problem(BAD_HOST, detail, path)
            elif not (has_key or self._is_open(path)):
                detail = "Send the server's key: Authorization: Bearer <key>."
                respond = problem(UNAUTHORIZED, detail, path, headers={"www-authenticate": "Bearer"})
        await respond(scope, receive, send)

    def _is_open(self, path: str) -> bool:
        return self._key is None or path in _OPEN_PATHS or path.startswith(_OPEN_PREFIX)

    def _has_key(self, authorization: str) -> bool:
        scheme, _, token = authorization.partition(" ")
        if self._key is None or scheme.lower() != "bearer":
            return False
        # Digests are compared, so neither the key's bytes nor its length show in the time it takes.
        return hmac.compare_digest(_digest(token.strip()), self._key)


def _digest(secret: str) -> bytes:
    return hashlib.sha256(secret.encode("utf-8", "surrogateescape")).digest()


def _host_name(host: str) -> str:
    """Return the name alone, lower-case, IPv6 in brackets: ``[::1]:8000`` -> ``[::1]``, ``::1`` -> ``[::1]``.

    What is no host with at most a port behind it has no name.
    """
    host = host.strip().lower()
    if host.count(":") > 1 and not host.startswith("["):
        host = f"[{host}]"
    try:
        parts = urlsplit(f"//{host}")
        name, port = parts.hostname or "", parts.port
    except ValueError:
        return ""
    shown = f"[{name}]" if ":" in name else name
    written = (shown, f"{shown}:", f"{shown}:{port}")
    return shown.removesuffix(".") if host in written else ""
