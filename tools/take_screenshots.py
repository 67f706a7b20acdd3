"""Take the pictures of the documentation from the real sample blog, and of the preview over a broken post.

    python -m tools.take_screenshots [NAME ...]

Writes docs/pictures/*.webp. The blog is built for one instant, so that the same sources give the same pages; it needs
Chromium and the tools of the tests.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.static_host import address_of, listening, serving
from ssg import BuildOptions, build

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "pictures"
NOW = "2026-02-01T12:00:00+00:00"
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = [
    *("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--font-render-hinting=none"),
    "--enable-features=OverlayScrollbar",  # as on phones: no room is kept for a bar that no picture shows
]
LIMIT_BYTES = 150_000
QUALITIES = (86, 80, 74, 66, 58)  # the first that keeps the limit
SITE_FILES = ("site.toml", "addresses.lock", "content", "themes")

# A preview makes a picture when it is asked for it, which takes longer than to load the page.
PICTURES_IN_SIGHT = """() => Promise.all([...document.images]
  .filter((image) => image.getBoundingClientRect().top < innerHeight)
  .map((image) => image.decode().catch(() => null)))"""

ARTICLE = "/news/xiaomi-luo-fuli-mimo/"
BROKEN = "content/posts/2026-01-12-ziliangji-robotics-funding/index.md"
LISTENS = re.compile(r"http://\S+")


class Shot(NamedTuple):
    """A picture: which page, how wide, in which colours."""

    address: str
    width: int = 1280
    height: int = 900
    scale: float = 1.25  # pixels of the picture for each of the page
    scheme: str = "light"
    theme: str = "default"


SHOTS = {
    "front-light": Shot("/"),
    "front-dark": Shot("/", scheme="dark"),
    "front-wire": Shot("/", theme="wire"),
    "article": Shot(ARTICLE),
    "article-phone": Shot(ARTICLE, width=360, height=740, scale=2),
    "tag": Shot("/tags/artificial-intelligence/"),
}
OVERLAY = "preview"


# ── the built blog ──────────────────────────────────────────────────────────────────────────────────


def take_all(browser: Browser, wanted: Callable[[str], bool]) -> None:
    for theme in sorted({shot.theme for shot in SHOTS.values()}):
        names = [name for name, shot in SHOTS.items() if shot.theme == theme and wanted(name)]
        if names:
            with built_blog(theme) as address:
                for name in names:
                    with opened(browser, SHOTS[name], address + SHOTS[name].address) as page:
                        save(name, page.screenshot())
    if wanted(OVERLAY):
        take_overlay(browser)


@contextlib.contextmanager
def built_blog(theme: str) -> Iterator[str]:
    """Build the blog with a theme, serve it, and give its address."""
    with tempfile.TemporaryDirectory() as folder, listening() as server:
        site = copied_site(Path(folder) / "site", theme)
        options = BuildOptions(now=NOW, locked=True, base_url=address_of(server), environ={})
        report = build(site, options)
        if not report.ok:
            sys.exit(f"the sample blog has errors: {report.diagnostics}")
        with serving(server, str(site / "output")) as address:
            yield address


def copied_site(folder: Path, theme: str) -> Path:
    folder.mkdir()
    for name in SITE_FILES:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name)
        else:
            shutil.copy(source, folder / name)
    config = (folder / "site.toml").read_text("utf-8")
    (folder / "site.toml").write_text(config.replace('theme = "default"', f'theme = "{theme}"'), "utf-8")
    return folder


@contextlib.contextmanager
def opened(browser: Browser, shot: Shot, url: str) -> Iterator[Page]:
    """Open a page and wait until all that it shows is there."""
    context = browser.new_context(
        viewport={"width": shot.width, "height": shot.height},
        device_scale_factor=shot.scale,
        is_mobile=shot.width < 600,
        color_scheme="dark" if shot.scheme == "dark" else "light",
        reduced_motion="reduce",
        locale="en-US",
        timezone_id="UTC",
    )
    page = context.new_page()
    page.goto(url, wait_until="load")
    page.evaluate("document.fonts.ready.then(() => true)")
    page.evaluate(PICTURES_IN_SIGHT)
    yield page
    context.close()


# ── the preview over a broken post ──────────────────────────────────────────────────────────────────


def take_overlay(browser: Browser) -> None:
    with tempfile.TemporaryDirectory() as folder:
        site = copied_site(Path(folder) / "site", "default")
        post = site / BROKEN
        text = post.read_text("utf-8")
        with previewed(site) as address, opened(browser, SHOTS["article"], address + ARTICLE) as page:
            post.write_text(re.sub(r"^date: .*$", "date: 2026-02-30", text, count=1, flags=re.MULTILINE), "utf-8")
            page.get_by_text("does not exist").first.wait_for()
            save(OVERLAY, page.screenshot())


@contextlib.contextmanager
def previewed(site: Path) -> Iterator[str]:
    """Start `ssg serve` on a site, and give its address."""
    command = [sys.executable, "-m", "ssg", "serve", str(site), "--port", "0", "--now", NOW, "--no-color"]
    environ = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environ)
    assert process.stderr
    try:
        yield next(found[0].rstrip("/.,") for line in process.stderr if (found := LISTENS.search(line)))
    finally:
        process.terminate()
        process.wait()
        process.stderr.close()


# ── files ───────────────────────────────────────────────────────────────────────────────────────────


def save(name: str, png: bytes) -> None:
    """Write a picture in the best quality that keeps the limit."""
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    for quality in QUALITIES:
        data = io.BytesIO()
        picture.save(data, "WEBP", quality=quality, method=6)
        if data.tell() <= LIMIT_BYTES:
            break
    else:
        sys.exit(f"{name} is larger than {LIMIT_BYTES:,} bytes in the lowest quality")
    PICTURES.mkdir(parents=True, exist_ok=True)
    (PICTURES / f"{name}.webp").write_bytes(data.getvalue())
    print(f"docs/pictures/{name}.webp  {data.tell():,} bytes, quality {quality}")


def main() -> None:
    names = sys.argv[1:]
    chromium = next(filter(None, map(shutil.which, CHROMIUM)), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        take_all(browser, lambda name: not names or name in names)
        browser.close()


if __name__ == "__main__":
    main()
