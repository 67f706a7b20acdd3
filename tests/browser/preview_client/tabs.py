"""What tests do with a tab that is previewed: the page that it shows, and waiting for it."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

Opened = Callable[..., Page]

HEAD = '<meta charset="utf-8"><link rel="icon" href="data:,"><title>A title</title>'


def html(body: str, head: str = "", attributes: str = 'lang="en"') -> str:
    return f"<!doctype html>\n<html {attributes}>\n<head>{HEAD}{head}</head>\n<body>\n{body}\n</body>\n</html>\n"


def listens(page: Page) -> None:
    """Wait until the stream has said the facts of the page."""
    expect(page.locator("ssg-preview .name")).to_have_text("a.md", timeout=10_000)


def shows(page: Page, version: str) -> None:
    page.wait_for_function(
        "version => document.documentElement.dataset.ssgVersion === version && document.readyState === 'complete'",
        arg=version,
    )


def was_patched(page: Page) -> bool:
    return bool(page.evaluate("window.mark === true"))


def listens_again(page: Page) -> None:
    page.wait_for_function("() => document.querySelector('ssg-preview') !== null")


def finding(**fields: object) -> dict[str, object]:
    return {
        "level": "error",
        "code": "bad-date",
        "message": "this is no date",
        "file": "content/posts/a.md",
        "line": 3,
        "column": 7,
        "help": "",
        "frame": "",
    } | fields
