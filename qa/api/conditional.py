"""Conditional requests: what a client has already is not sent again."""

from fastapi import Request


def is_known(request: Request, etag: str) -> bool:
    """Say whether the request's If-None-Match names ``etag``; weak tags count as well (RFC 9110, section 13.1.2)."""
    known = {tag.strip().removeprefix("W/") for tag in request.headers.get("if-none-match", "").split(",")}
    return bool(known & {etag, "*"})
