"""A request, its response, and the site that is asked, as values: what the parts of the preview tell each other."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import NamedTuple, Protocol

from ssg.core.errors import Diagnostic

Headers = tuple[tuple[str, str], ...]


class Request(NamedTuple):
    """What was asked for, as it was sent."""

    method: str  # as sent: methods are case-sensitive
    target: str  # undecoded, in origin form: "/a%20b/?x"
    headers: Mapping[str, str]  # names in lower case; several of one name joined by ", "


class FileRange(NamedTuple):
    """Bytes of a file, read while they are sent."""

    path: str
    start: int  # of the first byte
    stop: int  # behind the last byte


class Feed(Protocol):
    """An event stream: chunks of bytes that come when there is news, until somebody closes it."""

    def __aiter__(self) -> AsyncIterator[bytes]: ...

    def close(self) -> None: ...  # iteration ends; may be called again


class Response(NamedTuple):
    """An answer without what hangs on the connection: the server adds Content-Length, Connection and Date."""

    status: int
    headers: Headers
    body: bytes | FileRange | Feed = b""


class Artifact(NamedTuple):
    """What stands at an address of the site."""

    data: bytes  # empty when `path` names a file
    digest: bytes  # of the bytes as built
    path: str = ""  # of a file beside the posts that is published as it is
    size: int = 0  # of that file


class PageBroken(Exception):
    """A page cannot be made, and nothing older is there. Its one argument is the sequence of diagnostics."""

    @property
    def problems(self) -> Sequence[Diagnostic]:
        return tuple(self.args[0])


class Pages(Protocol):
    """One immutable moment of the site. Addresses are decoded and site-absolute, without the base path."""

    @property
    def base_path(self) -> str: ...  # "" or "/blog": requests carry it

    @property
    def version(self) -> int: ...  # grows with every moment

    def has(self, address: str) -> bool: ...

    def artifact(self, address: str) -> Artifact | None:
        """Return what stands at ``address``. May take the time of one render; raises PageBroken."""


class NotYet(Exception):
    """There is no page yet, since the site is being read for the first time. Its one argument is what is answered."""

    @property
    def response(self) -> Response:
        found: Response = self.args[0]
        return found


class Site(Protocol):
    """The site that is served, whatever it looks like at the moment."""

    async def pages(self, request: Request) -> Pages:
        """Return the site as it is now. Raises NotYet."""

    async def stream(self, query: Mapping[str, str]) -> Feed:
        """Return the events for the tab that asks. Raises TooManyStreams."""


class TooManyStreams(Exception):
    """As many tabs as may be are listening already."""
