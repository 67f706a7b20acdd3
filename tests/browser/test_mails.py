"""The newest digest as a mail, as a phone and a desk show it, in both colour schemes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import Blog
from tests.browser.test_accessibility import findings
from tests.browser.test_sample_blog import SCHEMES

pytestmark = pytest.mark.browser

WIDTHS = (360, 640)
MAIL = "/digest/2026-w03/email.html"


@pytest.fixture(params=[(width, scheme) for width in WIDTHS for scheme in SCHEMES], ids=lambda shown: f"{shown}")
def mail(chromium: Browser, blog: Blog, request: pytest.FixtureRequest) -> Iterator[tuple[Page, str]]:
    """Show the mail with its pictures from where the blog is served."""
    width, scheme = request.param
    context = chromium.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page = context.new_page()
    html = (
        (blog.output / MAIL.lstrip("/")).read_text("utf-8").replace('src="http://localhost/', f'src="{blog.address}/')
    )
    page.goto(blog.address + "/robots.txt")
    page.set_content(html, wait_until="load")
    yield page, scheme
    context.close()


def test_nothing_is_wider_than_the_screen_and_the_picture_is_there(mail: tuple[Page, str]) -> None:
    page, _ = mail

    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.evaluate("[...document.images].map(image => image.complete && image.naturalWidth > 500)") == [True]
    assert not page.locator(".preheader").is_visible()
    assert page.locator(".headline").is_visible()


def test_the_paper_is_as_dark_as_the_reader_wants_it(mail: tuple[Page, str]) -> None:
    page, scheme = mail
    red = page.evaluate("Number(getComputedStyle(document.querySelector('.sheet')).backgroundColor.match(/\\d+/)[0])")

    assert red < 40 if scheme == "dark" else red > 240


def test_axe_finds_nothing_but_the_landmarks_of_a_page(mail: tuple[Page, str]) -> None:
    """A mail is a part of its reader's own page, which has them."""
    said = findings(mail[0])

    assert [line for line in said if not line.startswith(("landmark-one-main:", "region:"))] == []


def test_the_first_heading_of_the_news_has_room_above_it(mail: tuple[Page, str]) -> None:
    """Whether or not key points stand between the mail's own name and the story of the week."""
    page, _ = mail
    page.evaluate("document.querySelector('.points')?.remove()")
    gap = page.evaluate(
        "document.querySelector('.lead').getBoundingClientRect().top"
        " - document.querySelector('.label').getBoundingClientRect().bottom"
    )

    assert gap >= 16
