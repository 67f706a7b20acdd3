"""`_redirects` and `_headers` as Netlify reads them from the published folder."""

from __future__ import annotations

from collections.abc import Collection
from urllib.parse import urlsplit

from ssg.core.urls import absolute, encoded, href, is_external
from ssg.core.views import Redirect
from ssg.render.feeds import ATOM_TYPE, JSON_TYPE, RSS_TYPE

NOT_FOUND = "/404.html"
HIDDEN = ("/.ssg-owned",)

_FOREVER = "public, max-age=31536000, immutable"
_REVALIDATE = "public, max-age=0, must-revalidate"
# A splat may stand at the end of a path only, and a placeholder takes exactly one segment, so a file below any
# folder needs a line for each depth: /{lang}/tags/{tag}/feed.xml, /{lang}/{year}/{month}/{day}/{slug}/index.md.
_FEED_DEPTHS = range(5)
_TWIN_DEPTHS = range(1, 7)
_FEED_TYPES = {"feed.xml": RSS_TYPE, "atom.xml": ATOM_TYPE, "feed.json": JSON_TYPE}
_TWIN = (("Content-Type", "text/markdown; charset=utf-8"), ("X-Robots-Tag", "noindex"))
_LLMS: Rule = ("/llms.txt", (("Content-Type", "text/plain; charset=utf-8"), ("X-Robots-Tag", "noindex")))
_LANGUAGES = ("", "/:lang")  # what the addresses of the site's language begin with, and of others
_MAILS = ("email.html", "email.txt", "email.eml")
_FINGERPRINTED = ("/assets/t/*", "/assets/i/*", "/assets/c/*")
_SECURITY = (
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "strict-origin-when-cross-origin"),
    ("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
)

Rule = tuple[str, tuple[tuple[str, str], ...]]  # a path, and the headers that go out with it


# ── _redirects ──────────────────────────────────────────────────────────────────────────────────────


def redirects_file(
    redirects: tuple[Redirect, ...],
    base_path: str,
    hidden: tuple[str, ...] = HIDDEN,
    *,
    live: Collection[str] = frozenset(),
) -> bytes:
    """Return `_redirects`: what is hidden, then the redirects by source; of two from one source the first stands.

    ``live`` are the addresses of pages, which no redirect may take. Netlify drops a slash at the end before it looks
    for a rule, so that two addresses that differ by it are one here.
    """
    taken = {_bare(address) for address in live}
    lines = _hidden_lines(hidden, base_path)
    for redirect in sorted(redirects, key=lambda redirect: redirect.source):
        source = _bare(redirect.source)
        if source not in taken and source != _bare(redirect.target):
            taken.add(source)
            lines.append(_redirect_line(redirect, base_path))
    if base_path:
        # The tree has no base path in it: below that path the host has to find the same files.
        lines.append(f"{_quoted(base_path)}/* /:splat 200")
    return "".join(f"{line}\n" for line in lines).encode()


def _hidden_lines(hidden: tuple[str, ...], base_path: str) -> list[str]:
    """Return a forced 404 for each hidden file, at its place in the tree too where the site has a base path."""
    bases = [base_path, ""] if base_path else [""]
    # Without the exclamation mark the file itself would be served.
    return [f"{_quoted(base + address)} {NOT_FOUND} 404!" for address in sorted(hidden) for base in bases]


def _redirect_line(redirect: Redirect, base_path: str) -> str:
    source = _quoted(base_path + redirect.source.split("#")[0])
    if 300 <= redirect.status < 400 and redirect.target:
        target = redirect.target
        full = absolute(target, "") if is_external(target) else href(target, base_path)
        return f"{source} {full} {redirect.status}"
    # Any other status answers with a file, named by its place in the tree.
    return f"{source} {encoded(redirect.target or NOT_FOUND)} {redirect.status if redirect.target else 410}"


def _quoted(path: str) -> str:
    """Return a path to match as it is: what begins a placeholder, a splat or a query is percent-encoded."""
    return encoded(path).replace("*", "%2A").replace(":", "%3A").replace("?", "%3F")


def _bare(address: str) -> str:
    return encoded(address).removesuffix("index.html").rstrip("/") or "/"


# ── _headers ────────────────────────────────────────────────────────────────────────────────────────


def headers_file(base_path: str, *, preview: bool = False, form_action: str = "", raw_html: bool = True) -> bytes:
    """Return `_headers`; where several paths match, the last one to name a header wins.

    ``preview`` keeps everything out of search engines, ``form_action`` is where the newsletter's form posts, and
    ``raw_html`` says that authors may write style elements.
    """
    everything: Rule = (
        "/*",
        (
            ("Cache-Control", _REVALIDATE),
            *_SECURITY,
            ("Content-Security-Policy", content_security_policy(form_action, raw_html)),
            *((("X-Robots-Tag", "noindex"),) if preview else ()),
        ),
    )
    rules = [everything, *_feed_rules(), *_twin_rules(), _LLMS, *_mail_rules(), *_search_rules()]
    rules += [(path, (("Cache-Control", _FOREVER),)) for path in _FINGERPRINTED]
    return "\n".join(_block(base_path, rule) for rule in rules).encode()


def content_security_policy(form_action: str = "", raw_html: bool = True) -> str:
    """Return the policy of every page: own scripts only, pictures, media and frames from anywhere over HTTPS."""
    styles = "style-src 'self' 'unsafe-inline'" if raw_html else "style-src 'self'; style-src-attr 'unsafe-inline'"
    return "; ".join(
        (
            "default-src 'self'",
            "script-src 'self'",
            styles,  # attributes in any case: Markdown's tables align their cells with them
            "img-src 'self' https: data:",
            "media-src 'self' https:",
            "frame-src https:",
            "connect-src 'self'",
            "object-src 'none'",
            "base-uri 'self'",
            f"form-action 'self'{_origin(form_action)}",
            "frame-ancestors 'self'",
        )
    )


def _origin(address: str) -> str:
    """Return a blank and scheme and host of a full URL; nothing for an address of the site's own."""
    parts = urlsplit(address)
    return f" {parts.scheme}://{parts.netloc}" if parts.scheme in ("http", "https") and parts.netloc else ""


def _feed_rules() -> list[Rule]:
    return [
        (_below(depth, name), (("Content-Type", f"{kind}; charset=utf-8"),))
        for name, kind in _FEED_TYPES.items()
        for depth in _FEED_DEPTHS
    ]


def _twin_rules() -> list[Rule]:
    return [(_below(depth, "index.md"), _TWIN) for depth in _TWIN_DEPTHS]


def _search_rules() -> list[Rule]:
    """Return rules for the index of the search: only our own script reads it."""
    return [(f"{prefix}/search/i/*", (("X-Robots-Tag", "noindex"),)) for prefix in _LANGUAGES]


def _mail_rules() -> list[Rule]:
    """Return rules for the digest's mails: they say once more what their page says."""
    noindex = (("X-Robots-Tag", "noindex"),)
    return [(f"{prefix}/digest/:week/{name}", noindex) for prefix in _LANGUAGES for name in _MAILS]


def _below(depth: int, name: str) -> str:
    return "/" + "".join(f":folder{number}/" for number in range(1, depth + 1)) + name


def _block(base_path: str, rule: Rule) -> str:
    path, headers = rule
    return f"{encoded(base_path)}{path}\n" + "".join(f"  {name}: {value}\n" for name, value in headers)
