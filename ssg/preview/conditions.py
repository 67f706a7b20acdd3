"""Conditional requests and ranges: all of it, a part of it, or nothing new (RFC 9110, sections 13 and 14)."""

from __future__ import annotations

import re
from typing import NamedTuple

from ssg.preview.exchange import FileRange, Headers, Request, Response

_RANGE = re.compile(r"bytes=\s*([0-9]{0,18})-([0-9]{0,18})\s*", re.IGNORECASE)  # 18: no number is slow to read
_OF_A_BODY = frozenset({"accept-ranges", "content-type"})  # not sent where there is no body


class Whole(NamedTuple):
    """A representation as a plain GET gets it, with its strong tag."""

    headers: Headers
    body: bytes | FileRange
    etag: str  # with its quotes


def selected(request: Request, whole: Whole) -> Response:
    """Return what the request's conditions and its range select of ``whole``.

    Of several ranges, or one that cannot be read, nothing is made: the answer is the whole.
    """
    headers = (*whole.headers, ("ETag", whole.etag), ("Accept-Ranges", "bytes"))
    if "if-match" in request.headers and not _names(request.headers["if-match"], whole.etag, weak=False):
        return Response(412, headers)
    if _names(request.headers.get("if-none-match", ""), whole.etag, weak=True):
        return Response(304, tuple(header for header in headers if header[0].lower() not in _OF_A_BODY))
    wanted = request.headers.get("range", "")
    # A range has a meaning for GET alone, and If-Range asks for the strong tag: we send no dates.
    if not wanted or request.method != "GET" or request.headers.get("if-range", whole.etag) != whole.etag:
        return Response(200, headers, whole.body)
    return _ranged(wanted, headers, whole.body)


def _names(sent: str, etag: str, *, weak: bool) -> bool:
    """Return whether a list of tags, or `*`, names ``etag``."""
    tags = [tag.strip() for tag in sent.split(",")]
    return tags == ["*"] or etag in (tag.removeprefix("W/") if weak else tag for tag in tags)


def _ranged(wanted: str, headers: Headers, body: bytes | FileRange) -> Response:
    read = _RANGE.fullmatch(wanted)
    size = len(body) if isinstance(body, bytes) else body.stop - body.start
    first, last = read.groups() if read else ("", "")
    if not (first or last) or (first and last and int(last) < int(first)):
        return Response(200, headers, body)
    start = int(first) if first else max(0, size - int(last))
    stop = min(size, int(last) + 1) if first and last else size
    if start >= stop:
        return Response(416, (*headers, ("Content-Range", f"bytes */{size}")))
    return Response(206, (*headers, ("Content-Range", f"bytes {start}-{stop - 1}/{size}")), _part(body, start, stop))


def _part(body: bytes | FileRange, start: int, stop: int) -> bytes | FileRange:
    if isinstance(body, bytes):
        return body[start:stop]
    return FileRange(body.path, body.start + start, body.start + stop)


def tag(digest: bytes) -> str:
    """Return the strong tag of bytes by their digest."""
    return f'"{digest.hex()}"'
