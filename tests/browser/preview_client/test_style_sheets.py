"""Style sheets and pictures of an open page are replaced by new ones."""

from __future__ import annotations

import pytest

from tests.browser.preview_client.server import PreviewServer
from tests.browser.preview_client.tabs import Opened, html, shows, was_patched

pytestmark = pytest.mark.browser


# ── style sheets ────────────────────────────────────────────────────────────────────────────────────


def test_a_style_sheet_is_swapped_without_a_moment_of_none(server: PreviewServer, opened: Opened) -> None:
    sheet = '<link rel="stylesheet" href="/{}.css">'
    server.files = {
        "/red.css": ("text/css", b"p { color: rgb(255, 0, 0) }"),
        "/blue.css": ("text/css", b"p { color: rgb(0, 0, 255) }"),
    }
    page = opened("<p>one</p>", sheet.format("red"))
    page.evaluate("""() => {
        window.seen = [];
        (function look() {
            const p = document.querySelector('p');
            seen.push(p.textContent + ' ' + getComputedStyle(p).color);
            requestAnimationFrame(look);
        })();
    }""")

    server.may_answer.clear()
    version = server.put("/", html("<p>two</p>", '<meta name="new" content="">' + sheet.format("blue")))
    server.may_answer.set()
    shows(page, version)
    page.evaluate("new Promise(requestAnimationFrame)")

    assert list(dict.fromkeys(page.evaluate("seen"))) == ["one rgb(255, 0, 0)", "two rgb(0, 0, 255)"]
    assert page.locator("link[rel=stylesheet]").evaluate_all("all => all.map(one => one.outerHTML)") == [
        sheet.format("blue")
    ]
    assert was_patched(page)


def test_a_style_sheet_that_does_not_come_does_not_hold_the_page(server: PreviewServer, opened: Opened) -> None:
    page = opened("<p>one</p>")
    page.route("**/slow.css", lambda route: None)

    version = server.put("/", html("<p>two</p>", '<link rel="stylesheet" href="/slow.css" media="screen">'))

    shows(page, version)
    assert page.locator("link[rel=stylesheet]").get_attribute("media") == "screen"


def test_pictures_and_sheets_whose_bytes_alone_moved_are_loaded_anew(server: PreviewServer, opened: Opened) -> None:
    picture = '<svg xmlns="http://www.w3.org/2000/svg" width="{0}" height="{0}"/>'
    server.files = {
        "/a/x.svg": ("image/svg+xml", picture.format(10).encode()),
        "/own.css": ("text/css", b"p { color: rgb(255, 0, 0) }"),
    }
    images = '<img src="x.svg" alt=""><img srcset="/a/x.svg 1x, /a/y.svg 2x" src="data:," alt="">'
    page = opened(images + "<p>one</p>", '<link rel="stylesheet" href="/own.css">', address="/a/")

    server.files["/a/x.svg"] = ("image/svg+xml", picture.format(20).encode())
    server.files["/own.css"] = ("text/css", b"p { color: rgb(0, 0, 255) }")
    server.tell("files", {"addresses": ["/a/x.svg", "/own.css"]})

    page.wait_for_function("() => [...document.images].every(image => image.naturalWidth === 20)")
    page.wait_for_function("() => getComputedStyle(document.querySelector('p')).color === 'rgb(0, 0, 255)'")
    shows(page, server.put("/a/", server.pages["/a/"].replace("one", "two")))
    assert page.evaluate("[...document.images].every(image => image.naturalWidth === 20)")
