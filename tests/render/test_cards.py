"""Social cards: the right size, light, the same everywhere, and no text outside the margins."""

from __future__ import annotations

import hashlib
import io
import os
import subprocess
import sys

import msgspec
import pytest
from PIL import Image

from ssg.core.cards import Card, CardColors
from ssg.render.card_fonts import FOLDER, HAN, HAN_JAPANESE, drawable, font, font_facts, runs, width
from ssg.render.card_layout import HEIGHT, MARGIN, WIDTH, Text, lay_out
from ssg.render.cards import card_png

MOST_BYTES = 300_000
USUAL_BYTES = 60_000

HEADLINES = {
    "three words": ("en", "Claude 5 ships"),
    "twelve words": ("en", "Xiaomi hires DeepSeek’s Luo Fuli to lead MiMo, its own model lab"),
    "25 words": (
        "en",
        "European regulators open a sweeping investigation into how the largest artificial intelligence laboratories "
        "collect, license, store and share the personal data of minors across all borders",
    ),
    "long words": (
        "de",
        "Bundesverfassungsgericht prüft Künstliche-Intelligenz-Haftungsrichtlinie: Datenschützer warnen",
    ),
    "Chinese": ("zh", "深度求索发布V4旗舰模型，推理价格再降一半"),
    "long Chinese": (
        "zh",
        "“DeepSeek”时刻一周年：中国大模型公司如何在算力受限的情况下追上美国同行，并重新定义开源的边界" * 3,
    ),
    "traditional": ("zh-TW", "台積電擴大先進封裝產能，輝達訂單占比過半"),
    "Japanese": ("ja", "「生成AIの父」と呼ばれる研究者が語る、オープンモデルの次の十年とは？"),
    "Russian": ("ru", "Яндекс открыл веса новой языковой модели и снизил цены"),
    "Vietnamese": ("vi", "Việt Nam thông qua luật trí tuệ nhân tạo đầu tiên"),
    "no spaces": ("en", "A" * 300),
    "wide without end": ("zh", "鬱" * 300),
    "300 characters": ("en", "word " * 60),
    "one letter": ("en", "X"),
    "invisible": ("en", "Zero\u200bwidth\u0007 and \u202econtrol\u00ad signs 🚀 with a rocket"),
    "brackets": ("ja", "「」" * 40),
}


def card(name: str, **values: str) -> Card:
    lang, headline = HEADLINES[name]
    usual = Card(
        headline=drawable(headline), lang=lang, site="The Model Post", label="Companies", date="January 13, 2026"
    )
    return msgspec.structs.replace(usual, **values)


SPARSE = {"site": "", "label": "", "date": ""}
CROWDED = {"site": "新闻 News " * 20, "label": "Section " * 20, "date": "Donnerstag " * 9}


@pytest.mark.parametrize("name", HEADLINES)
def test_a_card_is_a_light_png_of_the_size_that_networks_ask_for(name: str) -> None:
    data = card_png(card(name))

    with Image.open(io.BytesIO(data)) as image:
        assert (image.format, image.mode, image.size) == ("PNG", "P", (1200, 630))
    assert len(data) < USUAL_BYTES < MOST_BYTES


WAYS = pytest.mark.parametrize("values", [{}, SPARSE, CROWDED], ids=["usual", "sparse", "crowded"])


@WAYS
@pytest.mark.parametrize("name", HEADLINES)
def test_nothing_that_is_drawn_leaves_the_margins(name: str, values: dict[str, str]) -> None:
    with Image.open(io.BytesIO(card_png(card(name, **values)))) as image:
        paper_is_black = image.point([0] + [255] * 255, "L")
        left, top, right, bottom = paper_is_black.getbbox() or (0, 0, 0, 0)

    assert (left >= MARGIN - 2, right <= WIDTH - MARGIN + 2) == (True, True)
    assert (top >= 40, bottom <= HEIGHT - 40) == (True, True)


@WAYS
@pytest.mark.parametrize("name", HEADLINES)
def test_no_text_touches_another(name: str, values: dict[str, str]) -> None:
    of = card(name, **values)
    boxes = [box_of(text, of.lang) for text in laid_out(of)]

    assert [(one, two) for one in boxes for two in boxes if one < two and is_touching(one, two)] == []


Box = tuple[float, float, float, float]


def box_of(text: Text, lang: str) -> Box:
    """Return left, top, right and bottom of what is drawn of a text."""
    boxes = [font(name, text.size).getbbox(part, anchor="ls") for name, part in runs(text.text, text.face, lang)]
    top, bottom = min(box[1] for box in boxes), max(box[3] for box in boxes)
    right = text.x + width(text.text, text.face, text.size, lang)
    return text.x, text.baseline + top, right, text.baseline + bottom


def is_touching(one: Box, two: Box) -> bool:
    apart_across = one[2] <= two[0] or two[2] <= one[0]
    apart_down = one[3] <= two[1] + 4 or two[3] <= one[1] + 4  # a g may reach down to an Å, by a hair
    return not apart_across and not apart_down


@pytest.mark.parametrize(
    ("name", "size", "lines"),
    [
        ("three words", 112, 1),
        ("twelve words", 100, 3),
        ("25 words", 55, 5),
        ("one letter", 112, 1),
        ("Chinese", 100, 2),
    ],
)
def test_a_headline_is_as_large_as_its_length_allows(name: str, size: int, lines: int) -> None:
    of = card(name)
    layout = lay_out(of, lambda text, face, size: width(text, face, size, of.lang))
    headline = [text for text in layout.texts if (text.face, text.ink) == ("serif", "ink")][1:]

    assert ({text.size for text in headline}, len(headline)) == ({size}, lines)


@pytest.mark.parametrize(("points", "printed"), [(1, 1), (3, 3), (5, 3)])
def test_up_to_three_key_points_stand_below_a_short_headline(points: int, printed: int) -> None:
    of = Card(headline="MiniMax closes 61% up", lang="en", points=tuple(f"Point {n}" for n in range(points)))

    assert [text.text for text in laid_out(of) if text.text.startswith("Point")] == [
        f"Point {n}" for n in range(printed)
    ]


def test_a_long_headline_takes_the_room_of_the_key_points() -> None:
    headline = HEADLINES["25 words"][1]

    assert not any(text.text == "Point" for text in laid_out(Card(headline=headline, lang="en", points=("Point",))))


def laid_out(of: Card) -> tuple[Text, ...]:
    return lay_out(of, lambda text, face, size: width(text, face, size, of.lang)).texts


def test_what_is_too_long_for_any_size_ends_with_an_ellipsis() -> None:
    assert laid_out(Card(headline="word " * 200, lang="en"))[-1].text.endswith("…")


# ── letters ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        ("plain", "plain"),
        ("Zoe\u0308 naïve", "Zoë naïve"),
        ("🚀 Launch ✨ day 🇩🇪", "Launch day"),
        ("👩‍💻 at work 1️⃣", "at work 1"),
        ("zero\u200bwidth\u2060 \ufeffand\u00ad soft", "zerowidth and soft"),
        ("control\u0007 \x1b[31m", "control [31m"),
        ("\u202eturned\u202c", "turned"),
        ("  many \n\t spaces\u3000here ", "many spaces here"),
        ("ﬁnal № 5", "final № 5"),
        ("non\u2011breaking", "non‐breaking"),
        ("発表：ＡＩ", "発表：ＡＩ"),
        ("", ""),
        ("🚀", ""),
        ("مرحبا", ""),
        ("שלום", ""),
        ("한국어 기사", ""),
        ("नमस्ते", ""),
        ("OpenAI در تهران", ""),
        ("q̃", ""),
        ("lone \ud800 surrogate", "lone surrogate"),
    ],
)
def test_what_no_font_has_is_left_out_and_a_text_that_misses_a_letter_is_none(text: str, drawn: str) -> None:
    assert drawable(text) == drawn


@pytest.mark.parametrize(
    ("text", "lang", "fonts"),
    [
        ("OpenAI’s", "en", ["serif"]),
        ("发布V4模型", "zh", ["han-sc", "serif", "han-sc"]),
        ("骨", "zh", ["han-sc"]),
        ("骨", "ja", ["han-jp"]),
        ("臺灣", "zh-TW", ["han-tc"]),
        ("“时刻”", "zh", ["han-sc"]),
        ("“hour”", "zh", ["han-sc", "serif", "han-sc"]),
        ("“hour”", "en", ["serif"]),
        ("说OpenAI’s好", "zh", ["han-sc", "serif", "han-sc"]),
        ("ひらがな", "en", ["han-sc"]),
        ("", "en", []),
    ],
)
def test_each_part_of_a_line_has_the_font_of_its_script(text: str, lang: str, fonts: list[str]) -> None:
    found = list(runs(text, "serif", lang))

    assert [name.partition(".")[0] for name, _ in found] == fonts
    assert "".join(part for _, part in found) == text


def test_japanese_and_chinese_forms_of_a_character_differ() -> None:
    shown = [
        font(chain[0], 80).getmask("骨").getbbox() and bytes(font(chain[0], 80).getmask("骨"))
        for chain in (HAN, HAN_JAPANESE)
    ]

    assert shown[0] != shown[1]


@pytest.mark.parametrize("name", font_facts())
def test_the_facts_of_a_font_are_those_of_its_file(name: str) -> None:
    with open(os.path.join(FOLDER, name), "rb") as file:
        assert hashlib.sha256(file.read()).hexdigest() == font_facts()[name].digest


@pytest.mark.parametrize("name", font_facts())
def test_every_character_that_a_font_is_said_to_have_is_drawn(name: str) -> None:
    face, codes = font(name, 20), font_facts()[name].characters
    missing = bytes(face.getmask("\uffff"))
    characters = [chr(first) for first, count in zip(codes[::2], codes[1::2], strict=True) if count]

    assert [found for found in characters if not found.isspace() and bytes(face.getmask(found)) == missing] == []


def test_the_fonts_bear_licences_and_no_reserved_name() -> None:
    licences = [name for name in os.listdir(FOLDER) if name.startswith("OFL-")]

    assert len(licences) == 3
    assert {font(name, 20).getname()[0] for name in font_facts()} == {
        *("Card Serif", "Card Sans", "Card Han SC", "Card Han TC", "Card Han JP")
    }
    for name in licences:
        with open(os.path.join(FOLDER, name), encoding="utf-8") as file:
            assert "SIL OPEN FONT LICENSE" in file.read().upper()


# ── colours and sameness ────────────────────────────────────────────────────────────────────────────


def test_a_card_has_the_colours_that_it_is_given() -> None:
    colors = CardColors(paper="#102030", ink="#f0f0e0", soft_ink="#a0a0a0", rule="#404040", accent="#ff8000")
    with Image.open(
        io.BytesIO(card_png(Card(headline="Ink", lang="en", site="S", label="L", date="D", colors=colors)))
    ) as image:
        pixels = image.convert("RGB").tobytes()
    found = {f"#{pixels[place : place + 3].hex()}" for place in range(0, len(pixels), 3)}

    assert set(map(str, (colors.paper, colors.ink, colors.soft_ink, colors.rule, colors.accent))) <= found


DRAW = """
import hashlib
from ssg.core.cards import Card
from ssg.render.cards import card_png
card = Card(headline="发布V4 models ship", lang="zh", site="S", label="L", date="2026年1月13日", points=("One", "二"))
print(hashlib.sha256(card_png(card)).hexdigest())
"""


def test_every_process_draws_the_same_bytes() -> None:
    found = set()
    for seed, zone, locale in (
        ("0", "UTC", "C"),
        ("1", "Asia/Tokyo", "de_DE.UTF-8"),
        ("42", "America/Lima", "C.UTF-8"),
    ):
        environ = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": locale}
        done = subprocess.run([sys.executable, "-c", DRAW], env=environ, capture_output=True, text=True, check=True)
        found.add(done.stdout)

    assert len(found) == 1
