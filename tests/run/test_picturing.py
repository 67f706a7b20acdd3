"""Pictures from the content folder to the pages and files of a build."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from ssg.render.images import Darkroom
from tests.pictures import opened, photograph, plain
from tests.sites import CONFIG, TestSite

MADE = "assets/i/"
PAGE = "news/a/index.html"
LEAD = {"src": "photo.jpg", "alt": "A photo", "focus": "left"}


@pytest.fixture
def blog(site: TestSite) -> TestSite:
    """A site with a photograph that leads a post, and stands in its body."""
    site.write_raw("a/photo.jpg", photograph())
    site.write("a/index.md", "![A view](photo.jpg)\n\n[All of it](photo.jpg)", title="A", image=LEAD)
    site.write("b.md", "Words.", title="B", date="2026-01-08")
    assert site.build().diagnostics == ()
    return site


@pytest.fixture
def encodings(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Return a list that grows with each picture that is made."""
    made: list[int] = []
    whole = Darkroom.develop

    def counted(*arguments: object, **options: object) -> bytes:
        made.append(1)
        return whole(*arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(Darkroom, "develop", counted)
    return made


def made_of(site: TestSite) -> set[str]:
    return {output for output in site.outputs() if output.startswith(MADE)}


def named(html: str) -> set[str]:
    return set(re.findall(r"assets/i/[^\s\"?]+", html))


def test_a_picture_in_a_body_stands_in_all_its_sizes_with_itself_for_old_browsers(blog: TestSite) -> None:
    (picture,) = re.findall(r"<picture.*?</picture>", blog.read(PAGE), re.DOTALL)
    sources = re.findall(r'<source type="image/(\w+)" srcset="([^"]+)" sizes="[^"]+">', picture)
    widths = [(format_, re.findall(r" (\d+)w", srcset)) for format_, srcset in sources]
    assert widths == [("avif", ["480", "800", "1300"]), ("webp", ["480", "800", "1300"])]
    assert 'width="1300" height="900"' in picture
    assert 'loading="lazy"' in picture
    assert re.search(r'<img src="/news/a/photo\.jpg"', picture)
    assert '<a href="/news/a/photo.jpg">All of it</a>' in blog.read(PAGE)


def test_every_file_that_a_page_names_is_there_and_every_file_is_named(blog: TestSite) -> None:
    pages = "".join(data.decode() for path, data in blog.outputs().items() if path.endswith(".html"))
    assert made_of(blog) == named(pages)


def test_pictures_above_the_list_of_a_front_page_are_made(site: TestSite) -> None:
    site.write_raw("photo.jpg", photograph())
    site.write("_index.md", "![A view](photo.jpg)", date=None)
    assert site.build().diagnostics == ()

    assert named(site.read("index.html"))
    assert named(site.read("index.html")) == made_of(site)


def test_every_file_has_the_size_and_type_that_the_page_says(blog: TestSite) -> None:
    for output in made_of(blog):
        image = opened((blog.output / output).read_bytes())
        size = re.search(r"-(\d+)(?:x(\d+))?\.(\w+)$", output)
        assert size
        assert image.width == int(size[1])
        assert size[2] is None or image.height == int(size[2])
        assert image.format == {"avif": "AVIF", "webp": "WEBP", "jpg": "JPEG"}[size[3]]


def test_a_feed_names_the_picture_itself(blog: TestSite) -> None:
    feed = blog.read("feed.xml")
    assert named(feed) == set()
    assert "<picture" not in feed
    assert '<img src="https://test.example/news/a/photo.jpg"' in feed
    item = ElementTree.fromstring(feed).find("channel/item")
    assert item is not None
    enclosure = item.find("enclosure")
    assert enclosure is not None
    assert enclosure.attrib["length"] == str(len(photograph()))


def test_links_to_a_post_show_its_picture_cut_for_them(blog: TestSite) -> None:
    blog.configure(CONFIG.replace('theme = "bare"', 'theme = "default"'))
    blog.build()
    html = blog.read(PAGE)
    card = re.search(r'property="og:image" content="https://test\.example/(assets/i/photo-\w+-1200x675\.jpg)"', html)
    assert card
    assert blog.exists(card[1])
    ratios = re.search(r'"image":\[([^\]]+)\]', html)
    assert ratios
    assert len(named(ratios[1])) == 3


def test_an_image_in_raw_html_stays_as_its_author_wrote_it(site: TestSite) -> None:
    site.write_raw("a/photo.jpg", photograph())
    site.write("a/index.md", '<p><img src="photo.jpg" alt="A photo"></p>')
    site.build()
    assert '<p><img src="/news/a/photo.jpg" alt="A photo"></p>' in site.read(PAGE)
    assert made_of(site) == set()


@pytest.mark.parametrize("typed", ["photo.jpg?raw", "photo.jpg#top"])
def test_a_picture_that_is_asked_for_in_a_special_manner_is_given_so(site: TestSite, typed: str) -> None:
    site.write_raw("a/photo.jpg", photograph())
    site.write("a/index.md", f"![A photo]({typed})")
    site.build()
    assert f'<img src="/news/a/{typed}"' in site.read(PAGE)
    assert made_of(site) == set()


def test_the_logo_and_the_authors_faces_have_small_files(site: TestSite) -> None:
    site.write_raw("logo.png", photograph(3, (500, 500), "PNG"))
    site.write_raw("ada.jpg", photograph(4, (500, 500)))
    text = (site.folder / "site.toml").read_text("utf-8")
    site.configure(f'{text}logo = "/logo.png"\n\n[authors.ada]\nname = "Ada"\nimage = "/ada.jpg"\n')
    site.write("a.md", authors=["ada"])
    site.build()
    widths = {re.sub(r"-\w{10}-", "-", output.removeprefix(MADE)) for output in made_of(site)}
    assert {f"{name}-{width}.webp" for name in ("logo", "ada") for width in (96, 192, 384)} <= widths
    assert not any("500" in name for name in widths)


def test_copies_are_all_that_there_is_where_the_settings_want_it(blog: TestSite) -> None:
    blog.configure_more('[images]\nmode = "copy"')
    blog.build()
    assert made_of(blog) == set()
    assert "<picture" not in blog.read(PAGE)


def test_a_drawing_is_copied_and_never_parsed(site: TestSite) -> None:
    drawing = b'<svg viewBox="0 0 40 30">' + b"<g>" * 50_000 + b'<!ENTITY x SYSTEM "file:///etc/passwd">'
    site.write_raw("a/d.svg", drawing)
    site.write("a/index.md", "![Drawn](d.svg)", image={"src": "d.svg", "alt": "Drawn"})
    assert site.build().diagnostics == ()
    assert (site.output / "news/a/d.svg").read_bytes() == drawing
    assert 'src="/news/a/d.svg" alt="Drawn" loading="lazy" decoding="async" width="40" height="30">' in site.read(PAGE)


# ── what is made, and when ──────────────────────────────────────────────────────────────────────────


def test_nothing_is_made_again_when_nothing_changed_nor_for_another_folder(
    blog: TestSite, encodings: list[int], tmp_path: Path
) -> None:
    blog.build()
    blog.build(output=str(tmp_path / "second"))
    assert encodings == []
    assert blog.outputs() == blog.outputs(tmp_path / "second")


def test_a_clean_build_makes_everything_anew_and_the_same(blog: TestSite, encodings: list[int]) -> None:
    before = blog.outputs()
    blog.build(clean=True)
    assert len(encodings) == len(made_of(blog))
    assert blog.outputs() == before


def test_one_worker_and_several_make_the_same(blog: TestSite, tmp_path: Path) -> None:
    for jobs in (1, 3):
        blog.build(jobs=jobs, output=str(tmp_path / f"o{jobs}"), cache_dir=str(tmp_path / f"c{jobs}"))
    assert blog.outputs(tmp_path / "o1") == blog.outputs(tmp_path / "o3") == blog.outputs()


def test_a_damaged_picture_in_the_cache_is_made_again(blog: TestSite, tmp_path: Path) -> None:
    for kept in (blog.folder / ".ssg-cache/images").iterdir():
        kept.write_bytes(b"nonsense")
    blog.build(output=str(tmp_path / "second"))
    assert blog.outputs() == blog.outputs(tmp_path / "second")


def test_another_photograph_writes_its_files_and_what_shows_them(blog: TestSite, tmp_path: Path) -> None:
    before = made_of(blog)
    blog.write_raw("a/photo.jpg", photograph(2))
    done = blog.build()
    after = made_of(blog)
    assert before.isdisjoint(after)
    assert set(done.removed) == before
    # A feed says how many bytes it has.
    feeds = {"feed.xml", "atom.xml", "feed.json", "news/feed.xml", "news/atom.xml", "news/feed.json"}
    shown = {PAGE, "news/a/photo.jpg", "index.html", "news/index.html", "news/b/index.html", "authors/ada/index.html"}
    assert after <= set(done.written) <= after | feeds | shown | {"search/index.html"}
    assert PAGE in done.written
    assert blog.outputs() == blog.clean_outputs(tmp_path)


def test_another_focus_moves_the_cuts_alone(blog: TestSite, encodings: list[int], tmp_path: Path) -> None:
    blog.write("a/index.md", "![A view](photo.jpg)", title="A", image={**LEAD, "focus": "right"})
    before = made_of(blog)
    blog.build()
    moved = made_of(blog) ^ before
    assert len(encodings) == 2  # that of 16:9 is as wide as the picture, and stands under another name
    assert all(re.search(r"-\d+x\d+\.jpg$", output) for output in moved)
    assert blog.outputs() == blog.clean_outputs(tmp_path)


def test_two_photographs_of_one_name_that_change_places_change_all_that_shows_them(
    blog: TestSite, encodings: list[int], tmp_path: Path
) -> None:
    blog.write_raw("c/photo.jpg", photograph(2))
    blog.write("c/index.md", "![C](photo.jpg)", title="C", image=LEAD)
    blog.build()
    encodings.clear()
    blog.write_raw("c/photo.jpg", photograph(1))
    blog.write_raw("a/photo.jpg", photograph(2))
    done = blog.build()
    assert encodings == []
    assert {PAGE, "news/c/index.html"} <= set(done.written)
    assert blog.outputs() == blog.clean_outputs(tmp_path)


def test_the_same_photograph_under_one_name_in_two_places_has_its_files_once(blog: TestSite, tmp_path: Path) -> None:
    before = made_of(blog)
    blog.write_raw("c/photo.jpg", photograph())
    blog.write("c/index.md", "![C](photo.jpg)", title="C", image=LEAD)
    assert blog.build().ok
    assert made_of(blog) == before
    (blog.folder / "content/a/photo.jpg").unlink()
    blog.write("a/index.md", "No picture.", title="A")
    assert blog.build().ok
    assert made_of(blog) == before
    assert blog.outputs() == blog.clean_outputs(tmp_path)


def test_what_no_page_shows_is_not_made(site: TestSite) -> None:
    site.write_raw("a/photo.jpg", photograph())
    site.write("a/index.md", "Words.")
    site.write_raw("d/photo.jpg", photograph(2))
    site.write("d/index.md", "![D](photo.jpg)", draft=True)
    site.build()
    assert made_of(site) == set()


def test_pictures_that_no_page_shows_any_more_leave_the_cache(blog: TestSite, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ssg.publish.pictures.SPARE_BYTES", 0)
    blog.write("a/index.md", "No picture.", title="A")
    blog.build()
    assert list((blog.folder / ".ssg-cache/images").iterdir()) == []


def test_a_picture_of_which_nothing_can_be_made_is_told_with_its_file(
    blog: TestSite, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def fail(*arguments: object) -> bytes:
        raise RuntimeError("the encoder has had enough")

    monkeypatch.setattr(Darkroom, "develop", fail)
    done = blog.build(output=str(tmp_path / "second"), cache_dir=str(tmp_path / "cache"))
    assert {(found.code, found.file) for found in done.diagnostics} == {("picture-failed", "content/a/photo.jpg")}


# ── findings ────────────────────────────────────────────────────────────────────────────────────────


def test_a_lead_image_needs_words_for_those_who_cannot_see_it(site: TestSite) -> None:
    site.write_raw("photo.jpg", photograph())
    site.write("a.md", image="photo.jpg")
    (found,) = site.build().diagnostics
    assert (found.code, found.level, found.file, found.line) == ("missing-alt", "warning", "content/a.md", 2)


def test_a_lead_image_too_small_for_search_engines_is_noted(site: TestSite) -> None:
    site.write_raw("small.png", plain("red", (200, 200)))
    site.write("a.md", image={"src": "small.png", "alt": "Small"})
    (found,) = site.build().diagnostics
    assert (found.code, found.level, found.line) == ("small-image", "note", 2)
    assert "200 × 200" in found.message


@pytest.mark.parametrize("name", ["photo.tiff", "photo.heic", "photo.bmp", "photo"])
def test_a_picture_that_browsers_do_not_show_is_told(site: TestSite, name: str) -> None:
    site.write_raw(name, b"II*\0")
    site.write("a.md", f"![A photo]({name})", image={"src": name, "alt": "A photo"})
    found = site.build().diagnostics
    assert [(item.code, item.line) for item in found] == [("bad-image", 2), ("bad-image", 6)]


def test_a_picture_cut_off_is_told_and_published_as_it_is(site: TestSite) -> None:
    site.write_raw("photo.jpg", photograph()[:-5000])
    site.write("a.md", "![A photo](photo.jpg)")
    (found,) = site.build().diagnostics
    assert (found.code, found.file) == ("bad-image", "content/photo.jpg")
    assert site.exists("photo.jpg")
    assert made_of(site) == set()
