"""Files made of pictures."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any

import pytest
from PIL import Image, ImageCms, ImageOps

from ssg.content.images import image_facts
from ssg.core.digests import digest_bytes
from ssg.core.model import Recipe
from ssg.render.images import Darkroom
from tests.pictures import file_of, opened, photograph, plain

FORMATS = ("AVIF", "WEBP", "JPEG")


def recipe(format_: str = "JPEG", *steps: tuple[int, int], box: Any = None, drawn: bool = False) -> Recipe:
    return Recipe(steps, box, format_, 80, drawn)


def made(data: bytes, recipe: Recipe, suffix: str = ".jpg") -> bytes:
    return Darkroom().develop(suffix, digest_bytes(data), lambda: data, recipe)


def color_of(data: bytes) -> tuple[int, ...]:
    """Return the colour in the middle of a picture."""
    image = opened(data).convert("RGB")
    found = image.getpixel((image.width // 2, image.height // 2))
    assert isinstance(found, tuple)
    return found


def near(one: tuple[int, ...], other: tuple[int, ...]) -> bool:
    return all(abs(a - b) <= 8 for a, b in zip(one, other, strict=True))


@pytest.mark.parametrize("format_", FORMATS)
def test_a_file_has_the_format_and_the_size_of_its_recipe(format_: str) -> None:
    image = opened(made(photograph(), recipe(format_, (800, 554), (400, 277))))
    assert (image.format, image.size) == (format_, (400, 277))


@pytest.mark.parametrize("format_", FORMATS)
def test_the_same_picture_and_recipe_give_the_same_bytes_whatever_was_made_before(format_: str) -> None:
    data, wanted = photograph(), recipe(format_, (800, 554), (400, 277))
    room = Darkroom()
    room.develop(".jpg", b"another", lambda: photograph(2), wanted)
    room.develop(".jpg", b"it", lambda: data, recipe("JPEG", (800, 554)))
    assert room.develop(".jpg", b"it", lambda: data, wanted) == made(data, wanted)


def test_a_picture_is_read_once_for_all_its_files() -> None:
    room, reads = Darkroom(), []

    def read() -> bytes:
        reads.append(1)
        return photograph()

    for format_ in FORMATS:
        room.develop(".jpg", b"it", read, recipe(format_, (400, 277)))
    assert len(reads) == 1


def test_a_cut_holds_what_stands_in_its_box() -> None:
    image = Image.new("RGB", (400, 200), "red")
    image.paste((0, 0, 255), (300, 0, 400, 200))
    cut = made(file_of(image, "PNG"), recipe(box=(300, 0, 400, 100)), ".png")
    assert opened(cut).size == (100, 100)
    assert near(color_of(cut), (0, 0, 255))


@pytest.mark.parametrize("turned", range(1, 9))
def test_a_picture_is_made_as_readers_see_it_however_the_camera_was_held(turned: int) -> None:
    image = Image.new("RGB", (60, 40), "red")
    image.paste((0, 0, 255), (0, 0, 30, 20))
    exif = Image.Exif()
    exif[0x0112] = turned
    data = file_of(image, "JPEG", exif=exif, quality=95, subsampling=0)
    seen = ImageOps.exif_transpose(opened(data))
    corner = seen.getpixel((5, 5))
    result = opened(made(data, recipe(drawn=True)))
    assert result.size == seen.size == image_facts("a.jpg", data)[:2]
    assert isinstance(corner, tuple)
    found = result.getpixel((5, 5))
    assert isinstance(found, tuple)
    assert near(found, corner)


@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize("source", ["JPEG", "PNG", "WEBP"])
def test_nothing_of_a_cameras_notes_gets_into_a_made_file(format_: str, source: str) -> None:
    exif = Image.Exif()
    exif[0x010E] = "SECRET-PLACE"
    exif[0x8825] = {1: "N", 2: (52.0, 30.0, 0.0)}
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    options: dict[str, Any] = {"exif": exif, "icc_profile": profile}
    if source == "JPEG":
        options["comment"] = b"SECRET-COMMENT"
    data = photograph(format_=source, **options)
    assert b"SECRET" in data
    result = made(data, recipe(format_, (300, 208)), f".{source.lower()}")
    info = opened(result)
    assert b"SECRET" not in result
    assert not info.getexif()
    assert {"icc_profile", "exif", "xmp", "comment"}.isdisjoint(info.info)


MANNERS: dict[str, tuple[bytes, str, tuple[int, int, int]]] = {
    "grey": (plain(100, mode="L"), ".png", (100, 100, 100)),
    "grey with alpha": (plain((100, 255), mode="LA"), ".png", (100, 100, 100)),
    "one bit": (plain(1, mode="1"), ".png", (255, 255, 255)),
    "16 bits of grey": (file_of(Image.new("I;16", (64, 64), 0x8000), "PNG"), ".png", (128, 128, 128)),
    "a palette": (file_of(Image.new("RGB", (64, 64), (10, 200, 30)).quantize(4), "PNG"), ".png", (10, 200, 30)),
    "a still GIF": (plain((10, 200, 30), format_="GIF"), ".gif", (10, 200, 30)),
    "CMYK": (plain((0, 255, 255, 0), format_="JPEG", mode="CMYK", quality=95), ".jpg", (255, 0, 0)),
    "alpha": (plain((0, 0, 0, 0), mode="RGBA"), ".png", (255, 255, 255)),
    "half of alpha": (plain((255, 0, 0, 128), mode="RGBA"), ".png", (255, 127, 127)),
}


@pytest.mark.parametrize("name", MANNERS)
def test_every_manner_of_pixels_comes_out_in_its_colours(name: str) -> None:
    data, suffix, color = MANNERS[name]
    assert near(color_of(made(data, recipe("JPEG", (32, 32)), suffix)), color)


@pytest.mark.parametrize("format_", ["AVIF", "WEBP"])
def test_what_the_page_shows_through_stays_so(format_: str) -> None:
    result = opened(made(plain((255, 0, 0, 0), mode="RGBA"), recipe(format_, (32, 32)), ".png"))
    assert result.convert("RGBA").getpixel((9, 9))[3] == 0  # type: ignore[index]  # it has four bands


def linear_rgb_profile() -> bytes:
    """Return a profile of sRGB's primaries whose numbers are light itself, by ICC.1:2010."""
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    tags = {srgb[at : at + 4]: at for at in range(132, 132 + 12 * struct.unpack(">I", srgb[128:132])[0], 12)}
    data = bytearray(srgb)
    curve = b"curv\0\0\0\0" + struct.pack(">I", 0)
    for name in (b"rTRC", b"gTRC", b"bTRC"):
        at = tags[name]
        data[at + 4 : at + 12] = struct.pack(">II", len(srgb), len(curve))
    description = struct.unpack(">II", data[tags[b"desc"] + 4 : tags[b"desc"] + 12])
    text = bytes(data[description[0] : sum(description)]).replace(
        "sRGB".encode("utf-16-be"), "Line".encode("utf-16-be")
    )
    data[description[0] : sum(description)] = text
    data += curve
    data[:4] = struct.pack(">I", len(data))
    return bytes(data)


def test_colours_of_a_profile_become_those_that_every_browser_shows() -> None:
    data = plain((55, 55, 55), icc_profile=linear_rgb_profile())
    assert near(color_of(made(data, recipe(drawn=True), ".png")), (128, 128, 128))


@pytest.mark.parametrize("profile", [b"nonsense", linear_rgb_profile()[:200], b"\0" * 128])
def test_a_damaged_profile_is_as_none(profile: bytes) -> None:
    data = plain((55, 55, 55), icc_profile=profile)
    assert near(color_of(made(data, recipe(drawn=True), ".png")), (55, 55, 55))


def test_letters_keep_their_edges() -> None:
    image = Image.new("RGB", (64, 64), "red")
    image.paste((0, 0, 255), (32, 0, 64, 64))
    data = file_of(image, "PNG")
    for format_ in FORMATS:
        drawn = made(data, recipe(format_, drawn=True), ".png")
        assert near(opened(drawn).convert("RGB").getpixel((30, 32)), (255, 0, 0))  # type: ignore[arg-type]


def png_of(width: int, height: int, data: bytes) -> bytes:
    """Return a PNG that says it has this size, whatever ``data`` unpacks to."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", header), (b"IDAT", data), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body)) for name, body in chunks
    )


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("bomb.png", png_of(50_000, 50_000, zlib.compress(bytes(1000)))),
        ("short.png", png_of(2000, 2000, zlib.compress(bytes(1000)))),
        ("empty.png", png_of(0, 0, b"")),
        ("cut.jpg", photograph()[:-4000]),
        ("cut.webp", photograph(format_="WEBP")[:-400]),
        ("cut.avif", photograph(format_="AVIF")[:-400]),
        ("named.png", photograph()),
        ("nothing.gif", b""),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_hostile_picture_is_told_and_nothing_is_made_of_it(name: str, data: bytes) -> None:
    facts = image_facts(name, data)
    assert facts.problem
    assert not facts.still


@pytest.mark.parametrize("size", [(1, 1), (65_000, 1), (1, 5_000)])
def test_a_strange_shape_is_a_picture_like_others(size: tuple[int, int]) -> None:
    facts = image_facts("a.png", plain("red", size))
    assert (facts.width, facts.height, facts.still, facts.problem) == (*size, True, "")


def moving(format_: str) -> bytes:
    frames = [Image.new("RGB", (64, 64), color) for color in ("red", "blue")]
    data = io.BytesIO()
    frames[0].save(data, format_, save_all=True, append_images=frames[1:])
    return data.getvalue()


@pytest.mark.parametrize("format_", ["GIF", "WEBP", "PNG", "AVIF"])
def test_a_picture_that_moves_is_left_as_it_is(format_: str) -> None:
    facts = image_facts(f"a.{format_.lower()}", moving(format_))
    assert (facts.width, facts.height, facts.still, facts.problem) == (64, 64, False, "")
