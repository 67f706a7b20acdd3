"""A post's Markdown read elsewhere: addresses are full, code is as typed."""

from __future__ import annotations

import pytest

from ssg.render.twin_links import with_full_addresses
from tests.sites import TestSite

FULL = {"b.md": "https://t.example/b/", "a b.png": "https://t.example/a%20b.png", "c(1).md": "https://t.example/c(1)/"}


@pytest.mark.parametrize(("typed", "read"), [
    ("[b](b.md)", "[b](https://t.example/b/)"),
    ('[b](b.md "B") and ![x](<a b.png>)', '[b](https://t.example/b/ "B") and ![x](<https://t.example/a%20b.png>)'),
    ("[c](c(1).md).", "[c](<https://t.example/c(1)/>)."),
    ("[c](c\\(1\\).md)", "[c](<https://t.example/c(1)/>)"),
    ("[![x](b.md)](b.md)", "[![x](https://t.example/b/)](https://t.example/b/)"),
    ("[b]\n\n[b]: b.md", "[b]\n\n[b]: https://t.example/b/"),
    ('<img src="a b.png"> <a href=\'b.md\'>', '<img src="https://t.example/a%20b.png"> <a href="https://t.example/b/">'),
    ("[x](https://x.example)", "[x](https://x.example)"),
    ("[x](unknown.md)", "[x](unknown.md)"),
    ("`[b](b.md)` [b](b.md)", "`[b](b.md)` [b](https://t.example/b/)"),
    ("```\n[b](b.md)\n```\n[b](b.md)", "```\n[b](b.md)\n```\n[b](https://t.example/b/)"),
    ("~~~md\n[b](b.md)\n", "~~~md\n[b](b.md)\n"),
    ("~~~\n[b](b.md)\n~~~~\n[b](b.md)", "~~~\n[b](b.md)\n~~~~\n[b](https://t.example/b/)"),
    ("- x\n\n    ```\n    [b](b.md)\n", "- x\n\n    ```\n    [b](https://t.example/b/)\n"),
    ("``a ` [b](b.md)`` [b](b.md)", "``a ` [b](b.md)`` [b](https://t.example/b/)"),
    ("   [b]: <b.md>\n    [b]: b.md", "   [b]: <https://t.example/b/>\n    [b]: b.md"),
    ('<source src = "b.md"> <a xhref="b.md">', '<source src = "https://t.example/b/"> <a xhref="b.md">'),
    ("A ` sign.\n\n[b](b.md) and ` one.", "A ` sign.\n\n[b](https://t.example/b/) and ` one."),
    ("b.md", "b.md"),
])  # fmt: skip
def test_an_address_of_the_site_is_full_and_anything_else_is_as_typed(typed: str, read: str) -> None:
    assert with_full_addresses(typed, FULL) == read


def test_the_markdown_of_a_post_leads_to_where_its_page_leads(site: TestSite) -> None:
    site.write("b.md", title="B")
    site.write_raw("p.svg", '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"></svg>')
    site.write("a.md", "## Part\n\nTo [B](b.md), [here](#part), ![A picture](p.svg) and `[B](b.md)`.")
    site.build(base_url="https://test.example/blog")

    assert site.read("news/a/index.md").endswith(
        "To [B](https://test.example/blog/news/b/), [here](https://test.example/blog/news/a/#part), "
        "![A picture](https://test.example/blog/p.svg) and `[B](b.md)`.\n"
    )


def test_a_moved_target_moves_the_markdown_that_leads_there(site: TestSite) -> None:
    site.write("b.md", title="B")
    site.write("a.md", "To [B](b.md).")
    site.build()
    site.write("b.md", title="B", slug="c")
    site.build()

    assert "(https://test.example/news/c/)" in site.read("news/a/index.md")
