"""From a request to the site's answer: what stands there, where it went, or the site's own 404 page."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import quote, unquote, unquote_to_bytes

from ssg.core.digests import digest_bytes
from ssg.core.errors import frame
from ssg.core.urls import OWNED_FILE
from ssg.preview import additions
from ssg.preview.conditions import Whole, selected, tag
from ssg.preview.exchange import Artifact, FileRange, Headers, PageBroken, Pages, Request, Response
from ssg.preview.host_rules import (
    HeaderRule,
    Landing,
    Redirects,
    headers_for,
    landing,
    read_headers,
    read_redirects,
)
from ssg.preview.mime import HTML, content_type
from ssg.preview.page_headers import OWN_POLICY, is_html, page_headers, plain_headers, refused, type_of

NOT_FOUND = "/404.html"
HIDDEN = frozenset({"/_headers", "/_redirects", f"/{OWNED_FILE}"})  # Netlify reads them, and shows them to nobody
BROKEN_VERSION = "0" * 16  # of a page that cannot be made: any that can has another
BROKEN_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>This page cannot be made</title>
<style>
body { max-width: 50rem; margin: 3rem auto; padding: 0 1.25rem; font: 1rem/1.5 system-ui, sans-serif; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; }
</style>
</head>
<body>
<h1>This page cannot be made</h1>
<pre>SAID</pre>
</body>
</html>
"""

_UNSPEAKABLE = re.compile("[\\x00-\\x1f\\x7f-\\x9f\\\\]")  # no address has a control character or a backslash


class Asked(NamedTuple):
    """A request, taken apart."""

    request: Request
    pages: Pages
    path: str  # decoded, as it was asked for: rules for the host are about this one
    address: str  # the same without the site's base path
    query: str  # undecoded
    landing: Landing | None  # where the first of the site's redirect rules leads


# ── asking the site ─────────────────────────────────────────────────────────────────────────────────


def answer(request: Request, pages: Pages) -> Response:
    """Return what the site answers to a GET or HEAD. It may take the time of a render."""
    path, _, query = request.target.partition("?")
    decoded = decoded_path(path)
    if decoded is None or "#" in request.target:
        return refused(400, "No address is spelled like that.")
    base_path = unquote(pages.base_path)
    if not decoded.startswith(base_path + "/"):
        return _outside(decoded, base_path)
    address = decoded.removeprefix(base_path)
    asked = Asked(request, pages, decoded, address, query, landing(_rules(pages).redirects, decoded, query))
    try:
        return next(found for step in STEPS if (found := step(asked)))
    except PageBroken as broken:
        return _broken(asked, broken)


def decoded_path(path: str) -> str | None:
    """Return a path percent-decoded, once; None when it cannot be an address of any site.

    It is text to be looked up and never becomes a path of files: `..` finds nothing because nothing is called so.
    """
    try:
        decoded = unquote_to_bytes(path).decode("utf-8")  # strict: an overlong spelling is none
    except UnicodeDecodeError:
        return None
    return decoded if path.startswith("/") and not _UNSPEAKABLE.search(decoded) else None


def _outside(path: str, base_path: str) -> Response:
    if path in ("/", base_path):
        return moved(302, quote(base_path) + "/")
    return refused(404, f"This site stands below {base_path}/ as it will when it is published.")


# ── the steps, in order: the first to have an answer gives it ───────────────────────────────────────


def _hidden(asked: Asked) -> Response | None:
    return _not_found(asked) if asked.address in HIDDEN else None


def _forced(asked: Asked) -> Response | None:
    return _landed(asked) if asked.landing and asked.landing.forced else None


def _standing(asked: Asked) -> Response | None:
    artifact = asked.pages.artifact(asked.address)
    return _served(asked, artifact, asked.address) if artifact else None


def _index(asked: Asked) -> Response | None:
    folder = asked.address.removesuffix("index.html")
    is_index = folder != asked.address and folder.endswith("/") and asked.pages.has(folder)
    return moved(301, _with_query(quote(asked.path.removesuffix("index.html")), asked.query)) if is_index else None


def _slash(asked: Asked) -> Response | None:
    if asked.address.endswith("/") or not asked.pages.has(asked.address + "/"):
        return None
    return moved(301, _with_query(quote(asked.path) + "/", asked.query))


def _redirected(asked: Asked) -> Response | None:
    return _landed(asked) if asked.landing else None


def _not_found(asked: Asked) -> Response:
    return _instead(asked, NOT_FOUND, 404) or refused(404, "There is nothing here.")


STEPS: tuple[Callable[[Asked], Response | None], ...] = (
    _hidden,
    _forced,
    _standing,
    _index,
    _slash,  # before the redirects: for Netlify the file is there, and files win
    _redirected,
    _not_found,
)


# ── redirects and rewrites ──────────────────────────────────────────────────────────────────────────


def _landed(asked: Asked) -> Response | None:
    """Return what a redirect rule makes of the request; None when its target is not there."""
    assert asked.landing
    target, status, _ = asked.landing
    if 300 <= status < 400:
        return moved(status, target)
    if not target.startswith("/"):
        return refused(502, f"When it is published, this comes from {target}, which a preview does not ask.")
    address = decoded_path(target.partition("?")[0].partition("#")[0])
    if address is None or address in HIDDEN:
        return None
    if status >= 400:
        return _instead(asked, address, status)
    artifact = asked.pages.artifact(address)
    return _served(asked, artifact, address) if artifact else None


def moved(status: int, location: str) -> Response:
    """Return a redirect. One that would leave the host because of what was asked for is none."""
    if location.startswith(("//", "/\\")):
        return refused(404, "There is nothing here.")
    return refused(status, f"It is at {location}", ("Location", location))


def _with_query(path: str, query: str) -> str:
    return f"{path}?{query}" if query else path


# ── what is served ──────────────────────────────────────────────────────────────────────────────────


def _served(asked: Asked, artifact: Artifact, address: str) -> Response:
    headers = _headers(asked, address)
    if artifact.path:
        whole = Whole(headers, FileRange(artifact.path, 0, artifact.size), tag(artifact.digest))
    elif is_html(type_of(headers)):
        version = additions.page_version(artifact.digest)
        data = additions.with_script(artifact.data, additions.page_id(address), version)
        whole = Whole(headers, data, tag(digest_bytes(data)))
    else:
        whole = Whole(headers, artifact.data, tag(artifact.digest))
    return selected(asked.request, whole)


def _instead(asked: Asked, address: str, status: int) -> Response | None:
    """Return a page with a status of failure in place of what was asked for, which it keeps the identity of."""
    artifact = asked.pages.artifact(address)
    if artifact is None:
        return None
    headers = _headers(asked, address)
    if artifact.path:
        return Response(status, headers, FileRange(artifact.path, 0, artifact.size))
    if not is_html(type_of(headers)):
        return Response(status, headers, artifact.data)
    version = additions.page_version(artifact.digest, gone=True)
    return Response(status, headers, additions.with_script(artifact.data, additions.page_id(asked.address), version))


def _broken(asked: Asked, broken: PageBroken) -> Response:
    """Return a page that says why there is none, and comes back to life when there is one."""
    said = "\n\n".join(map(frame, broken.problems))
    page = BROKEN_PAGE.replace("SAID", html.escape(said))
    headers = (*plain_headers(HTML), ("Content-Security-Policy", OWN_POLICY))
    return Response(
        500, headers, additions.with_script(page.encode(), additions.page_id(asked.address), BROKEN_VERSION)
    )


def _headers(asked: Asked, address: str) -> Headers:
    return page_headers(headers_for(_rules(asked.pages).headers, asked.path), content_type(address))


# ── the site's rules for its host ───────────────────────────────────────────────────────────────────


class HostRules(NamedTuple):
    """What `_redirects` and `_headers` say."""

    redirects: Redirects
    headers: tuple[HeaderRule, ...]


def _rules(pages: Pages) -> HostRules:
    return _read_rules(_data(pages, "/_redirects"), _data(pages, "/_headers"))


def _data(pages: Pages, address: str) -> bytes:
    try:
        artifact = pages.artifact(address)
    except PageBroken:
        return b""
    return artifact.data if artifact else b""


@lru_cache(maxsize=4)
def _read_rules(redirects: bytes, headers: bytes) -> HostRules:
    return HostRules(read_redirects(redirects), read_headers(headers))
