"""Access control: a Host header that is ours, and the key where one is set. Paths are closed unless listed as open."""

from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from qa.api.keys import Key, Keys
from qa.api.keys import Scope as KeyScope
from qa.api.problems import BAD_HOST, FORBIDDEN, UNAUTHORIZED, problem
from qa.api.request_log import add_key
from qa.api.settings import ApiSettings, is_loopback

_LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "[::1]"})
_OPEN_PATHS = frozenset({"/", "/healthz", "/readyz", "/favicon.ico"})
_READING_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_READING_PATHS = frozenset(
    {"/api/ask", "/api/verify", "/api/check", "/api/feedback", "/v1/chat/completions", "/mcp"}
)  # asked by POST
_OPEN_PREFIX = "/web/"  # the page's own files: the page has to load to ask for the key


class AccessControl:
    """Middleware that refuses foreign Host headers (DNS rebinding) and callers without a key that allows what they ask.

    ``request.state.is_trusted`` says whether the caller may know more than strangers, where a path is open to both, and
    ``request.state.may_write`` whether documents may be changed by whoever asks.
    """

    def __init__(self, app: ASGIApp, settings: ApiSettings, keys: Keys) -> None:
        self._app = app
        self._hosts = _LOOPBACK_NAMES | {_host_name(host) for host in (settings.host, *settings.allowed_hosts)}
        self._keys = keys
        self._is_own = not keys.are_needed and is_loopback(settings.host)  # only this machine can reach it

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        respond = self._app
        if scope["type"] == "http":
            path, headers = scope["path"], Headers(scope=scope)
            key = self._key(headers.get("authorization", ""))
            scope["state"] = {
                **scope.get("state", {}),
                "is_trusted": self._is_own or key is not None,
                "may_write": key.allows("write") if key else not self._keys.are_needed,
            }
            if _host_name(headers.get("host", "")) not in self._hosts:
                detail = "Use the server's own address, or name this one in QA_ALLOWED_HOSTS."
                respond = problem(BAD_HOST, detail, path)
            elif not self._is_open(path):
                respond = self._guarded(scope["method"], path, key)
        await respond(scope, receive, send)

    def _guarded(self, method: str, path: str, key: Key | None) -> ASGIApp:
        if key is None:
            detail = "Send the server's key: Authorization: Bearer <key>."
            return problem(UNAUTHORIZED, detail, path, headers={"www-authenticate": "Bearer"})
        add_key(key.name)
        needed = _needed(method, path)
        if not key.allows(needed):
            return problem(FORBIDDEN, f"This key allows {key.scope}; what you ask for needs {needed}.", path)
        return self._app

    def _is_open(self, path: str) -> bool:
        return not self._keys.are_needed or path in _OPEN_PATHS or path.startswith(_OPEN_PREFIX)

    def _key(self, authorization: str) -> Key | None:
        scheme, _, token = authorization.partition(" ")
        return self._keys.find(token.strip()) if self._keys.are_needed and scheme.lower() == "bearer" else None


def _needed(method: str, path: str) -> KeyScope:
    """Return what a key must allow. What is not known to be reading changes something."""
    if path == "/metrics":
        return "admin"
    return "read" if method in _READING_METHODS or path in _READING_PATHS else "write"


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
