"""An edit of a style sheet: pages get its new address without being rendered, and are what a clean build makes."""

from __future__ import annotations

from pathlib import Path

import pytest

from ssg.render.readdressing import readdressed, replacements
from ssg.render.theme_assets import asset_output
from tests.sites import TestSite

SHEET = "assets/css/10-base.css"


@pytest.fixture
def blog(site: TestSite) -> TestSite:
    for name in "abc":
        site.write(f"{name}.md", f"Words of {name}.", tags=["x"])
    assert site.build().ok
    return site


def edited(blog: TestSite, tmp_path: Path, rendered: list[str]) -> list[str]:
    """Edit the style sheet and build; return the pages that were rendered for that."""
    blog.theme(SHEET, f"body {{ color: #{len(blog.outputs()):06} }}")
    del rendered[:]
    done = blog.build()
    found = list(rendered)
    assert done.ok
    assert blog.outputs() == blog.clean_outputs(tmp_path / "clean")
    assert blog.build().rendered == 0
    return found


def sheet_of(blog: TestSite) -> str:
    (path,) = (output for output in blog.outputs() if output.startswith("assets/t/site."))
    return f"/{path}"


def test_no_page_is_rendered_for_a_style_sheet(blog: TestSite, tmp_path: Path, rendered: list[str]) -> None:
    first = edited(blog, tmp_path / "one", rendered)
    blog.theme(SHEET, "body { color: navy }")
    second = edited(blog, tmp_path / "two", rendered)

    assert (first, second) == ([], [])


def test_an_address_that_an_author_wrote_stays(blog: TestSite, tmp_path: Path, rendered: list[str]) -> None:
    blog.write("d.md", f"The sheet is at `{sheet_of(blog)}` today.", summary="A sheet.")
    blog.build()
    found = edited(blog, tmp_path, rendered)

    assert found == ["news/d/index.html"]


def test_an_address_that_an_author_wrote_before_it_was_one_stays(
    blog: TestSite, tmp_path: Path, rendered: list[str]
) -> None:
    before = sheet_of(blog)
    blog.theme(SHEET, "body { color: navy }")
    blog.build()
    coming = sheet_of(blog)
    blog.theme(SHEET, "")
    blog.write("d.md", f"The sheets are at `{coming}` and `{before}`.")
    blog.build()
    blog.theme(SHEET, "body { color: navy }")
    blog.build()
    assert blog.outputs() == blog.clean_outputs(tmp_path / "clean")


def test_a_page_that_somebody_changed_is_rendered(blog: TestSite, tmp_path: Path, rendered: list[str]) -> None:
    (blog.output / "index.html").write_bytes(b"somebody's")
    found = edited(blog, tmp_path, rendered)

    assert found == ["index.html"]


def test_a_template_that_takes_addresses_in_hand_has_its_pages_rendered(
    blog: TestSite, tmp_path: Path, rendered: list[str]
) -> None:
    blog.theme("templates/home.html", '{{ asset("site.css")|upper }} {{ page.title }}')
    blog.build()
    found = edited(blog, tmp_path, rendered)

    assert found == ["index.html"]


def test_an_edit_of_a_post_and_of_a_style_sheet_renders_the_post(
    blog: TestSite, tmp_path: Path, rendered: list[str]
) -> None:
    blog.write("a.md", "Other words of a.", tags=["x"])
    found = edited(blog, tmp_path, rendered)

    assert "news/a/index.html" in found
    assert "authors/index.html" not in found


def test_a_site_below_a_path_has_its_own_addresses(site: TestSite, tmp_path: Path, rendered: list[str]) -> None:
    site.configure(
        (site.folder / "site.toml").read_text().replace('"https://test.example"', '"https://test.example/blog"')
    )
    site.write("a.md", "Words.")
    site.build()

    assert edited(site, tmp_path, rendered) == []


def test_a_block_that_the_parent_takes_in_hand_has_its_pages_rendered(
    blog: TestSite, tmp_path: Path, rendered: list[str]
) -> None:
    frame = '{% set sheet %}{% block sheet %}{% endblock %}{% endset %}{{ sheet|replace(".css", ".min.css") }}'
    blog.theme("templates/parts/frame.html", frame + " {{ page.title }}")
    child = '{% extends "parts/frame.html" %}{% block sheet %}{{ asset("site.css") }}{% endblock %}'
    blog.theme("templates/home.html", child)
    blog.build()
    found = edited(blog, tmp_path, rendered)

    assert found == ["index.html"]


@pytest.mark.parametrize("name", ["R&D.js", "it's.js"])
def test_an_address_that_is_escaped_where_it_stands_is_printed_anew(
    blog: TestSite, tmp_path: Path, rendered: list[str], name: str
) -> None:
    blog.theme("templates/home.html", f'<script src="{{{{ asset("{name}") }}}}"></script> {{{{ page.title }}}}')
    blog.theme(f"assets/{name}", "1")
    blog.build()
    del rendered[:]
    blog.theme(f"assets/{name}", "2")
    blog.build()
    found = list(rendered)

    assert blog.outputs() == blog.clean_outputs(tmp_path / "clean")
    assert found == ["index.html"]


# ── the table of addresses ──────────────────────────────────────────────────────────────────────────

ONE, OTHER = b"1" * 16, b"2" * 16


def test_what_moved_is_found_among_the_parts() -> None:
    before = {"post": b"p", "asset site.css": ONE, "asset reader.js": ONE}
    moved = replacements(before, {**before, "asset site.css": OTHER}, "")

    assert moved == ((f"/{asset_output('site.css', ONE)}".encode(), f"/{asset_output('site.css', OTHER)}".encode()),)
    assert (
        readdressed(b"<a>" + moved[0][0] + b"<b>" + moved[0][0], moved) == b"<a>" + moved[0][1] + b"<b>" + moved[0][1]
    )


@pytest.mark.parametrize(
    "now",
    [
        {"post": b"q", "asset site.css": OTHER},
        {"post": b"p", "asset site.css": OTHER, "menu": b"m"},
        {"asset site.css": OTHER},
    ],
)
def test_where_anything_else_moved_there_is_no_replacement(now: dict[str, bytes]) -> None:
    assert replacements({"post": b"p", "asset site.css": ONE}, now, "") is None


def test_an_address_that_is_a_part_of_another_is_not_replaced() -> None:
    """`site.<digest>.css` is the beginning of the address of an asset of the name `site.<digest>.css.map`."""
    inner = asset_output("site.css", ONE).rpartition("/")[2]
    before = {"asset site.css": ONE, f"asset {inner}.map": ONE}

    assert asset_output(f"{inner}.map", ONE).startswith(asset_output("site.css", ONE))
    assert replacements(before, {**before, "asset site.css": OTHER}, "") is None
