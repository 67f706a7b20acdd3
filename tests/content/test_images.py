"""What an image's header says."""

from __future__ import annotations

import io
import random
import re
import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from ssg.content.images import (
    HUES,
    LIGHTNESSES,
    RASTER_FORMATS,
    ImageFacts,
    color_code,
    image_facts,
    image_size,
    is_image,
)
from ssg.render.theme_layers import shipped_themes

PICTURES_CSS = (Path(shipped_themes()) / "default/assets/css/18-pictures.css").read_text("utf-8")


def picture(format_: str, size: tuple[int, int] = (32, 20), **options: object) -> bytes:
    data = io.BytesIO()
    Image.new("RGB", size, "red").save(data, format_, **options)
    return data.getvalue()


@pytest.mark.parametrize(("suffix", "format_"), RASTER_FORMATS.items())
def test_the_size_of_every_raster_format_is_read(suffix: str, format_: str) -> None:
    assert image_size(f"a/b{suffix}", picture(format_)) == (32, 20)
    assert image_size(f"A{suffix.upper()}", picture(format_)) == (32, 20)


def test_a_picture_taken_upright_has_the_size_that_readers_see() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6

    assert image_size("a.jpg", picture("JPEG", exif=exif)) == (20, 32)


@pytest.mark.parametrize(
    ("svg", "size"),
    [
        ('<svg viewBox="0 0 640 480">', (640, 480)),
        ("<?xml version='1.0'?>\n<!-- x -->\n<svg width='1' viewBox='-5, -5, 10.4, 20.6'>", (10, 21)),
        ("<svg>", (0, 0)),
        ('<svg width="3" height="4">', (0, 0)),
        ("no picture at all", (0, 0)),
        ("", (0, 0)),
    ],
)
def test_an_svg_has_the_size_of_its_view_box(svg: str, size: tuple[int, int]) -> None:
    assert image_size("a.svg", svg.encode()) == size


@pytest.mark.parametrize("box", ["0 0 1.2.3 4", f"0 0 {'9' * 400} 1", "0 0 . 1"])
def test_a_view_box_that_is_none_is_a_mistake_in_words(box: str) -> None:
    with pytest.raises(ValueError, match="viewBox"):
        image_size("a.svg", f'<svg viewBox="{box}">'.encode())


@pytest.mark.parametrize("data", [b"", b"text", picture("PNG")[:20], picture("JPEG")])
def test_bytes_of_another_kind_than_the_suffix_says_are_a_mistake(data: bytes) -> None:
    with pytest.raises(ValueError, match="no PNG image"):
        image_size("a.png", data)


@pytest.mark.parametrize("side", [11_000, 60_000])
def test_a_picture_of_too_many_pixels_is_told_that_it_is_too_large(side: int) -> None:
    data = picture("PNG")
    header = b"IHDR" + side.to_bytes(4, "big") * 2 + data[24:29]
    huge = data[:12] + header + zlib.crc32(header).to_bytes(4, "big") + data[33:]

    with pytest.raises(ValueError, match="this image has more than 100,000,000 pixels"):
        image_size("a.png", huge)


@pytest.mark.parametrize(("suffix", "format_"), RASTER_FORMATS.items())
def test_damaged_bytes_are_a_mistake_and_never_a_crash(suffix: str, format_: str) -> None:
    whole = picture(format_)
    chance = random.Random(7)
    outcomes = set()
    for _ in range(150):
        data = bytearray(whole[: chance.randrange(len(whole))])
        for _ in range(chance.randrange(1, 8)):
            if data:
                data[chance.randrange(len(data))] = chance.randrange(256)
        try:
            outcomes.add(len(image_size(f"a{suffix}", bytes(data))))
        except ValueError:
            outcomes.add(0)

    assert outcomes <= {0, 2}
    assert 0 in outcomes


@pytest.mark.parametrize(
    ("path", "expected"),
    [("a.png", True), ("a.JPG", True), ("a.svg", True), ("png", False), ("a.bmp", False), ("a.png/b", False)],
)
def test_pictures_are_known_by_their_suffix(path: str, expected: bool) -> None:
    assert is_image(path) is expected


@pytest.mark.parametrize(
    ("color", "code"),
    [
        ((0, 0, 0), "0x"),
        ((255, 255, 255), "4x"),
        ((128, 128, 128), "2x"),
        ((255, 0, 0), "2j"),
        ((0, 0, 255), "1o"),
        ((0, 128, 0), "2l"),
        ((120, 100, 90), "2b"),
        ((250, 240, 120), "4k"),
    ],
)
def test_a_colour_has_the_code_of_its_place_among_lightnesses_and_hues(color: tuple[int, int, int], code: str) -> None:
    assert color_code(*color) == code


def test_the_colour_of_a_picture_is_that_of_most_of_it() -> None:
    image = Image.new("RGB", (320, 320), "red")
    image.paste((0, 0, 255), (0, 0, 140, 320))
    data = io.BytesIO()
    image.save(data, "PNG")

    assert image_facts("a.png", data.getvalue()).color == color_code(255, 0, 0)


def test_a_picture_that_the_page_shows_through_has_no_colour_of_its_own() -> None:
    data = io.BytesIO()
    Image.new("RGBA", (32, 32), (255, 0, 0, 254)).save(data, "PNG")

    assert image_facts("a.png", data.getvalue()) == ImageFacts(32, 32, "", still=True, transparent=True)


def test_a_picture_with_alpha_that_lets_nothing_through_is_as_one_without() -> None:
    data = io.BytesIO()
    Image.new("RGBA", (32, 32), (255, 0, 0, 255)).save(data, "PNG")

    assert image_facts("a.png", data.getvalue()) == ImageFacts(32, 32, color_code(255, 0, 0), still=True)


@given(*[st.integers(0, 255)] * 3)
def test_every_colour_has_a_rule_in_the_themes_style_sheet(red: int, green: int, blue: int) -> None:
    assert f".ph-{color_code(red, green, blue)} {{" in PICTURES_CSS


def test_every_rule_for_a_colour_says_the_lightness_of_its_code() -> None:
    rules = re.findall(r"\.ph-(\d)([a-px]) \{ --dominant: oklch\(([\d.]+) ", PICTURES_CSS)
    assert len(rules) == len(LIGHTNESSES) * (2 * HUES + 1)
    assert all(float(lightness) == LIGHTNESSES[int(digit)] for digit, _, lightness in rules)


def test_a_palette_with_degrees_of_transparency_is_read_in_silence(recwarn: pytest.WarningsRecorder) -> None:
    image = Image.new("P", (4, 4))
    image.putpalette(bytes(range(48)))
    file = io.BytesIO()
    image.save(file, "PNG", transparency=bytes(range(0, 160, 10)))

    assert image_facts("p.png", file.getvalue()) == ImageFacts(4, 4, still=True, transparent=True)
    assert not recwarn.list
