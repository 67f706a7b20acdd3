"""Lay pictures of every kind of page beside one another, at each width and in both schemes, to be looked at.

    python -m tools.contact_sheets FOLDER [--theme default] [--widths 320 768 1280 1920] [--kinds home post ...]

One sheet for each kind of page and scheme: the whole page at each width, lying in columns. The kinds are those that
the tests in the browser look at. Nobody can test whether a page looks finished; this makes the looking quick.
"""

from __future__ import annotations

import argparse
import io
import shutil
from collections.abc import Iterator
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from tests.browser.test_sample_blog import PAGES, SCHEMES, WIDTHS
from tools.take_screenshots import ARGUMENTS, CHROMIUM, Shot, built_blog, opened

COLUMN = 2400  # pixels of a page in one column
GAP, GREY = 24, (128, 128, 128)
ALL_PICTURES = """() => Promise.all([...document.images].map((image) => {
  image.loading = "eager";
  return image.decode().catch(() => null);
}))"""


def columns(page: Image.Image) -> Iterator[Image.Image]:
    """Yield a long page from the top to the bottom."""
    for top in range(0, page.height, COLUMN):
        yield page.crop((0, top, page.width, min(page.height, top + COLUMN)))


def sheet(pages: list[Image.Image]) -> Image.Image:
    """Return the columns of all pages, from the left to the right."""
    parts = [part for page in pages for part in columns(page)]
    laid = Image.new("RGB", (sum(part.width + GAP for part in parts), max(part.height for part in parts)), GREY)
    left = 0
    for part in parts:
        laid.paste(part, (left, 0))
        left += part.width + GAP
    return laid


def picture(browser: Browser, shot: Shot, url: str) -> Image.Image:
    with opened(browser, shot, url) as page:
        page.evaluate(ALL_PICTURES)
        return Image.open(io.BytesIO(page.screenshot(full_page=True))).convert("RGB")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--theme", default="default")
    parser.add_argument("--widths", type=int, nargs="+", default=WIDTHS)
    parser.add_argument("--kinds", nargs="+", choices=PAGES, default=list(PAGES), metavar="KIND")
    chosen = parser.parse_args()
    chosen.folder.mkdir(parents=True, exist_ok=True)
    chromium = next(filter(None, map(shutil.which, CHROMIUM)), None)
    with built_blog(chosen.theme) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        for kind in chosen.kinds:
            for scheme in SCHEMES:
                shots = [Shot(PAGES[kind], width=width, scale=1, scheme=scheme) for width in chosen.widths]
                pages = [picture(browser, shot, address + shot.address) for shot in shots]
                path = chosen.folder / f"{kind.replace(' ', '-')}-{scheme}.jpg"
                sheet(pages).save(path, quality=85)
                print(path, flush=True)
        browser.close()


if __name__ == "__main__":
    main()
