"""A theme's assets: one style sheet, names that hold the digest."""

from __future__ import annotations

import re

import pytest

from tests.sites import TestSite


def assets(site: TestSite) -> dict[str, bytes]:
    """Return the published assets by their names without the digest."""
    found = {path: data for path, data in site.outputs().items() if path.startswith("assets/t/")}
    return {re.sub(r"\.[0-9a-f]{10}(?=\.|$)", "", path[len("assets/t/") :]): data for path, data in found.items()}


def test_style_sheets_are_joined_in_the_order_of_their_names(site: TestSite) -> None:
    site.theme("assets/css/90-last.css", "/* last */")
    site.theme("assets/css/05-first.css", "/* first */")
    site.build()
    sheet = assets(site)["site.css"].decode()

    assert sheet.index("first") < sheet.index("color: black") < sheet.index(".k") < sheet.index("last")


def test_the_sheet_holds_the_colours_of_code_for_light_and_dark(site: TestSite) -> None:
    site.build()

    assert b"prefers-color-scheme: dark" in assets(site)["site.css"]


def test_other_files_keep_their_place_below_the_folder(site: TestSite) -> None:
    site.theme("assets/js/menu.js", "let x = 1")
    site.theme("assets/LICENSE", "MIT")
    site.theme("assets/.hidden", "x")
    site.build()

    assert assets(site).keys() == {"site.css", "js/menu.js", "LICENSE"}
    assert assets(site)["js/menu.js"] == b"let x = 1"


def test_a_changed_asset_has_another_name_and_every_page_that_names_it_changes(site: TestSite) -> None:
    site.write("a.md")
    site.build()
    before = {path for path in site.outputs() if path.endswith(".css")}
    site.theme("assets/css/10-base.css", "body { color: navy; }")
    done = site.build()
    (after,) = (path for path in site.outputs() if path.endswith(".css"))

    assert set(done.removed) == before
    assert f'href="/{after}"' in site.read("news/a/index.html")
    assert done.reasons["news/a/index.html"] == "style sheet css/10-base.css changed"


def test_an_asset_that_no_page_names_changes_no_page(site: TestSite) -> None:
    site.theme("assets/js/menu.js", "1")
    site.write("a.md")
    site.build()
    site.theme("assets/js/menu.js", "2")

    assert [path for path in site.build().written if not path.startswith("assets/")] == []


def test_asset_addresses_carry_the_base_path(site: TestSite) -> None:
    site.configure((site.folder / "site.toml").read_text("utf-8").replace('test.example"\nd', 'test.example/blog"\nd'))
    site.build()

    assert 'href="/blog/assets/t/site.' in site.read("index.html")


def test_a_style_sheet_leads_to_the_assets_that_it_names_by_their_published_names(site: TestSite) -> None:
    site.theme("assets/fonts/serif.woff2", "font")
    site.theme("assets/css/05-fonts.css", "@font-face { src: url('../fonts/serif.woff2#x') } a { b: url(data:,x) }")
    site.build()
    (font,) = (path for path in site.outputs() if path.endswith(".woff2"))
    sheet = assets(site)["site.css"].decode()

    assert f'url("{font.removeprefix("assets/t/")}#x")' in sheet
    assert "url(data:,x)" in sheet


@pytest.mark.parametrize(
    ("name", "address", "published"),
    [
        ("fonts/a.woff2", "../fonts/a.woff2?v=4.7#iefix", "fonts/a.{}.woff2?v=4.7#iefix"),
        ("fonts/a.eot", "../fonts/a.eot?#iefix", "fonts/a.{}.eot?#iefix"),
        ("two words.svg", "../two%20words.svg", "two%20words.{}.svg"),
        ("two words.svg", "../two words.svg", "two%20words.{}.svg"),
        ("a#b.svg", "../a%23b.svg", "a%23b.{}.svg"),
    ],
)
def test_an_address_in_a_style_sheet_may_have_a_query_and_encoded_signs(
    site: TestSite, name: str, address: str, published: str
) -> None:
    site.theme(f"assets/{name}", "x")
    site.theme("assets/css/05-fonts.css", f'a {{ b: url("{address}") }}')
    done = site.build()
    digest = next(path for path in site.outputs() if path.endswith(name[-4:])).split(".")[-2]

    assert done.diagnostics == ()
    assert f'url("{published.format(digest)}")' in assets(site)["site.css"].decode()


@pytest.mark.parametrize(
    ("name", "address"), [("a#b.js", "a%23b.{}.js"), ("what?.js", "what%3F.{}.js"), ("50%41.js", "50%2541.{}.js")]
)
def test_any_sign_in_the_name_of_an_asset_is_encoded_in_its_address(site: TestSite, name: str, address: str) -> None:
    site.theme(f"assets/{name}", "x")
    site.theme("templates/home.html", f'<script src="{{{{ asset("{name}") }}}}"></script> {{{{ page.title }}}}')
    assert site.build().ok
    digest = next(path for path in site.outputs() if path.endswith(".js")).split(".")[-2]

    assert f'src="/assets/t/{address.format(digest)}"' in site.read("index.html")


def test_a_changed_font_moves_the_style_sheet_that_names_it(site: TestSite) -> None:
    site.theme("assets/fonts/serif.woff2", "font")
    site.theme("assets/css/05-fonts.css", "@font-face { src: url(../fonts/serif.woff2) }")
    site.build()
    before = {path for path in site.outputs() if path.endswith((".css", ".woff2"))}
    site.theme("assets/fonts/serif.woff2", "another font")

    assert set(site.build().removed) == before


def test_an_address_in_a_style_sheet_that_leads_to_no_asset_is_a_warning(site: TestSite) -> None:
    site.theme("assets/css/05-fonts.css", "@font-face { src: url(../fonts/serif.woff2), url(/elsewhere.woff2) }")
    done = site.build()
    (found,) = done.diagnostics

    assert done.ok
    assert (found.code, found.level, found.subject) == ("bad-theme", "warning", "../fonts/serif.woff2")
    assert found.file.endswith("assets/css/05-fonts.css")
