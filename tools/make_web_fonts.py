"""Make the web fonts of the default theme: variable fonts from npm cut down, and fallback faces that measure the same.

Run it where there is network, with fontTools and brotli; npm fetches the fonts:

    pip install fonttools brotli
    python tools/make_web_fonts.py

It writes `themes/default/assets/fonts/` and the style sheet that names them, `assets/css/05-fonts.css`. The same
versions make the same bytes. The fonts are cut down, so they bear names of their own: "Source" is a reserved one
(SIL Open Font License 1.1, condition 3). The originals have no old-style figures on npm, so ours have none.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

ASSETS = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "themes", "default", "assets")
FONTS = os.path.join(ASSETS, "fonts")
BUDGET = 90_000  # bytes of all Latin fonts together
FEATURES = ("kern", "liga", "locl", "tnum", "pnum")

Axes = dict[str, float | tuple[float, float, float]]


class Face(NamedTuple):
    """A font to be made, once for each of its ranges."""

    file: str
    family: str
    style: str
    package: str
    source: str  # file of the package, with the range's name to be put in
    axes: Axes  # pinned, or lowest, default and highest
    licence: str


class Fallback(NamedTuple):
    """A face of the reader's system that stands in until the web font is there."""

    family: str  # of the face that is made of it
    weights: str
    names: tuple[str, ...]  # under which systems have it
    package: str  # a font of the same measures
    source: str
    stands_for: str  # file of a Face
    at: dict[str, float]  # where on its axes they are compared


SERIF, SANS = "@fontsource-variable/source-serif-4@5.3.1", "@fontsource-variable/inter@5.3.0"
TINOS, ARIMO = "@fontsource/tinos@5.3.0", "@fontsource/arimo@5.3.0"
NOTO, ROBOTO = "@fontsource/noto-serif@5.3.0", "@fontsource/roboto@5.3.0"

FACES = (
    Face(
        "serif",
        "Broadsheet Serif",
        "normal",
        SERIF,
        "source-serif-4-{}-opsz-normal.woff2",
        {"wght": (400, 400, 600), "opsz": (20, 20, 60)},
        "OFL-Source-Serif.txt",
    ),
    Face(
        "serif-italic",
        "Broadsheet Serif",
        "italic",
        SERIF,
        "source-serif-4-{}-opsz-italic.woff2",
        {"wght": 400, "opsz": 20},
        "OFL-Source-Serif.txt",
    ),
    Face(
        "sans",
        "Broadsheet Sans",
        "normal",
        SANS,
        "inter-{}-wght-normal.woff2",
        {"wght": (400, 400, 650)},
        "OFL-Inter.txt",
    ),
)
COPYRIGHT = {
    "OFL-Source-Serif.txt": "Copyright 2014 The Source Serif 4 Project Authors (https://github.com/adobe-fonts/source-serif)",
    "OFL-Inter.txt": "Copyright 2016 The Inter Project Authors (https://github.com/rsms/inter)",
}

TEXT, HEADLINE = {"wght": 400.0, "opsz": 20.0}, {"wght": 600.0, "opsz": 40.0}
LABEL, STRONG_LABEL = {"wght": 400.0}, {"wght": 600.0}

FALLBACKS = (
    Fallback(
        "Serif Times",
        "400",
        ("Times New Roman", "Liberation Serif", "Tinos"),
        TINOS,
        "tinos-latin-400-normal.woff2",
        "serif",
        TEXT,
    ),
    Fallback(
        "Serif Times",
        "600 700",
        ("Times New Roman Bold", "Liberation Serif Bold", "Tinos Bold"),
        TINOS,
        "tinos-latin-700-normal.woff2",
        "serif",
        HEADLINE,
    ),
    Fallback("Serif Noto", "400", ("Noto Serif",), NOTO, "noto-serif-latin-400-normal.woff2", "serif", TEXT),
    Fallback(
        "Serif Noto", "600 700", ("Noto Serif Bold",), NOTO, "noto-serif-latin-700-normal.woff2", "serif", HEADLINE
    ),
    Fallback(
        "Sans Arial", "400", ("Arial", "Liberation Sans", "Arimo"), ARIMO, "arimo-latin-400-normal.woff2", "sans", LABEL
    ),
    Fallback(
        "Sans Arial",
        "600 700",
        ("Arial Bold", "Liberation Sans Bold", "Arimo Bold"),
        ARIMO,
        "arimo-latin-700-normal.woff2",
        "sans",
        STRONG_LABEL,
    ),
    Fallback("Sans Roboto", "400", ("Roboto",), ROBOTO, "roboto-latin-400-normal.woff2", "sans", LABEL),
    Fallback("Sans Roboto", "600 700", ("Roboto Bold",), ROBOTO, "roboto-latin-700-normal.woff2", "sans", STRONG_LABEL),
)

LATIN = frozenset(
    {*range(0x20, 0x7F), *range(0xA0, 0x100), 0x131, 0x152, 0x153, 0x2BB, 0x2BC, 0x2010, 0x2011, 0x2013, 0x2014}
    | {0x2018, 0x2019, 0x201A, 0x201C, 0x201D, 0x201E, 0x2020, 0x2022, 0x2026, 0x202F, 0x2032, 0x2033, 0x2039, 0x203A}
    | {0x20AC, 0x2122, 0x2212}
) - {0xA4, 0xA6, 0xA8, 0xAC, 0xAD, 0xAF, 0xB4, 0xB8, 0xB9}
"""Western European text; the signs that stand alone (¨, ´, ¤) are left to the system."""

EXTENDED = (
    frozenset([*range(0x100, 0x180), *range(0x1CD, 0x1DD), *range(0x218, 0x21C), *range(0x1E80, 0x1E86)])
    | {0x18F, 0x192, 0x237, 0x259, 0x1E0C, 0x1E0D, 0x1E24, 0x1E25, 0x1E2A, 0x1E2B, 0x1E62, 0x1E63, 0x1E6C, 0x1E6D}
    | {0x1E9E, 0x1EF2, 0x1EF3, 0x20A9, 0x20B4, 0x20B9, 0x20BA, 0x20BD, 0x20BF}
) - LATIN
"""Central and eastern European text, Turkish, Pinyin, transcriptions, and signs of currencies."""

RANGES = {"latin": LATIN, "latin-ext": EXTENDED}

SAMPLE = (
    "The company said on Thursday that its next model, due by the end of June, will cost about a third less to run; "
    "researchers who have seen early versions say that it writes longer answers, makes fewer mistakes in arithmetic "
    "and asks before it guesses. Shares rose 8.4 % to $127, their highest close since 2023. “We would rather be right "
    "than quick,” Zhang Wei, who heads the group in Hong Kong, told reporters. Just 60 of the 150 extra jobs are new."
)
"""Text of the kind that is set: faces are compared by the mean width of its characters."""


def main() -> int:
    """Write the fonts, their licences and their style sheet; return the exit code."""
    with tempfile.TemporaryDirectory() as folder:
        packages = {package: fetched(folder, package) for package in packages_needed()}
        made = [
            (face, part, make_font(face, files_of(packages[face.package]), part)) for face in FACES for part in RANGES
        ]
        rules = [write_font(*font) for font in made] + [fallback_rule(fallback, packages) for fallback in FALLBACKS]
        for face in FACES:
            write_licence(face, packages[face.package])
    with open(os.path.join(ASSETS, "css", "05-fonts.css"), "w", encoding="utf-8") as file:
        file.write("\n".join((HEAD, *rules)) + "\n")
    latin = sum(os.path.getsize(font_path(face, "latin")) for face in FACES)
    print(f"{latin} bytes of Latin fonts, of {BUDGET} allowed", file=sys.stderr)
    return int(latin > BUDGET)


def write_licence(face: Face, package: str) -> None:
    """Write the licence of ``package`` under the name of those whose work it is, which npm has lost for some."""
    with open(os.path.join(package, "LICENSE"), encoding="utf-8") as file:
        text = file.read()
    with open(os.path.join(FONTS, face.licence), "w", encoding="utf-8") as file:
        file.write(f"{COPYRIGHT[face.licence]}\n\n{text[text.index('This Font Software') :]}")


def font_path(face: Face, part: str) -> str:
    return os.path.join(FONTS, f"{font_name(face, part)}.woff2")


def font_name(face: Face, part: str) -> str:
    return face.file if part == "latin" else f"{face.file}-{part}"


def write_font(face: Face, part: str, font: TTFont) -> str:
    """Write a font and return its rule."""
    font.save(font_path(face, part))
    return face_rule(face, font_name(face, part), font)


HEAD = "/* Made by tools/make_web_fonts.py: the fonts, and faces of the reader's system stretched to their measures. */"


def packages_needed() -> list[str]:
    return sorted({row.package for row in (*FACES, *FALLBACKS)})


def fetched(folder: str, package: str) -> str:
    """Return the folder of ``package``, unpacked below ``folder``."""
    packed = subprocess.run(
        ["npm", "pack", package, "--silent"], cwd=folder, check=True, capture_output=True, text=True
    ).stdout.split()[-1]
    target = os.path.join(folder, packed.removesuffix(".tgz"))
    with tarfile.open(os.path.join(folder, packed)) as archive:
        archive.extractall(target, filter="data")
    return os.path.join(target, "package")


def files_of(package: str) -> str:
    return os.path.join(package, "files")


def make_font(face: Face, files: str, part: str) -> TTFont:
    """Return the font of ``face`` for a range: its characters and its axes cut down."""
    font = TTFont(os.path.join(files, face.source.format(part)), recalcTimestamp=False)
    options = Options(layout_features=list(FEATURES), name_IDs=[], hinting=False, notdef_outline=False)
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=RANGES[part])
    subsetter.subset(font)
    font = instantiateVariableFont(font, {axis: face.axes[axis] for axis in axes_of(font) if axis in face.axes})
    rename(font, face)
    font.flavor = "woff2"
    return font


def axes_of(font: TTFont) -> list[str]:
    return [axis.axisTag for axis in font["fvar"].axes]


def rename(font: TTFont, face: Face) -> None:
    if "STAT" in font:
        del font["STAT"]  # it names what is no longer there
    style = "Italic" if face.style == "italic" else "Regular"
    names = {1: face.family, 2: style, 4: f"{face.family} {style}", 6: f"{face.family.replace(' ', '')}-{style}"}
    font["name"].names = [record for record in font["name"].names if record.nameID > 255]
    for number, text in names.items():
        font["name"].setName(text, number, 3, 1, 0x409)


def face_rule(face: Face, name: str, font: TTFont) -> str:
    weight = face.axes["wght"]
    weights = f"{weight[0]:g} {weight[2]:g}" if isinstance(weight, tuple) else f"{weight:g}"
    return (
        f'@font-face {{ font-family: "{face.family}"; font-style: {face.style}; font-weight: {weights}; '
        f'font-display: swap; src: url("../fonts/{name}.woff2") format("woff2"); '
        f"unicode-range: {unicode_range(font.getBestCmap())}; }}"
    )


def unicode_range(characters: Iterable[int]) -> str:
    return ", ".join(f"U+{first:X}" if first == last else f"U+{first:X}-{last:X}" for first, last in runs(characters))


def runs(numbers: Iterable[int]) -> Iterator[tuple[int, int]]:
    ordered = sorted(numbers)
    first = last = ordered[0]
    for number in ordered[1:]:
        if number > last + 1:
            yield first, last
            first = number
        last = number
    yield first, last


def fallback_rule(fallback: Fallback, packages: dict[str, str]) -> str:
    """Return a face whose lines are as long and as high as those of the web font that it stands in for."""
    face = next(face for face in FACES if face.file == fallback.stands_for)
    web = instantiateVariableFont(
        TTFont(os.path.join(files_of(packages[face.package]), face.source.format("latin"))), dict(fallback.at)
    )
    local = TTFont(os.path.join(files_of(packages[fallback.package]), fallback.source))
    scale = mean_advance(web) / mean_advance(local)
    ascent, descent = (measure / web["head"].unitsPerEm / scale for measure in line_measures(web))
    sources = ", ".join(f'local("{name}")' for name in fallback.names)
    return (
        f'@font-face {{ font-family: "{fallback.family}"; font-weight: {fallback.weights}; src: {sources}; '
        f"size-adjust: {scale:.2%}; ascent-override: {ascent:.2%}; descent-override: {descent:.2%}; "
        f"line-gap-override: 0%; }}"
    )


def line_measures(font: TTFont) -> tuple[int, int]:
    return font["hhea"].ascent, -font["hhea"].descent


def mean_advance(font: TTFont) -> float:
    """Return the mean width of a character of the sample, in ems."""
    glyphs, advances = font.getBestCmap(), font["hmtx"]
    total = sum(advances[glyphs[ord(character)]][0] for character in SAMPLE)
    return float(total / len(SAMPLE) / font["head"].unitsPerEm)


if __name__ == "__main__":
    sys.exit(main())
