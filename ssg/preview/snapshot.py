"""What is served at one moment: addresses looked up in a map, never paths."""

from __future__ import annotations

from dataclasses import dataclass

from ssg.catalog.pictures import MADE_FOLDER
from ssg.core.errors import Diagnostic
from ssg.core.urls import address_of, output_path
from ssg.preview.exchange import Artifact, PageBroken
from ssg.preview.press import Press
from ssg.run.live_site import LiveSite


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One immutable moment of the site; the press renders what is asked of it."""

    live: LiveSite | None  # None while there has been no site that could be planned
    problems: tuple[Diagnostic, ...]  # everything that is wrong
    version: int
    press: Press

    @property
    def base_path(self) -> str:
        return self.live.planning.info.base_path if self.live else ""

    def has(self, address: str) -> bool:
        return self.live is not None and (output := _output(address)) is not None and output in self.live.jobs

    def lags_at(self, address: str) -> bool:
        """Return whether the page at ``address`` shows a related list, and that is behind the posts."""
        return self.live is not None and self.live.lags and self.live.shows_related(_output(address) or "")

    @property
    def lacks_lists(self) -> bool:
        """Return whether there are no related lists yet."""
        return self.live is not None and not self.live.is_ranked and self.live.related is None

    def is_picture(self, address: str) -> bool:
        """Return whether a made picture stands at ``address``: it may take the time of many pages."""
        return address.startswith(MADE_FOLDER) and self.has(address)

    def develop(self, address: str) -> None:
        """Make the picture at ``address``, so that it is there when it is asked for. Not for the render thread."""
        if self.live and (output := _output(address)):
            self.press.develop(self.live, output)

    def artifact(self, address: str) -> Artifact | None:
        """Return what stands at ``address``: see `exchange.Pages`. For the render thread."""
        if self.live is None:
            raise PageBroken(self.problems)
        output = _output(address)
        return self.press.artifact(self.live, output) if output is not None else None


def _output(address: str) -> str | None:
    """Return the output at an address; None for another spelling of one, such as `/a/index.html`."""
    output = output_path(address) if address.startswith("/") else ""
    return output if output and address_of(output) == address else None
