"""What an author looks at: tabs of a preview, and what they have shown so far."""

from __future__ import annotations

from dataclasses import dataclass, field

from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser.preview.served import Served

WATCH = """() => {
  window.mark = document.body.mark = true;
  window.updates = 0;
  document.addEventListener('ssg:updated', () => window.updates++);
}"""

IS_DRAWN = """([image, colour]) => {
  const canvas = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
  const pixel = () => [...canvas.getImageData(0, 0, 1, 1).data].join();
  if (!image.complete || !image.naturalWidth) return false;
  canvas.fillStyle = colour;
  canvas.fillRect(0, 0, 1, 1);
  const wanted = pixel();
  canvas.clearRect(0, 0, 1, 1);
  canvas.drawImage(image, 0, 0, 1, 1);
  return pixel() === wanted;
}"""


@dataclass
class Window:
    """Tabs beside each other. What they print as an error or a warning has to be expected by the test."""

    context: BrowserContext
    preview: Served
    errors: list[str] = field(default_factory=list)
    expected: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.context.set_default_timeout(20_000)
        self.context.on("console", lambda said: self._note(said.text) if said.type in ("error", "warning") else None)
        self.context.on("weberror", lambda raised: self._note(str(raised.error)))

    def _note(self, text: str) -> None:
        self.errors.append(text)

    def open(self, address: str) -> Page:
        """Open a page in a new tab, and wait until it listens."""
        page = self.context.new_page()
        page.goto(self.preview.address + self.preview.site.base_path + address)
        listens(page)
        return page

    def unexpected(self) -> list[str]:
        return [error for error in self.errors if not any(text in error for text in self.expected)]


def listens(page: Page) -> None:
    """Wait until the tab has been told about its page; note from then on what becomes of it."""
    expect(page.locator("ssg-preview .name")).not_to_be_empty()
    page.evaluate(WATCH)


def stayed(page: Page) -> bool:
    """Return whether it is the document of the beginning: neither loaded anew nor given another body."""
    return bool(page.evaluate("window.mark === true && document.body.mark === true"))


def updates(page: Page) -> int:
    """Return how often the tab was brought up to date in place."""
    return int(page.evaluate("window.updates"))


def prose(page: Page) -> Locator:
    return page.locator("body .prose")


def overlay(page: Page) -> Locator:
    return page.locator("ssg-preview .panel")


def is_drawn(image: Locator, colour: str) -> None:
    """Wait until a picture is drawn in a colour."""
    image.page.wait_for_function(IS_DRAWN, arg=[image.element_handle(), colour])
