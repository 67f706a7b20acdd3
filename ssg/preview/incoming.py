"""From what came over a connection to a request, or to the answer that says why it is none."""

from __future__ import annotations

import re
from dataclasses import dataclass

import h11

from ssg.preview.admission import METHODS, not_allowed
from ssg.preview.exchange import Request, Response
from ssg.preview.page_headers import refused

_ABSOLUTE = re.compile(r"http://([^/?#]+)([/?].*)?", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Limits:
    """What a client may cost."""

    head_bytes: int = 16 * 1024  # of the request line and the headers
    headers: int = 100
    head_seconds: float = 10.0  # from the first byte of a request to its last
    idle_seconds: float = 30.0  # between two requests
    write_seconds: float = 30.0  # until a client has read what fills the buffers
    linger_seconds: float = 1.0  # for what a client is still sending when all is said
    connections: int = 256


DEFAULT_LIMITS = Limits()


def request_of(head: h11.Request, limits: Limits) -> Request | Response:
    """Return the request that a head describes; else the refusal, behind which the connection ends."""
    headers: dict[str, str] = {}
    for name, value in head.headers:
        text = value.decode("latin-1")
        key = name.decode("latin-1").lower()
        headers[key] = f"{headers[key]}, {text}" if key in headers else text
    request = Request(head.method.decode("latin-1"), head.target.decode("latin-1"), headers)
    return _refusal(head, request, limits) or _in_origin_form(request)


def _refusal(head: h11.Request, request: Request, limits: Limits) -> Response | None:
    # h11 limits what is incomplete: a head that comes in one piece may be longer.
    size = len(head.method) + len(head.target) + sum(len(name) + len(value) + 4 for name, value in head.headers)
    if size > limits.head_bytes or len(head.headers) > limits.headers:
        return refused(431, "The request's line and headers are too long.")
    if head.http_version not in (b"1.0", b"1.1"):
        return refused(505, "This server speaks HTTP/1.1.")
    if "transfer-encoding" in request.headers or request.headers.get("content-length", "0").strip("0"):
        return refused(413, "A request has no body here.") if request.method in METHODS else not_allowed()
    return None


def _in_origin_form(request: Request) -> Request | Response:
    """Return a request whose target is a path. A host in the target wins over the Host header (RFC 9112, 3.2.2)."""
    absolute = _ABSOLUTE.fullmatch(request.target)
    if absolute:
        rest = absolute[2] or "/"
        target = rest if rest.startswith("/") else f"/{rest}"
        request = Request(request.method, target, {**request.headers, "host": absolute[1]})
    if request.method in METHODS and not request.target.startswith("/"):
        return refused(400, "No address is spelled like that.")
    return request if "host" in request.headers else refused(400, "The request names no host.")
