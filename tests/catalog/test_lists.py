"""Lists sealed from the oldest."""

from __future__ import annotations

import pytest

from ssg.catalog.lists import ListPage, list_pages, older_number, page_address, slice_of
from tests.sites import TestSite


@pytest.mark.parametrize(
    ("total", "root", "sealed"),
    [(0, 0, 0), (1, 1, 0), (9, 9, 0), (10, 5, 1), (14, 9, 1), (15, 5, 2), (1000, 5, 199)],
)
def test_the_root_holds_the_newest_and_the_rest_is_sealed(total: int, root: int, sealed: int) -> None:
    pages = list(list_pages(total, 5))

    assert pages[0] == ListPage(0, 0, root)
    assert [page.number for page in pages[1:]] == list(range(sealed, 0, -1))


def test_page_one_holds_the_oldest() -> None:
    posts = list(range(14, 0, -1))
    by_number = {page.number: slice_of(page, posts) for page in list_pages(14, 5)}

    assert by_number == {0: tuple(range(14, 5, -1)), 1: (5, 4, 3, 2, 1)}


def test_each_page_leads_to_the_next_older_and_the_root_to_the_highest_number() -> None:
    assert [older_number(page, 23, 5) for page in list_pages(23, 5)] == [3, 2, 1, 0]
    assert older_number(ListPage(0, 0, 3), 3, 5) == 0


def test_the_root_has_the_lists_own_address() -> None:
    assert [page_address("/news/", number) for number in (0, 51)] == ["/news/", "/news/page/51/"]


def posts(site: TestSite, count: int) -> None:
    site.configure_more("[listing]\nper_page = 2")
    for day in range(1, count + 1):
        site.write(f"p{day}.md", title=f"Post {day}", date=f"2026-01-{day:02d}", tags=["x"])


def test_every_list_has_its_sealed_pages_below_its_address(site: TestSite) -> None:
    posts(site, 5)
    site.build()

    made = {path for path in site.outputs() if "/page/" in f"/{path}"}

    assert made == {f"{root}page/1/index.html" for root in ("", "news/", "tags/x/", "authors/ada/")}
    assert 'href="/page/1/">Older' in site.read("index.html")
    assert 'href="/">Latest' in site.read("page/1/index.html")
    assert "Post 1" in site.read("page/1/index.html")
    assert "Post 2" in site.read("page/1/index.html")


def test_a_sealed_page_is_its_own_original_and_has_no_counts(site: TestSite) -> None:
    posts(site, 5)
    site.build()
    page = site.read("tags/x/page/1/index.html")

    assert '<link rel="canonical" href="https://test.example/tags/x/page/1/">' in page
    assert "x: 5" in site.read("tags/x/index.html")
    assert "x: " not in page


def test_a_new_post_leaves_every_sealed_page_alone(site: TestSite) -> None:
    posts(site, 9)
    site.build()
    before = site.outputs()
    site.write("p10.md", title="Post 10", date="2026-01-10", tags=["x"])
    site.build()
    after = site.outputs()

    sealed = [path for path in before if "page/" in path]
    assert len(sealed) == 12
    assert [path for path in sealed if before[path] != after[path]] == []


def test_the_introduction_stands_on_the_root_only(site: TestSite) -> None:
    posts(site, 5)
    site.write("news/_index.md", "Welcome to the news.", title="The news", date=None)
    site.build()

    assert "Welcome to the news." in site.read("news/index.html")
    assert "Welcome to the news." not in site.read("news/page/1/index.html")
