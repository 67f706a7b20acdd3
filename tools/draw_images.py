"""Draw the pictures of the sample blog: lead images, in-text figures, the logo and the site card.

Run it from anywhere; it needs nothing but Pillow and writes below ``content/``:

    python tools/draw_images.py            # all pictures
    python tools/draw_images.py meta card  # those whose path contains one of the words

The same Pillow draws the same bytes again: every "random" value comes from a fixed seed.
"""

from __future__ import annotations

import math
import random
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise, product
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

CONTENT = Path(__file__).resolve().parent.parent / "content"
LEAD = (1600, 900)
SUPERSAMPLE = 3  # drawn three times as large, then reduced: Pillow does not smooth edges itself
COLOURS = 256  # palette entries of the written PNG; flat art loses nothing that shows
LIMIT_BYTES = 200_000

Point = tuple[float, float]

INK = "#1d1a18"
PAPER = "#f5eee2"
VERMILION = "#d6452a"


# Geometry and colour


def mix(first: str, second: str, share: float) -> str:
    """Return the colour ``share`` of the way (0 to 1) from ``first`` to ``second``."""
    pairs = zip(_channels(first), _channels(second), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def curve(start: Point, bend_start: Point, bend_end: Point, end: Point, steps: int = 60) -> list[Point]:
    """Return points on the cubic Bézier curve between ``start`` and ``end``."""
    points = []
    for step in range(steps + 1):
        t = step / steps
        weights = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3)
        corners = (start, bend_start, bend_end, end)
        x, y = (sum(w * corner[axis] for w, corner in zip(weights, corners, strict=True)) for axis in (0, 1))
        points.append((x, y))
    return points


def polar(centre: Point, radius: float, degrees: float) -> Point:
    """Return the point at ``degrees``, clockwise from three o'clock, around ``centre``."""
    angle = math.radians(degrees)
    return centre[0] + radius * math.cos(angle), centre[1] + radius * math.sin(angle)


def sag(start: Point, end: Point, depth: float) -> list[Point]:
    """Return a hanging wire between two points, ``depth`` below their chord at the middle."""
    points = []
    for step in range(41):
        t = step / 40
        drop = depth * 4 * t * (1 - t)
        points.append((start[0] + (end[0] - start[0]) * t, start[1] + (end[1] - start[1]) * t + drop))
    return points


class Sheet:
    """A picture being drawn, in the coordinates of the finished one."""

    def __init__(self, size: tuple[int, int], background: str) -> None:
        self.size = size
        self._image = Image.new("RGB", (size[0] * SUPERSAMPLE, size[1] * SUPERSAMPLE), background)
        self._draw = ImageDraw.Draw(self._image)

    def box(self, left: float, top: float, right: float, bottom: float, fill: str, radius: float = 0) -> None:
        corners = [value * SUPERSAMPLE for value in (left, top, right, bottom)]
        self._draw.rounded_rectangle(corners, radius * SUPERSAMPLE, fill=fill)

    def disc(self, centre: Point, radius: float, fill: str) -> None:
        self._draw.ellipse(self._around(centre, radius), fill=fill)

    def ring(self, centre: Point, radius: float, fill: str, width: float) -> None:
        self._draw.ellipse(self._around(centre, radius), outline=fill, width=round(width * SUPERSAMPLE))

    def wedge(self, centre: Point, radius: float, degrees: tuple[float, float], fill: str) -> None:
        self._draw.pieslice(self._around(centre, radius), *degrees, fill=fill)

    def shape(self, points: Iterable[Point], fill: str) -> None:
        self._draw.polygon([(x * SUPERSAMPLE, y * SUPERSAMPLE) for x, y in points], fill=fill)

    def stroke(self, points: Sequence[Point], fill: str, width: float) -> None:
        """Draw a line through ``points`` with round joints and ends."""
        scaled = [(x * SUPERSAMPLE, y * SUPERSAMPLE) for x, y in points]
        self._draw.line(scaled, fill=fill, width=round(width * SUPERSAMPLE))
        for point in points:
            self.disc(point, width / 2, fill)

    def text(self, at: Point, words: str, fill: str, size: float) -> None:
        """Set ``words`` in the face that comes with Pillow, left-aligned on the baseline ``at``."""
        font = ImageFont.load_default(size * SUPERSAMPLE)
        place = (at[0] * SUPERSAMPLE, at[1] * SUPERSAMPLE)
        self._draw.text(place, words, fill=fill, font=font, anchor="ls", stroke_width=size / 36, stroke_fill=fill)

    def finished(self) -> Image.Image:
        return self._image.resize(self.size, Image.Resampling.LANCZOS)

    @staticmethod
    def _around(centre: Point, radius: float) -> list[float]:
        x, y = centre
        return [value * SUPERSAMPLE for value in (x - radius, y - radius, x + radius, y + radius)]


# The lead images


def devices(sheet: Sheet) -> None:
    """A phone between a house and a car, one signal running through all three."""
    light, amber = "#efe2cd", "#e9a63a"
    for number, radius in enumerate(range(1000, 200, -100)):
        sheet.disc((800, 430), radius, mix(PAPER, "#e6d2b3", 0.25 + 0.09 * number))
    sheet.box(0, 712, 1600, 900, INK)
    _house(sheet, amber)
    _car(sheet, amber)
    for ends in (((320, 345), (430, 120), (640, 90), (800, 215)), ((800, 215), (960, 90), (1190, 150), (1262, 455))):
        sheet.stroke(curve(*ends), VERMILION, 7)
    for end in ((320, 345), (1262, 455)):
        sheet.disc(end, 17, VERMILION)
        sheet.disc(end, 7, PAPER)
    sheet.box(646, 132, 954, 768, mix(INK, PAPER, 0.22), 54)
    sheet.box(652, 138, 948, 762, INK, 50)
    sheet.box(670, 156, 930, 744, VERMILION, 36)
    centre = (800.0, 430.0)
    for radius, share in ((112, 0.16), (84, 0.34), (56, 0.58)):
        sheet.disc(centre, radius, mix(VERMILION, PAPER, share))
    sheet.disc(centre, 28, PAPER)
    sheet.box(764, 176, 836, 192, INK, 8)
    for row, width in enumerate((150, 110)):
        sheet.box(800 - width / 2, 640 + row * 34, 800 + width / 2, 654 + row * 34, mix(VERMILION, light, 0.6), 7)


def _house(sheet: Sheet, lit: str) -> None:
    sheet.shape([(110, 520), (320, 345), (530, 520)], INK)
    sheet.box(158, 480, 482, 720, INK)
    sheet.box(424, 378, 462, 500, INK)
    for left, top in ((196, 545), (278, 545), (196, 627), (278, 627)):
        sheet.box(left, top, left + 72, top + 72, lit, 4)
    sheet.box(388, 580, 450, 712, mix(INK, PAPER, 0.2), 4)
    sheet.disc((438, 650), 5, lit)


def _car(sheet: Sheet, lit: str) -> None:
    roof = curve((1080, 590), (1120, 470), (1150, 455), (1250, 455)) + curve(
        (1250, 455), (1350, 455), (1370, 490), (1440, 580)
    )
    sheet.shape(
        [
            *roof,
            *curve((1440, 580), (1530, 592), (1545, 610), (1545, 680)),
            (1030, 680),
            *curve((1030, 680), (1024, 620), (1030, 600), (1080, 590)),
        ],
        INK,
    )
    sheet.shape([*curve((1112, 582), (1140, 500), (1150, 486), (1218, 484)), (1218, 582)], mix(lit, PAPER, 0.15))
    sheet.shape([(1240, 582), *curve((1240, 484), (1322, 484), (1340, 505), (1392, 582))], mix(lit, PAPER, 0.15))
    sheet.box(1500, 614, 1545, 634, lit, 8)
    for x in (1136, 1430):
        sheet.disc((x, 680), 62, PAPER)
        sheet.disc((x, 680), 52, INK)
        sheet.disc((x, 680), 25, mix(INK, PAPER, 0.75))
        sheet.disc((x, 680), 9, INK)


def power_lines(sheet: Sheet) -> None:
    """Pylons that walk towards a low sun."""
    night, glow = "#13343b", "#f2a33c"
    for band in range(9):
        sheet.box(0, band * 80, 1600, band * 80 + 81, mix(night, "#d9774a", (band / 8) ** 1.6 * 0.72))
    for radius, share in ((330, 0.18), (270, 0.32)):
        sheet.disc((1090, 560), radius, mix("#8c5b45", glow, share))
    sheet.disc((1090, 560), 212, glow)
    for number in range(6):
        top = 520 + number * 34
        half = math.sqrt(212**2 - (top + 4 - 560) ** 2)
        sheet.box(1090 - half, top, 1090 + half, top + 4 + number * 3, mix("#b9694a", glow, 0.18))
    _hills(sheet)
    dark = "#0b1e23"
    for near, far in pairwise(PYLONS):
        for arm, side in product(range(len(ARMS)), (-1, 1)):
            wire = sag(_insulator(near, arm, side), _insulator(far, arm, side), 60 * near[2])
            sheet.stroke(wire, dark, 1.2 + 1.8 * far[2])
    for arm, side in product(range(len(ARMS)), (-1, 1)):
        end = _insulator(PYLONS[0], arm, side)
        sheet.stroke(sag((-240, end[1] - 70), end, 60), dark, 3)
    for pylon in PYLONS:
        _pylon(sheet, pylon, dark)


def _hills(sheet: Sheet) -> None:
    far = curve((0, 690), (400, 620), (700, 720), (1100, 676)) + curve(
        (1100, 676), (1300, 655), (1450, 690), (1600, 660)
    )
    sheet.shape([*far, (1600, 900), (0, 900)], "#4a4a44")
    middle = curve((0, 745), (380, 700), (760, 770), (1150, 715)) + curve(
        (1150, 715), (1330, 690), (1480, 730), (1600, 720)
    )
    sheet.shape([*middle, (1600, 900), (0, 900)], "#1f4147")
    near = curve((0, 800), (420, 790), (700, 850), (1600, 800))
    sheet.shape([*near, (1600, 900), (0, 900)], "#122c32")


# Each pylon: x, y of its foot, scale. Each arm: height over the foot (negative is up), half width.
PYLONS = ((250.0, 830.0, 1.0), (700.0, 756.0, 0.62), (985.0, 716.0, 0.4), (1172.0, 694.0, 0.26), (1300.0, 680.0, 0.17))
ARMS = ((-510, 92), (-410, 132), (-310, 105))


def _insulator(pylon: tuple[float, float, float], arm: int, side: int) -> Point:
    x, foot, scale = pylon
    height, half = ARMS[arm]
    return x + side * half * scale, foot + (height + 26) * scale


def _pylon(sheet: Sheet, pylon: tuple[float, float, float], fill: str) -> None:
    x, foot, scale = pylon

    def at(dx: float, dy: float) -> Point:
        return x + dx * scale, foot + dy * scale

    thick, thin = max(2.0, 8 * scale), max(1.2, 4 * scale)
    levels = [(-78, 0), (-52, -130), (-34, -230), (-24, -310), (-20, -410), (-17, -510)]
    for side in (-1, 1):
        sheet.stroke([at(side * -half, height) for half, height in levels] + [at(0, -590)], fill, thick)
    for (low_half, low), (high_half, high) in pairwise(levels):
        sheet.stroke([at(low_half, low), at(-high_half, high)], fill, thin)
        sheet.stroke([at(-low_half, low), at(high_half, high)], fill, thin)
        sheet.stroke([at(high_half, high), at(-high_half, high)], fill, thin)
    for height, half in ARMS:
        for side in (-1, 1):
            sheet.stroke(
                [at(side * 18, height - 34), at(side * half, height), at(side * 18, height)], fill, max(1.5, 6 * scale)
            )
            sheet.stroke([at(side * half, height), at(side * half, height + 26)], fill, thin)


def robot_arm(sheet: Sheet) -> None:
    """An articulated arm that reaches for a sphere, its range drawn as arcs behind it."""
    ground, metal, dark = "#f0b13c", "#f7efe0", "#22303a"
    shoulder, elbow, wrist = (470.0, 560.0), (640.0, 210.0), (1040.0, 330.0)
    for number, radius in enumerate(range(1180, 300, -110)):
        sheet.disc(shoulder, radius, mix(ground, "#fbd98c", 0.12 * (number % 2) + 0.055 * number))
    sheet.box(0, 760, 1600, 900, dark)
    sheet.box(0, 760, 1600, 772, mix(dark, metal, 0.25))
    for x in range(980, 1600, 176):
        sheet.box(x, 700, x + 116, 760, mix(ground, dark, 0.32 if (x // 176) % 2 else 0.45), 6)
    sheet.box(316, 700, 624, 764, dark, 14)
    sheet.shape([(372, 704), (410, 540), (530, 540), (568, 704)], dark)
    for start, end, wide in ((shoulder, elbow, 104), (elbow, wrist, 82)):
        sheet.stroke([start, end], dark, wide)
        sheet.stroke([start, end], metal, wide - 26)
        sheet.stroke([start, end], mix(metal, ground, 0.4), wide - 66)
    hand = (1060.0, 470.0)
    sheet.stroke([wrist, hand], dark, 54)
    for side in (-1, 1):
        finger = [(hand[0] + side * 20, 486.0), (hand[0] + side * 86, 530.0), (hand[0] + side * 62, 616.0)]
        sheet.stroke(finger, dark, 24)
    for joint, radius in ((shoulder, 84), (elbow, 68), (wrist, 56)):
        sheet.disc(joint, radius, dark)
        sheet.disc(joint, radius * 0.62, VERMILION)
        sheet.disc(joint, radius * 0.24, metal)
    sheet.disc((1060, 640), 60, VERMILION)
    sheet.disc((1042, 620), 15, mix(VERMILION, metal, 0.6))


def skyline(sheet: Sheet) -> None:
    """A harbour skyline that is also a rising bar chart, with its line and its reflection."""
    night, mint = "#0f2f2c", "#8fd0b0"
    for band in range(7):
        sheet.box(0, band * 96, 1600, band * 96 + 97, mix(night, "#2c6b5d", band / 6 * 0.8))
    sheet.disc((1245, 235), 128, mix("#2c6b5d", PAPER, 0.22))
    water = 660
    sheet.box(0, water, 1600, 900, mix(night, "#000000", 0.22))
    dice = random.Random(61)
    heights = (92, 138, 118, 176, 160, 226, 204, 262, 318, 290, 372, 430)
    tops: list[Point] = []
    for number, height in enumerate(heights):
        left, top = 90.0 + number * 120, water - height
        colour = mix("#1d5148", mint, 0.08 + 0.055 * number)
        sheet.box(left, top, left + 92, water, colour)
        sheet.box(left + 70, top, left + 92, water, mix(colour, night, 0.28))
        sheet.box(left, water + 8, left + 92, water + 8 + height * 0.4, mix(night, colour, 0.26))
        _windows(sheet, (left, top, water), dice)
        tops.append((left + 46, top - 56))
    for row in range(6):
        sheet.box(0, water + 26 + row * 34, 1600, water + 31 + row * 34, mix(night, "#000000", 0.22))
    sheet.stroke(tops, VERMILION, 10)
    for point in tops[:-1]:
        sheet.disc(point, 11, VERMILION)
    sheet.disc(tops[-1], 42, mix("#2c6b5d", VERMILION, 0.4))
    sheet.disc(tops[-1], 26, VERMILION)
    sheet.disc(tops[-1], 10, PAPER)


def _windows(sheet: Sheet, tower: tuple[float, float, float], dice: random.Random) -> None:
    left, top, foot = tower
    for row in range(int((foot - top - 30) // 26)):
        for column in range(3):
            if dice.random() < 0.42:
                x, y = left + 10 + column * 19, top + 16 + row * 26
                sheet.box(x, y, x + 11, y + 13, mix("#f4d68a", PAPER, 0.2))


def pulse(sheet: Sheet) -> None:
    """A field of dots that swell into a cross, and one heartbeat through it."""
    ground, teal = "#e3efe9", "#1d6f6a"
    sheet.box(0, 0, 1600, 900, ground)
    centre, gap = (800.0, 450.0), 40
    for row in range(-12, 13):
        for column in range(-21, 22):
            x, y = centre[0] + column * gap, centre[1] + row * gap
            inside = max(abs(column), abs(row)) <= 8 and min(abs(column), abs(row)) <= 2
            distance = math.hypot(column, row)
            if inside:
                sheet.disc((x, y), 17.5 - 0.2 * distance, mix(teal, "#0c3b40", distance / 14))
            else:
                sheet.disc((x, y), max(2.0, 7.5 - 0.27 * distance), mix("#9cc7b9", ground, min(0.85, distance / 26)))
    beat: list[Point] = [
        (-20, 450),
        (500, 450),
        (560, 410),
        (610, 450),
        (668, 450),
        (712, 560),
        (792, 190),
        (868, 690),
        (930, 400),
        (968, 450),
        (1040, 450),
        (1100, 396),
        (1160, 450),
        (1620, 450),
    ]
    sheet.stroke(beat, ground, 32)
    sheet.stroke(beat, VERMILION, 13)


def recorder(sheet: Sheet) -> None:
    """A pebble-shaped recorder and the speech it hears."""
    ground, deep, cream = "#c9604a", "#4a1f2a", "#fbeedd"
    for number, radius in enumerate(range(1000, 250, -125)):
        sheet.disc((430, 450), radius, mix("#bf5744", "#e08a68", 0.13 * number))
    dice = random.Random(17)
    for number in range(30):
        x = 770 + number * 25
        envelope = math.sin(math.pi * (number + 1) / 31) ** 0.7 * (0.55 + 0.45 * math.sin(number * 0.62) ** 2)
        half = 18 + 250 * envelope * (0.55 + 0.45 * dice.random())
        sheet.box(x, 450 - half, x + 13, 450 + half, cream if number % 5 else deep, 6.5)
    sheet.disc((446, 478), 262, mix(ground, deep, 0.5))
    sheet.disc((430, 450), 262, deep)
    sheet.disc((430, 450), 236, mix(deep, ground, 0.16))
    for ring in range(1, 6):
        for spot in range(ring * 7):
            sheet.disc(polar((430, 450), ring * 27, spot * 360 / (ring * 7)), 6, deep)
    sheet.disc((430, 450), 7, deep)
    sheet.disc(polar((430, 450), 196, -52), 15, "#f4c04e")


def laptop(sheet: Sheet) -> None:
    """A laptop whose screen is a sheet of model weights, some of them dropping into place."""
    ground, blue, pale = "#1b2440", "#3b5bdb", "#dfe6ff"
    sheet.box(0, 0, 1600, 900, ground)
    for number, radius in enumerate((720, 600, 480)):
        sheet.disc((800, 470), radius, mix(ground, blue, 0.07 + 0.06 * number))
    sheet.box(0, 792, 1600, 900, mix(ground, "#000000", 0.35))
    sheet.box(410, 200, 1190, 740, pale, 30)
    sheet.box(434, 224, 1166, 716, ground, 12)
    dice = random.Random(4)
    tile, gap = 54, 7
    for row in range(8):
        for column in range(12):
            x, y = 436 + column * (tile + gap), 226 + row * (tile + gap)
            strength = 0.5 + 0.5 * math.sin(column * 0.9 + row * 0.35) * math.cos(row * 0.8 - column * 0.2)
            if row < 3 and dice.random() < 0.5 - 0.14 * row:
                y = 14 + row * 62  # still falling, clear of the lid
            colour = VERMILION if dice.random() < 0.07 else mix("#2d3f86", pale, strength**1.5 * 0.9)
            sheet.box(x, y, x + tile, y + tile, colour, 8)
    sheet.shape([(330, 792), (410, 736), (1190, 736), (1270, 792)], mix(pale, ground, 0.2))
    sheet.box(290, 782, 1310, 812, pale, 15)
    sheet.box(700, 782, 900, 796, mix(pale, ground, 0.3), 7)


def notebook(sheet: Sheet) -> None:
    """Cells of a notebook: prose, a chart and a small graph, stacked and slightly turned."""
    ground, orange, leaf = "#eadfcb", "#e8772e", "#2f6b55"
    sheet.box(0, 0, 1600, 900, ground)
    for x in range(40, 1600, 60):
        for y in range(30, 900, 60):
            sheet.disc((x, y), 2.6, mix(ground, INK, 0.16))
    for shift, colour in ((36, mix(ground, INK, 0.14)), (0, "#fffaf0")):
        sheet.box(330 + shift, 90 + shift, 1230 + shift, 830 + shift, colour, 18)
    for y in (150, 330, 590):
        sheet.box(372, y, 384, y + (140 if y == 150 else 200), orange if y == 330 else mix(ground, INK, 0.22), 6)
    for row, width in enumerate((620, 700, 430)):
        sheet.box(420, 160 + row * 46, 420 + width, 178 + row * 46, mix("#fffaf0", INK, 0.75 if row == 0 else 0.3), 9)
    heights = (50, 84, 70, 118, 102, 152, 186)
    for number, height in enumerate(heights):
        left = 430 + number * 102
        sheet.box(left, 530 - height, left + 66, 530, leaf if number < 6 else orange, 6)
    sheet.box(420, 530, 1160, 535, mix("#fffaf0", INK, 0.6))
    nodes = ((460, 740), (590, 640), (610, 770), (770, 690), (920, 620), (930, 765), (1110, 690))
    for a, b in ((0, 1), (0, 2), (1, 3), (2, 3), (3, 4), (3, 5), (4, 6), (5, 6), (1, 4)):
        sheet.stroke([nodes[a], nodes[b]], mix("#fffaf0", INK, 0.55), 5)
    for number, node in enumerate(nodes):
        sheet.disc(node, 27 if number == 3 else 20, orange if number == 3 else leaf)
        sheet.disc(node, 9, "#fffaf0")
    sheet.shape([(1330, 520), (1372, 478), (1416, 520), (1280, 800), (1226, 838), (1236, 770)], INK)
    sheet.shape([(1330, 520), (1372, 478), (1416, 520), (1400, 552), (1314, 552)], VERMILION)
    sheet.shape([(1236, 770), (1280, 800), (1226, 838)], "#f2d6b0")
    sheet.shape([(1233, 800), (1252, 817), (1226, 838)], INK)


def laundry(sheet: Sheet) -> None:
    """Folded shirts in a pile under a two-finger gripper."""
    ground, dark = "#dfe4ea", "#2a3140"
    sheet.box(0, 0, 1600, 900, ground)
    sheet.disc((800, 520), 420, mix(ground, "#ffffff", 0.6))
    sheet.box(0, 770, 1600, 900, "#b9c3cf")
    folds = ("#3f6c8f", "#f0c76a", "#e7ebf0", VERMILION, "#6f93ad")
    for number, colour in enumerate(folds):
        bottom = 770 - number * 68
        inset = (0, 14, 4, 20, 10)[number]
        sheet.box(520 + inset, bottom - 62, 1080 - inset, bottom, mix(colour, dark, 0.14), 31)
        sheet.box(520 + inset, bottom - 62, 1080 - inset, bottom - 24, colour, 19)
        sheet.box(560 + inset, bottom - 26, 1080 - inset, bottom - 20, mix(colour, dark, 0.38), 3)
    sheet.box(768, -10, 832, 190, dark)
    sheet.box(690, 170, 910, 250, dark, 20)
    for side in (-1, 1):
        sheet.stroke([(800 + side * 84, 240), (800 + side * 118, 320), (800 + side * 52, 392)], dark, 30)
    sheet.disc((800, 210), 22, VERMILION)
    sheet.shape(
        curve((748, 388), (770, 420), (780, 418), (800, 436)) + curve((800, 436), (820, 418), (830, 420), (852, 388)),
        folds[4],
    )


def two_waves(sheet: Sheet) -> None:
    """The same sentence twice: with the room around it, and after the room is taken out."""
    sheet.box(0, 0, 1600, 700, PAPER)
    dice = random.Random(23)
    for number in range(116):
        x = 100 + number * 12.1
        word = max(0.0, math.sin(number * 0.31) * math.sin(number * 0.083 + 0.6)) ** 0.8 * 108
        noisy, clean = word + 12 + 36 * dice.random(), max(2.5, word * (0.75 + 0.25 * dice.random()))
        sheet.box(x, 192 - noisy, x + 6, 192 + noisy, mix(PAPER, INK, 0.42), 3)
        sheet.box(x, 516 - clean, x + 6, 516 + clean, VERMILION, 3)
    sheet.box(100, 354, 1500, 356, mix(PAPER, INK, 0.2))


# The site's own marks


def logo(sheet: Sheet) -> None:
    """The mark alone: an M that is also an envelope."""
    _mark(sheet, (0, 0), 512)


def _mark(sheet: Sheet, corner: Point, side: float) -> None:
    unit = side / 64

    def at(x: float, y: float) -> Point:
        return corner[0] + x * unit, corner[1] + y * unit

    sheet.box(*corner, corner[0] + side, corner[1] + side, VERMILION, 12 * unit)
    sheet.stroke([at(15, 45), at(15, 20), at(32, 36), at(49, 20), at(49, 45)], "#ffffff", 6 * unit)
    sheet.stroke([at(24, 45), at(40, 45)], mix(VERMILION, "#ffffff", 0.55), 6 * unit)


def site_card(sheet: Sheet) -> None:
    """The picture that stands for a page without one when it is shared."""
    for number in range(14):
        start = (760 + number * 34.0, 660.0)
        sheet.stroke(
            curve(start, (start[0] + 30, 420), (940, 330 - number * 14), (1230, 40 + number * 33)),
            mix(INK, VERMILION, 0.12 + 0.05 * number),
            3,
        )
    for number, spot in enumerate(((902, 388), (1018, 300), (1092, 214), (1130, 410), (982, 500))):
        sheet.disc(spot, 15 - number, VERMILION if number % 2 == 0 else PAPER)
    _mark(sheet, (80, 84), 112)
    sheet.text((76, 360), "The Model Post", PAPER, 104)
    sheet.box(80, 408, 200, 414, VERMILION)
    sheet.text((80, 478), "AI news, reviews and projects", mix(PAPER, INK, 0.2), 38)


@dataclass(frozen=True)
class Picture:
    """One file to draw."""

    path: str  # below content/
    draw: Callable[[Sheet], None]
    background: str = PAPER
    size: tuple[int, int] = LEAD


PICTURES = (
    Picture("posts/2026-01-15-xiaomi-luo-fuli-mimo/devices.png", devices),
    Picture("posts/2026-01-14-baichuan-m3-medical-model/pulse.png", pulse),
    Picture("posts/2026-01-13-meta-compute-power-grid/power-lines.png", power_lines),
    Picture("posts/2026-01-12-ziliangji-robotics-funding/robot-arm.png", robot_arm, "#f0b13c"),
    Picture("posts/2026-01-09-minimax-closes-61-percent-up/skyline.png", skyline),
    Picture("posts/2026-01-10-review-marlow-note-recorder/recorder.png", recorder, "#b84f3f"),
    Picture("posts/2026-01-10-review-marlow-note-recorder/two-waves.png", two_waves, PAPER, (1600, 700)),
    Picture("posts/2026-01-06-review-harrow-folding-robot/poster.png", laundry),
    Picture("posts/2025-12-20-llama-cpp-open-weights-at-home/laptop.png", laptop),
    Picture("posts/2025-12-29-jupyter-notebooks-that-survive/notebook.png", notebook),
    Picture("logo.png", logo, VERMILION, (512, 512)),
    Picture("card.png", site_card, INK, (1200, 630)),
)


def save(picture: Picture) -> int:
    """Draw ``picture``, write it below ``content/`` and return its size in bytes."""
    sheet = Sheet(picture.size, picture.background)
    picture.draw(sheet)
    flat = sheet.finished().quantize(COLOURS, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    target = CONTENT / picture.path
    target.parent.mkdir(parents=True, exist_ok=True)
    flat.save(target, optimize=True)
    return target.stat().st_size


def main(words: Sequence[str]) -> int:
    """Draw the pictures whose path contains one of ``words``, or all; return the exit code."""
    too_large = False
    for picture in PICTURES:
        if words and not any(word in picture.path for word in words):
            continue
        size_bytes = save(picture)
        too_large = too_large or size_bytes > LIMIT_BYTES
        print(f"{size_bytes:>7} bytes  {picture.path}", file=sys.stderr)
    return int(too_large)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
