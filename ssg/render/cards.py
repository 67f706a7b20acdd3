"""A social card as a picture: 1200 by 630 pixels, drawn from its values alone."""

from __future__ import annotations

import io
from functools import cache
from typing import TYPE_CHECKING, get_args

from ssg.core.cards import Card, CardColors
from ssg.render.card_fonts import font, runs, width
from ssg.render.card_layout import HEIGHT, WIDTH, Ink, Layout, Text, lay_out

if TYPE_CHECKING:
    from PIL import Image as Images
    from PIL import ImageDraw as Drawing

SHADES = 16  # of each ink, from paper to full: what smooth edges need, and a palette that compresses well
INKS: tuple[Ink, ...] = get_args(Ink)
MOST_USED: Ink = "ink"
COMPRESSION = 6  # of zlib; 9 takes three times as long for 1 % less


def card_png(card: Card) -> bytes:
    """Return ``card`` as a PNG with a palette."""
    layout = lay_out(card, cache(lambda text, face, size: width(text, face, size, card.lang)))
    image = _drawn(layout, card.lang)
    image.putpalette(_palette(card.colors))
    out = io.BytesIO()
    image.save(out, "PNG", compress_level=COMPRESSION)
    return out.getvalue()


def _drawn(layout: Layout, lang: str) -> Images.Image:
    """Return the picture in places of the palette: those of each ink follow those of the one before."""
    from PIL import Image, ImageDraw

    canvas = Image.new("L", (WIDTH, HEIGHT))
    draw = ImageDraw.Draw(canvas)
    for text in layout.texts:
        _write(draw, text, lang)
    picture = canvas.point(_places(MOST_USED))
    for text in layout.texts:
        if text.ink != MOST_USED:  # texts do not touch: what stands in the box of a text is the text
            box = (text.x - 2, text.baseline - text.size, WIDTH, text.baseline + text.size // 3)
            picture.paste(canvas.crop(box).point(_places(text.ink)), box)
    draw = ImageDraw.Draw(picture)
    for bar in layout.bars:
        full = _place(bar.ink, SHADES - 1)
        draw.rectangle((bar.x, bar.y, bar.x + bar.width - 1, bar.y + bar.height - 1), fill=full)
    return Image.frombytes("P", (WIDTH, HEIGHT), picture.tobytes())


def _write(draw: Drawing.ImageDraw, text: Text, lang: str) -> None:
    x = float(text.x)
    parts = list(runs(text.text, text.face, lang))
    for number, (name, part) in enumerate(parts, 1):
        face = font(name, text.size)
        draw.text((x, text.baseline), part, fill=255, font=face, anchor="ls")
        if number < len(parts):
            x += face.getlength(part)


def _place(ink: Ink, shade: int) -> int:
    return INKS.index(ink) * (SHADES - 1) + shade if shade else 0


def _places(ink: Ink) -> list[int]:
    return [_place(ink, round(value * (SHADES - 1) / 255)) for value in range(256)]


def _palette(colors: CardColors) -> list[int]:
    """Return red, green and blue of every place of the palette: paper, then the shades of each ink."""
    paper = _rgb(colors.paper)
    shades = [paper]
    for ink in INKS:
        full = _rgb(getattr(colors, ink))
        shades += [
            tuple(round(a + (b - a) * shade / (SHADES - 1)) for a, b in zip(paper, full, strict=True))
            for shade in range(1, SHADES)
        ]
    return [value for color in shades for value in color]


def _rgb(color: str) -> tuple[int, ...]:
    return tuple(bytes.fromhex(color[1:7]))
