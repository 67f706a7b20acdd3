"""Which files are made of a picture, before any is made."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssg.catalog.pictures import RATIO_PIXELS, RATIOS, SMALL_FILE, Print, prints_of, ratios_of
from ssg.catalog.site import SiteFile
from ssg.core.model import Source
from ssg.core.settings import ImagesConfig

IMAGES = ImagesConfig()
FORMATS = ("avif", "webp", "jpeg")


def picture(
    width: int = 3000,
    height: int = 2000,
    *,
    name: str = "photo.jpg",
    size: int = 1_000_000,
    digest: bytes = b"d" * 16,
    still: bool = True,
    transparent: bool = False,
) -> SiteFile:
    return SiteFile(f"/{name}", Source(name, digest, size), width, height, "2a", still, transparent)


def widths(file: SiteFile, images: ImagesConfig = IMAGES) -> list[int]:
    found = prints_of(file, images).variants
    return [made.variant.width for made in found if made.variant.type == found[0].variant.type]


def everything(file: SiteFile, images: ImagesConfig = IMAGES, focus: tuple[int, int] = (50, 50)) -> list[Print]:
    prints = prints_of(file, images)
    return [*prints.variants, *([prints.fallback] if prints.fallback else []), *ratios_of(file, images, focus)]


@pytest.mark.parametrize(
    ("width", "made"),
    [
        (3000, [480, 800, 1200, 1600]),
        (1600, [480, 800, 1200, 1600]),
        (1300, [480, 800, 1300]),  # 1200 would save nobody anything
        (1000, [480, 800, 1000]),
        (500, [500]),
        (200, [200]),
    ],
)
def test_a_picture_has_files_of_the_settings_widths_and_never_a_wider_one(width: int, made: list[int]) -> None:
    assert widths(picture(width, width * 2 // 3)) == made


def test_formats_follow_one_another_as_the_settings_have_them() -> None:
    images = ImagesConfig(formats=("webp", "avif"), widths=(100, 200))
    types = [made.variant.type for made in prints_of(picture(), images).variants]
    assert types == ["image/webp"] * 2 + ["image/avif"] * 2


@pytest.mark.parametrize(
    "file",
    [
        picture(still=False),
        picture(size=SMALL_FILE),
        picture(65_000, 1),
        picture(1, 1),
        picture(0, 0),
        picture(100, 1001),
    ],
    ids=["moves or is a drawing", "light", "a line", "a dot", "unknown size", "a ribbon"],
)
def test_of_some_pictures_nothing_is_made(file: SiteFile) -> None:
    assert not prints_of(file, IMAGES).variants or file.width == 1


def test_nothing_is_made_where_the_settings_want_copies() -> None:
    assert everything(picture(), ImagesConfig(mode="copy")) == []


@pytest.mark.parametrize(
    ("file", "width"),
    [
        (picture(), 1200),
        (picture(size=100_000), 0),
        (picture(size=100_000, name="p.avif"), 1200),
        (picture(transparent=True), 0),
        (picture(400, 400), 400),
    ],
    ids=["heavy", "light", "a format that old browsers lack", "transparent", "narrow"],
)
def test_a_jpeg_stands_in_where_the_picture_itself_cannot(file: SiteFile, width: int) -> None:
    fallback = prints_of(file, IMAGES).fallback
    assert (fallback.variant.width if fallback else 0) == width


def test_no_jpeg_is_made_of_a_picture_that_the_page_shows_through() -> None:
    images = ImagesConfig(formats=("webp", "jpeg"))
    assert {made.recipe.format for made in prints_of(picture(transparent=True), images).variants} == {"WEBP"}


def test_a_lead_image_is_cut_to_three_ratios_and_the_widest_is_large_enough_for_previews() -> None:
    sizes = [(made.variant.width, made.variant.height) for made in ratios_of(picture(), IMAGES, (50, 50))]
    assert sizes == [(1200, 675), (1067, 800), (800, 800)]


def test_a_small_picture_has_those_cuts_alone_that_are_large_enough() -> None:
    sizes = [(made.variant.width, made.variant.height) for made in ratios_of(picture(300, 200), IMAGES, (50, 50))]
    assert sizes == [(300, 169), (267, 200)]
    assert ratios_of(picture(200, 200), IMAGES, (50, 50)) == ()


@pytest.mark.parametrize(("focus", "left"), [((0, 50), 0), ((50, 50), 500), ((60, 50), 700), ((100, 50), 1000)])
def test_a_cut_is_as_near_around_the_focus_as_it_can_be(focus: tuple[int, int], left: int) -> None:
    square = ratios_of(picture(2000, 1000), ImagesConfig(), focus)[2]
    box = square.recipe.box
    assert box
    assert round(box[0] * 2000 / 1350, -2) == left


def test_the_focus_moves_the_cuts_and_nothing_else() -> None:
    one, other = (everything(picture(), focus=focus) for focus in ((50, 50), (0, 0)))
    moved = {made.variant.src for made in one} ^ {made.variant.src for made in other}
    assert all("x" in address.rsplit("-", 1)[1] for address in moved)
    assert len(moved) == 6


@pytest.mark.parametrize(
    "other",
    [picture(digest=b"e" * 16), picture(name="other.jpg")],
    ids=["other bytes", "another name"],
)
def test_another_picture_has_other_addresses(other: SiteFile) -> None:
    assert {made.variant.src for made in everything(picture())}.isdisjoint(
        made.variant.src for made in everything(other)
    )


@pytest.mark.parametrize("images", [ImagesConfig(quality=70), ImagesConfig(widths=(480, 1200))])
def test_other_settings_give_other_addresses(images: ImagesConfig) -> None:
    of_whole = {made.variant.src for made in prints_of(picture(), IMAGES).variants}
    assert of_whole.isdisjoint(made.variant.src for made in prints_of(picture(), images).variants)


@pytest.mark.parametrize(
    ("name", "stem"),
    [("A Photo (1).jpg", "a-photo-1-"), ("图.jpg", "picture-"), ("x" * 300 + ".jpg", "x" * 40 + "-")],
)
def test_an_address_says_what_the_file_is_called(name: str, stem: str) -> None:
    assert prints_of(picture(name=name), IMAGES).variants[0].variant.src.startswith(f"/assets/i/{stem}")


sizes = st.integers(1, 12_000)
files = st.builds(picture, sizes, sizes, size=st.sampled_from([9_000, 10**6]), transparent=st.booleans())
settings = st.builds(
    ImagesConfig,
    widths=st.lists(st.integers(16, 4096), min_size=1, max_size=6).map(lambda found: tuple(sorted(set(found)))),
    formats=st.lists(st.sampled_from(FORMATS), min_size=1, max_size=3).map(tuple),
    quality=st.integers(1, 100),
)


@given(files, settings, st.tuples(st.integers(0, 100), st.integers(0, 100)))
def test_whatever_the_picture_and_the_settings_each_file_follows_from_the_picture(
    file: SiteFile, images: ImagesConfig, focus: tuple[int, int]
) -> None:
    by_address: dict[str, object] = {}
    for made in everything(file, images, focus):
        variant, recipe = made
        size = (file.width, file.height)
        for step in recipe.steps:
            assert 0 < step[0] < size[0] or step[0] == size[0] == file.width
            assert step[1] <= size[1]  # never larger than what it is made of
            size = step
        if recipe.box:
            left, top, right, bottom = recipe.box
            assert 0 <= left < right <= size[0]
            assert 0 <= top < bottom <= size[1]
            size = (right - left, bottom - top)
        assert size == (variant.width, variant.height)
        assert max(size) <= 16_383  # more is no WebP
        assert by_address.setdefault(variant.src, recipe) == recipe


@given(files, st.tuples(st.integers(0, 100), st.integers(0, 100)))
def test_every_cut_has_its_ratio_and_pixels_enough(file: SiteFile, focus: tuple[int, int]) -> None:
    for made in ratios_of(file, IMAGES, focus):
        width, height = made.variant.width, made.variant.height
        assert width * height >= RATIO_PIXELS
        assert any(abs(width * down - height * across) <= max(across, down) for across, down in RATIOS)
