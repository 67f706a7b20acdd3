"""Who may ask: methods, names in Host, the origin of a tab that listens; and the preview's own few files."""

from __future__ import annotations

import contextlib
import ipaddress
import re
from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import parse_qsl

from ssg.core.digests import digest_bytes
from ssg.preview import additions
from ssg.preview.conditions import Whole, selected, tag
from ssg.preview.exchange import Request, Response
from ssg.preview.mime import EVENTS
from ssg.preview.page_headers import plain_headers, refused

METHODS = ("GET", "HEAD")
OWN = "/__ssg/"
EVENTS_ADDRESS = "/__ssg/events"

_HOST = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[0-9A-Za-z._-]+)(?::[0-9]{0,5})?")
ANY_ADDRESS = frozenset({"", "0.0.0.0", "::"})
"""What `--host` is when every address of the machine is listened on."""

_QUERY_TEXT = re.compile(r"[0-9A-Za-z]{0,80}")


class Listening(NamedTuple):
    """A tab asks for events. Names and values are letters and digits only."""

    query: Mapping[str, str]


def at_the_door(request: Request, given_host: str) -> Response | Listening | None:
    """Return the answer that needs no site, a tab that wants to listen, or None: the site is to be asked."""
    if request.method not in METHODS:
        return not_allowed()
    host = request.headers.get("host", "")
    if not is_allowed_host(host, given_host):
        return refused(403, f"This preview does not answer to the host “{host}”. If it should: ssg serve --host NAME")
    path, _, query = request.target.partition("?")
    if path == EVENTS_ADDRESS:
        return _listening(request, query)
    return _own_file(request, path) if path.startswith(OWN) else None


def not_allowed() -> Response:
    return refused(405, "A preview can be read, and nothing else.", ("Allow", ", ".join(METHODS)))


def _listening(request: Request, query: str) -> Response | Listening:
    if not is_same_origin(request.headers):
        return refused(403, "Only a page of this preview may listen.")
    values = dict(parse_qsl(query, keep_blank_values=True))
    if not all(_QUERY_TEXT.fullmatch(text) for pair in values.items() for text in pair):
        return refused(400, "There is something in the query that no page of this preview sends.")
    return Response(200, plain_headers(EVENTS)) if request.method == "HEAD" else Listening(values)


def _own_file(request: Request, path: str) -> Response:
    if path not in additions.OWN_FILES:
        return refused(404, "The preview has nothing here.")
    content_type, read = additions.OWN_FILES[path]
    data = read()
    return selected(request, Whole(plain_headers(content_type), data, tag(digest_bytes(data))))


def host_name(host: str) -> str:
    """Return the name in a Host header, in lower case, without port and brackets; empty when it is none."""
    read = _HOST.fullmatch(host)
    return read[1].strip("[]").lower().removesuffix(".") if read else ""


def is_allowed_host(host: str, given: str) -> bool:
    """Return whether a Host header names this machine, or is what the author gave as `--host`.

    A page elsewhere whose name was made to lead here (DNS rebinding) has its own name in it.
    """
    name = host_name(host)
    if not name:
        return False
    if name == "localhost" or name.endswith(".localhost") or name == given.strip("[]").lower():
        return True
    address = _address(name)
    # Who listens everywhere has to be asked by number from elsewhere, and numbers cannot be rebound.
    return address is not None and (address.is_loopback or given.strip("[]") in ANY_ADDRESS)


def _address(name: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    with contextlib.suppress(ValueError):
        return ipaddress.ip_address(name)
    return None


def is_same_origin(headers: Mapping[str, str]) -> bool:
    """Return whether a request comes from a page of this server, or from no browser at all.

    `Origin: null` is a sandbox or a file, and `Sec-Fetch-Site: none` somebody who typed the address.
    """
    if headers.get("sec-fetch-site", "same-origin") != "same-origin":
        return False
    own = f"http://{headers['host']}".lower()
    return headers.get("origin", own).lower() == own
