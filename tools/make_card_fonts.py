"""Make the fonts that social cards are drawn with: whole fonts from npm and PyPI, cut down to what headlines use.

Run it where there is network, with fontTools and uharfbuzz beside Pillow; npm and pip fetch the fonts:

    pip install fonttools uharfbuzz
    python tools/make_card_fonts.py

It writes `ssg/render/fonts/`: a font for each row of FONTS, the licence of each family, and `fonts.json`, which says
what characters each font has and by which digest it goes. The same versions make the same bytes. The fonts are cut
down, so they bear other names than their originals, some of whose names are reserved (SIL Open Font License 1.1,
condition 3).
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator, Set
from itertools import product
from typing import NamedTuple

import uharfbuzz
from fontTools import subset
from fontTools.ttLib import TTFont, newTable
from fontTools.ttLib.tables._k_e_r_n import KernTable_format_0
from fontTools.ttLib.tables.ttProgram import Program
from fontTools.varLib.instancer import instantiateVariableFont

TARGET = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "ssg", "render", "fonts")


class Package(NamedTuple):
    """A released package that holds a whole font and its licence."""

    name: str  # of npm where it begins with @, else of PyPI
    version: str
    font: str  # path inside the package
    licence: str


class CardFont(NamedTuple):
    """A font to be made."""

    file: str
    family: str
    package: Package
    licence: str  # name of the licence's file
    characters: Callable[[], Set[str]]
    axes: dict[str, float] = {}  # of a variable font, with its value
    kerned: bool = False


def _noto(script: str, version: str) -> Package:
    name = f"NotoSerif{script.upper()}_600SemiBold.ttf"
    return Package(
        f"@expo-google-fonts/noto-serif-{script}", version, f"package/600SemiBold/{name}", "package/LICENSE_FONT"
    )


SOURCE_SERIF = Package(
    "fontpkg-source-serif-4",
    "4.4",
    "fontpkg_source_serif_4/files/SourceSerif4[opsz,wght].ttf",
    "fontpkg_source_serif_4/LICENSE",
)
INTER = Package(
    "@expo-google-fonts/inter", "0.4.2", "package/600SemiBold/Inter_600SemiBold.ttf", "package/LICENSE_FONT"
)

WESTERN_BLOCKS = (
    (0x20, 0x7E),  # Basic Latin
    (0xA0, 0x24F),  # Latin-1, Extended-A and -B
    (0x2C6, 0x2DD),  # modifier letters that are accents
    (0x370, 0x3FF),  # Greek
    (0x400, 0x4FF),  # Cyrillic
    (0x1E00, 0x1EFF),  # Latin Extended Additional: Vietnamese
    (0x2010, 0x205E),  # dashes, quotes, ellipsis
    (0x2070, 0x209C),  # superior and inferior figures
    (0x20A0, 0x20BF),  # currencies
    (0x2100, 0x214F),  # letter-like: №, ™
    (0x2150, 0x218B),  # fractions
    (0x2190, 0x2193),  # arrows
    (0x2200, 0x22FF),  # mathematics
)
MOST_KERNED = 4.0  # thousandths of an em: less is not seen


def western() -> Set[str]:
    return {chr(code) for first, last in WESTERN_BLOCKS for code in range(first, last + 1)}


def _rows(codec: str, first: int, last: int) -> set[str]:
    """Return the characters of a double-byte character set whose first bytes are ``first`` to ``last``."""
    found = set()
    for pair in product(range(first, last + 1), range(0x40, 0xFF)):
        try:
            text = bytes(pair).decode(codec)
        except UnicodeDecodeError:
            continue
        found.add(text)
    return {text for text in found if len(text) == 1}


def simplified() -> Set[str]:
    """Return GB 2312: its 6,763 characters and its signs."""
    return _rows("gb2312", 0xA1, 0xA9) | _rows("gb2312", 0xB0, 0xF7)


def traditional() -> Set[str]:
    """Return the frequent characters of Big 5 that GB 2312 lacks."""
    return _rows("big5", 0xA4, 0xC6) - simplified()


def japanese() -> Set[str]:
    """Return kana, signs and the kanji of level 1 of JIS X 0208."""
    return _rows("euc_jp", 0xA1, 0xA8) | _rows("euc_jp", 0xB0, 0xCF)


FONTS = (
    CardFont(
        "serif.ttf.gz", "Card Serif", SOURCE_SERIF, "OFL-Source-Serif.txt", western, {"opsz": 60, "wght": 600}, True
    ),
    CardFont("sans.ttf.gz", "Card Sans", INTER, "OFL-Inter.txt", western, kerned=True),
    CardFont("han-sc.ttf.gz", "Card Han SC", _noto("sc", "0.4.3"), "OFL-Noto-Serif.txt", simplified),
    CardFont("han-tc.ttf.gz", "Card Han TC", _noto("sc", "0.4.3"), "OFL-Noto-Serif.txt", traditional),
    CardFont("han-jp.ttf.gz", "Card Han JP", _noto("jp", "0.4.3"), "OFL-Noto-Serif.txt", japanese),
)
"""Every font; `ssg/render/card_fonts.py` says which is asked first."""


def main() -> None:
    os.makedirs(TARGET, exist_ok=True)
    fonts = {}
    for font in FONTS:
        data, licence = _fetched(font.package)
        made = _made(font, data)
        packed = gzip.compress(made, 9, mtime=0)
        _write(font.file, packed)
        _write(font.licence, licence)
        characters = list(_ranges(TTFont(io.BytesIO(made)).getBestCmap()))
        fonts[font.file] = {"digest": hashlib.sha256(packed).hexdigest(), "characters": characters}
    _write("fonts.json", (json.dumps(fonts, separators=(",", ":")) + "\n").encode())


def _write(name: str, data: bytes) -> None:
    with open(os.path.join(TARGET, name), "wb") as file:
        file.write(data)
    print(f"{len(data):>9,} {name}")


def _ranges(codes: Iterable[int]) -> Iterator[int]:
    """Yield first code and count of each run of ``codes``."""
    start = end = -1
    for code in sorted(codes):
        if code != end:
            if end > start:
                yield from (start, end - start)
            start = code
        end = code + 1
    yield from (start, end - start)


# ── fetching ────────────────────────────────────────────────────────────────────────────────────────


def _fetched(package: Package) -> tuple[bytes, bytes]:
    """Return the font and its licence out of ``package``."""
    with tempfile.TemporaryDirectory() as folder:
        fetch = _from_npm if package.name.startswith("@") else _from_pypi
        read = fetch(package, folder)
        return read(package.font), read(package.licence)


def _from_npm(package: Package, folder: str) -> Callable[[str], bytes]:
    npm = shutil.which("npm") or "npm"
    _run(npm, "pack", "--silent", f"{package.name}@{package.version}", cwd=folder)
    (archive,) = os.listdir(folder)
    with tarfile.open(os.path.join(folder, archive)) as tar:
        found = {name: file.read() for name in (package.font, package.licence) if (file := tar.extractfile(name))}
    return found.__getitem__


def _from_pypi(package: Package, folder: str) -> Callable[[str], bytes]:
    wanted = f"{package.name}=={package.version}"
    _run(sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", wanted, cwd=folder)
    (archive,) = os.listdir(folder)
    with zipfile.ZipFile(os.path.join(folder, archive)) as wheel:
        found = {name: wheel.read(name) for name in (package.font, package.licence)}
    return found.__getitem__


def _run(*command: str, cwd: str) -> None:
    subprocess.run(command, cwd=cwd, check=True, stdout=subprocess.DEVNULL)


# ── cutting down ────────────────────────────────────────────────────────────────────────────────────


def _made(wanted: CardFont, data: bytes) -> bytes:
    font = TTFont(io.BytesIO(data), recalcTimestamp=False)
    if wanted.axes:
        font = instantiateVariableFont(font, wanted.axes)
    font = TTFont(io.BytesIO(_saved(font)), recalcTimestamp=False)
    kerning = _kerning(font) if wanted.kerned else {}
    _subset(font, wanted.characters())
    _rename(font, wanted.family)
    _unhint(font)
    if kerning:
        _set_kerning(font, kerning)
    return _saved(font)


def _saved(font: TTFont) -> bytes:
    out = io.BytesIO()
    font.save(out)
    return out.getvalue()


def _subset(font: TTFont, characters: Set[str]) -> None:
    options = subset.Options()
    options.hinting = False
    options.layout_features = []
    options.drop_tables += ["GDEF", "GPOS", "GSUB", "BASE", "STAT", "DSIG", "VORG", "meta", "vhea", "vmtx"]
    options.notdef_outline = True
    options.glyph_names = False
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=[ord(character) for character in characters])
    cutter.subset(font)


def _rename(font: TTFont, family: str) -> None:
    """Leave copyright and licence, and give the font a name of its own."""
    names = font["name"]
    names.names = [record for record in names.names if record.nameID in (0, 13, 14)]
    for number, text in ((1, family), (2, "Regular"), (4, family), (6, family.replace(" ", ""))):
        names.setName(text, number, 3, 1, 0x409)


def _unhint(font: TTFont) -> None:
    """Say that the font hints itself, and do nothing: FreeType's own hinter is slow, and bends large letters."""
    program = newTable("fpgm")
    program.program = Program()
    program.program.fromBytecode(b"\xb0\x00\x21")  # PUSHB 0, POP
    font["fpgm"] = program


def _kerning(font: TTFont) -> dict[tuple[str, str], int]:
    """Return the kerning of common pairs, by their glyphs, as HarfBuzz sees it.

    Cards are set without a shaping library, which not every machine has; FreeType reads this plain table by itself.
    """
    shaper = uharfbuzz.Font(uharfbuzz.Face(_saved(font)))
    glyphs = font.getBestCmap()
    common = [chr(code) for code in glyphs if code < 0x180 or 0x386 <= code < 0x460 or 0x2010 <= code < 0x2027]
    common = [character for character in common if character.isalpha() or not character.isalnum()]
    common = [character for character in common if not character.isspace()]
    alone = {character: _advance(shaper, character) for character in common}
    least = font["head"].unitsPerEm * MOST_KERNED / 1000
    found = {}
    for first, second in product(common, common):
        value = _advance(shaper, first + second) - alone[first] - alone[second]
        if abs(value) > least:
            found[glyphs[ord(first)], glyphs[ord(second)]] = value
    return found


def _advance(shaper: uharfbuzz.Font, text: str) -> int:
    buffer = uharfbuzz.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    uharfbuzz.shape(shaper, buffer, {"liga": False, "clig": False, "dlig": False, "calt": False})
    return sum(position.x_advance for position in buffer.glyph_positions)


MOST_PAIRS = 10_900  # the length of a table of pairs is a 16-bit number


def _set_kerning(font: TTFont, kerning: dict[tuple[str, str], int]) -> None:
    strongest = sorted(kerning.items(), key=lambda pair: (-abs(pair[1]), pair[0]))[:MOST_PAIRS]
    rows = KernTable_format_0()
    rows.coverage, rows.tupleIndex, rows.apple = 1, None, False
    rows.kernTable = dict(sorted(strongest))
    table = newTable("kern")
    table.version, table.kernTables = 0, [rows]
    font["kern"] = table


if __name__ == "__main__":
    main()
