"""What the preview adds to a page, its script tag, and the files of its own that the tag leads to."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from functools import cache, partial
from hashlib import sha256

NAME_DIGITS = 16
CLIENT = "/__ssg/client.js"
WAITING = "/__ssg/waiting.js"
GONE = "404"  # the version of a page that is not there begins with it
SCRIPT_TYPE = "text/javascript; charset=utf-8"
SCRIPTS = ("client.js", "patch.js", "overlay.js", "look.js", "idiomorph.js")
"""Of a page of the site: a tab that runs others of these is loaded anew."""

_FOLDER = os.path.dirname(os.path.abspath(__file__))
_BODY_END = re.compile(rb"</body(?=[\s/>])", re.IGNORECASE)


@cache
def own_file(name: str) -> bytes:
    """Return the bytes of one of the preview's scripts, as they were when they were first asked for."""
    with open(os.path.join(_FOLDER, name), "rb") as file:
        return file.read()


OWN_FILES: Mapping[str, tuple[str, Callable[[], bytes]]] = {
    f"/__ssg/{name}": (SCRIPT_TYPE, partial(own_file, name)) for name in (*SCRIPTS, "waiting.js")
}
"""Address → Content-Type, and what reads the bytes. Nothing else stands below `/__ssg/` but the events."""


@cache
def client_digest() -> str:
    """Return the name of these very scripts: a page that runs others has to be loaded anew."""
    return _name_of(b"".join(sha256(own_file(name)).digest() for name in SCRIPTS))


@cache
def waiting_digest() -> str:
    """Return the name of the script of the page that is served while the first build is running."""
    return _name_of(own_file("waiting.js"))


def _name_of(data: bytes) -> str:
    return sha256(data).hexdigest()[:NAME_DIGITS]


def page_id(address: str) -> str:
    """Return the opaque name of a page by its site-absolute address: no endpoint has to take a path."""
    return _name_of(address.encode("utf-8", "surrogatepass"))


def page_version(digest: bytes, *, gone: bool = False) -> str:
    """Return the version of a page by the digest of its bytes as built; ``gone``: of the 404 page in its place."""
    return (GONE if gone else "") + digest.hex()[:NAME_DIGITS]


def with_script(html: bytes, page: str, version: str) -> bytes:
    """Return a page with the preview's tag before its last `</body>`, else at its end."""
    ends = [found.start() for found in _BODY_END.finditer(html)]
    at = ends[-1] if ends else len(html)
    return html[:at] + script_tag(page, version) + html[at:]


def script_tag(page: str, version: str) -> bytes:
    """Return the tag, without a line end: what it is added to stays as it was when it is taken away."""
    source = f"{CLIENT}?v={client_digest()}"
    return f'<script src="{source}" data-page="{page}" data-version="{version}" defer></script>'.encode()
