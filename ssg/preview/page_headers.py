"""The headers of what is served: the site's own rules, with what a preview must have and must not."""

from __future__ import annotations

from collections.abc import Mapping

from ssg.core.errors import printable
from ssg.preview.exchange import Headers, Response
from ssg.preview.mime import HTML, TEXT

ALWAYS: Headers = (
    ("X-Robots-Tag", "noindex"),
    ("X-Content-Type-Options", "nosniff"),
    ("Cross-Origin-Resource-Policy", "same-origin"),  # no page elsewhere embeds a draft
)
NO_CACHE = ("Cache-Control", "no-cache")  # kept, but asked for each time: a 304 costs nothing here

DROPPED = frozenset(
    (
        # the connection's, or the server's own: Netlify ignores these as well
        *("accept-ranges", "age", "allow", "alt-svc", "connection", "content-encoding", "content-length"),
        *("content-range", "date", "etag", "keep-alive", "last-modified", "location", "server", "set-cookie"),
        *("trailer", "transfer-encoding", "upgrade"),
        # of use to other sites, or for longer than a preview lives
        *("strict-transport-security", "timing-allow-origin", "clear-site-data", "nel", "report-to"),
        *("reporting-endpoints", "link-template"),
    )
)
POLICY = "content-security-policy"
OWN_POLICY = "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'unsafe-inline'"
"""Of pages that are the preview's own, and of no site."""
NEEDED = (("script-src-elem", "script-src"), ("connect-src",))
"""Directives that let the preview's script in and out, each with what stands in for it."""
UPGRADES = frozenset({"upgrade-insecure-requests", "block-all-mixed-content"})  # a preview has no HTTPS


def page_headers(rules: Mapping[str, tuple[str, str]], content_type: str) -> Headers:
    """Return the headers of something at an address. ``rules`` are (name, value) by lower-case name."""
    kept = {name: pair for name, pair in rules.items() if name not in DROPPED and not name.startswith("access-control")}
    headers = {"content-type": ("Content-Type", content_type), "cache-control": NO_CACHE, **kept}
    headers |= {name.lower(): (name, value) for name, value in ALWAYS}
    if is_html(headers["content-type"][1]):
        headers["cache-control"] = NO_CACHE
        if POLICY in headers:
            headers[POLICY] = (headers[POLICY][0], with_preview_allowed(headers[POLICY][1]))
    return tuple(headers.values())


def plain_headers(content_type: str) -> Headers:
    """Return the headers of what is the preview's own, and of refusals."""
    return (("Content-Type", content_type), NO_CACHE, *ALWAYS)


def refused(status: int, text: str, *headers: tuple[str, str]) -> Response:
    """Return an answer in a line of text; what a request brought stands in it as text."""
    return Response(status, (*plain_headers(TEXT), *headers), (printable(text) + "\n").encode("utf-8", "replace"))


def type_of(headers: Headers) -> str:
    return next(value for name, value in headers if name.lower() == "content-type")


def is_html(content_type: str) -> bool:
    return content_type.partition(";")[0].strip().lower() == HTML.partition(";")[0]


def with_preview_allowed(policies: str) -> str:
    """Return a site's Content-Security-Policy with what the preview's own script needs, and nothing else.

    Policies with a comma between them all hold, so that each has to allow it.
    """
    return ", ".join(filter(None, map(_allowed, policies.split(","))))


def _allowed(policy: str) -> str:
    directives: dict[str, list[str]] = {}
    for directive in policy.split(";"):
        name, *values = directive.split() or [""]
        if name and name.lower() not in UPGRADES:
            directives.setdefault(name.lower(), values)  # of two the first holds (CSP 3, 2.2.1)
    for needed in NEEDED:
        holding = next((name for name in (*needed, "default-src") if name in directives), "")
        if holding and not {"'self'", "*"} & set(directives[holding]):
            name = needed[-1] if holding == "default-src" else holding
            directives[name] = [*(value for value in directives[holding] if value != "'none'"), "'self'"]
    return "; ".join(" ".join((name, *values)) for name, values in directives.items())
