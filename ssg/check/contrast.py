"""The colours of a theme: text must stand out from what it stands on, in both schemes and on social cards.

The ratio and the limit are those of WCAG 2.2 (1.4.3, level AA). What a style sheet makes of its tokens on a page is for
a browser to tell; here the tokens themselves are held against each other, which is what a child theme changes.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from ssg.check.html import Told
from ssg.core.cards import CardColors

CODE = "low-contrast"

LEAST = 4.5  # of text of any size

PAIRS = (
    *(("--ink", "--paper"), ("--soft-ink", "--paper"), ("--faint-ink", "--paper"), ("--accent", "--paper")),
    *(("--ink", "--raised"), ("--soft-ink", "--raised"), ("--on-accent", "--accent"), ("--ink", "--mark")),
)
"""Text and what it stands on, by the tokens of docs/themes.md; a pair of which a theme lacks one is passed over."""

SCHEMES = ("light", "dark")

Color = tuple[float, float, float]
"""Red, green and blue of sRGB, each from 0 to 1."""


class Palette(NamedTuple):
    """The values of a style sheet's tokens, as typed."""

    tokens: Mapping[str, str]


def palette_of(css: str, attributes: Mapping[str, str]) -> Palette:
    """Return the tokens that hold on the root element with ``attributes``, the last rule winning.

    Rules in @supports count as supported, since browsers of today support them; those in @media do not.
    """
    tokens: dict[str, str] = {}
    for selector, body in _rules(css):
        if any(_is_root(single.strip(), attributes) for single in selector.split(",")):
            tokens |= {name: value.strip() for name, value in _DECLARED.findall(body)}
    return Palette(tokens)


_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_DECLARED = re.compile(r"(--[\w-]+)\s*:\s*([^;{}]+)")
_ATTRIBUTE = re.compile(r"\[([\w-]+)=[\"']?([^\"'\]]*)[\"']?\]")


def _rules(css: str) -> Iterator[tuple[str, str]]:
    """Yield selector and declarations of each rule that holds whatever the medium."""
    text = _COMMENT.sub("", css)
    start, opened = 0, []  # preludes of the blocks around
    for match in re.finditer("[{};]", text):
        if match[0] == "{":
            opened.append(text[start : match.start()].strip())
        elif match[0] == "}" and opened:
            prelude = opened.pop()
            if not prelude.startswith("@") and not any(outer.startswith("@media") for outer in opened):
                yield prelude, text[start : match.start()]
        elif match[0] == ";" and opened and not opened[-1].startswith("@"):
            continue  # declarations are taken together at the end of their block
        start = match.end()


def _is_root(selector: str, attributes: Mapping[str, str]) -> bool:
    bare = _ATTRIBUTE.sub("", selector)
    wanted = _ATTRIBUTE.findall(selector)
    return bare in (":root", "html", "") and bool(bare or wanted) and all(attributes.get(k) == v for k, v in wanted)


# ── what is said of them ────────────────────────────────────────────────────────────────────────────


def low_contrasts(palette: Palette) -> Iterator[Told]:
    """Tell of each pair that is too near in one of the schemes."""
    for ink, paper in PAIRS:
        for number, scheme in enumerate(SCHEMES):
            colors = [_color(palette, name, number) for name in (ink, paper)]
            if colors[0] is None or colors[1] is None:
                continue
            if (ratio := contrast(colors[0], colors[1])) < LEAST:
                message = f"{ink} on {paper} has a contrast of {ratio:.1f}:1 in the {scheme} scheme"
                yield Told(CODE, message, f"take colours that are {LEAST}:1 or more apart", f"{ink}:")


def low_card_contrasts(card: CardColors) -> Iterator[Told]:
    """Tell of each colour of text on social cards that is too near to their paper."""
    paper = _parsed(card.paper)
    for name in ("ink", "soft_ink", "accent"):
        ink = _parsed(str(getattr(card, name)))
        if ink and paper and (ratio := contrast(ink, paper)) < LEAST:
            message = f"{name} on the paper of social cards has a contrast of {ratio:.1f}:1"
            yield Told(CODE, message, f"take a colour that is {LEAST}:1 or more from it", name)


def contrast(one: Color, other: Color) -> float:
    """Return the contrast ratio of two colours, from 1 to 21 (WCAG 2.2, "contrast ratio")."""
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _luminance(color: Color) -> float:
    red, green, blue = (value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in color)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


# ── values of CSS ───────────────────────────────────────────────────────────────────────────────────

MAX_STEPS = 20  # from a token to the token that it is made of: those that lead in a circle have no value

_VAR = re.compile(r"var\(\s*(--[\w-]+)\s*\)")
_PAIR = re.compile(r"light-dark\((.*)\)$")
_OKLCH = re.compile(r"oklch\(\s*([\d.]+)(%?)\s+([\d.]+)\s+([\d.]+)(?:deg)?\s*\)$")
_RGB = re.compile(r"rgb\(\s*(\d+)[\s,]+(\d+)[\s,]+(\d+)\s*\)$")
_HEX = re.compile(r"#([0-9a-f]{3}|[0-9a-f]{6})$")
_NAMED = {"white": "#fff", "black": "#000"}


def _color(palette: Palette, name: str, scheme: int) -> Color | None:
    """Return the colour of a token in a scheme; None where only a browser could tell."""
    value = palette.tokens.get(name, "")
    for _ in range(MAX_STEPS):
        if pair := _PAIR.match(value):
            value = _two(pair[1])[scheme]
        elif found := _VAR.search(value):
            value = value.replace(found[0], palette.tokens.get(found[1], "")).strip()
        else:
            return _parsed(value)
    return None


def _two(text: str) -> tuple[str, str]:
    """Return both values of light-dark(), which are parted by the comma outside all brackets."""
    depth = 0
    for at, char in enumerate(text):
        depth += (char == "(") - (char == ")")
        if char == "," and not depth:
            return text[:at].strip(), text[at + 1 :].strip()
    return text.strip(), text.strip()


def _parsed(value: str) -> Color | None:
    text = _NAMED.get(value.strip().lower(), value.strip().lower())
    if found := _HEX.match(text):
        digits = "".join(digit * 2 for digit in found[1]) if len(found[1]) == 3 else found[1]
        return (int(digits[:2], 16) / 255, int(digits[2:4], 16) / 255, int(digits[4:], 16) / 255)
    if found := _RGB.match(text):
        return (int(found[1]) / 255, int(found[2]) / 255, int(found[3]) / 255)
    if found := _OKLCH.match(text):
        lightness = float(found[1]) / (100 if found[2] else 1)
        return _from_oklch(lightness, float(found[3]), math.radians(float(found[4])))
    return None


def _from_oklch(lightness: float, chroma: float, hue: float) -> Color:
    """Return a colour of OKLCH in sRGB, cut off at its borders (CSS Color 4, 10.1)."""
    a, b = chroma * math.cos(hue), chroma * math.sin(hue)
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        _encoded(4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short),
        _encoded(-1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short),
        _encoded(-0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short),
    )


def _encoded(linear: float) -> float:
    value = 12.92 * linear if linear <= 0.0031308 else 1.055 * linear ** (1 / 2.4) - 0.055
    return min(1.0, max(0.0, value))
