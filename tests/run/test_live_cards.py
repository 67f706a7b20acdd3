"""The preview with drawn cards: a headline, a colour and a date move the cards that show them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.preview.studios import news_site
from tests.run.live_law import Previewed
from tests.sites import TestSite


@pytest.fixture
def blog(tmp_path: Path) -> TestSite:
    site = news_site(tmp_path / "site", 4)
    site.configure_more('[cards]\nmode = "all"')
    return site


@pytest.fixture
def preview(blog: TestSite) -> Iterator[Previewed]:
    previewed = Previewed(blog.folder)
    previewed.open()
    yield previewed
    previewed.close()


def cards(preview: Previewed) -> set[str]:
    assert preview.current
    return {output for output in preview.current.jobs if output.startswith("assets/c/")}


def replaced(path: str, old: str, new: str) -> Callable[[TestSite], None]:
    def edit(site: TestSite) -> None:
        file = site.folder / path
        text = file.read_text("utf-8")
        assert old in text
        file.write_text(text.replace(old, new), encoding="utf-8")

    return edit


def colored(site: TestSite) -> None:
    file = site.folder / "themes" / "rich" / "theme.toml"
    file.write_text(f'{file.read_text()}\n[card]\naccent = "#123456"\n')


ALL = 8
"""Four posts and one with a picture, a draft, a translation, and the site."""

EDITS: dict[str, tuple[Callable[[TestSite], None], int]] = {
    "a word": (replaced("content/p1.md", "This leads", "That leads"), 0),
    "a headline": (replaced("content/p2.md", "Post 2", "Post Two"), 1),
    "a headline that no font has": (replaced("content/p2.md", "Post 2", "한국어"), 1),
    "a date": (replaced("content/p1.md", "2026-01-02", "2026-01-03"), 1),
    "the colour of cards": (colored, ALL),
    "the title of the site": (replaced("site.toml", "Test News", "Other News"), ALL),
    "no cards": (replaced("site.toml", 'mode = "all"', 'mode = "off"'), ALL),
}
"""What is done, and how many cards that stood are gone."""


@pytest.mark.parametrize("by_hints", [False, True], ids=["by a look at everything", "by hints"])
@pytest.mark.parametrize("edit", EDITS)
def test_a_preview_shows_the_cards_of_a_clean_build(
    edit: str, by_hints: bool, blog: TestSite, preview: Previewed
) -> None:
    act, gone = EDITS[edit]
    before = cards(preview)
    assert len(before) == ALL

    act(blog)
    if by_hints:
        preview.hint()
    else:
        preview.look()

    assert len(before - cards(preview)) == gone
    preview.hold_to_the_law()
