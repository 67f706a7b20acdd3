"""How long drawing a social card takes, and what it weighs: a table of headlines, and plan's share.

    python -m benchmarks.cards [--rounds N]

Each card is drawn some rounds in one process that has its fonts open, and the processor's time of the median round is
told. What a process pays once, opening fonts and unpacking those of Chinese and Japanese, is told apart.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import NamedTuple

from benchmarks.sections import CARDS, write_section
from ssg.core.cards import Card
from ssg.render.card_fonts import drawable
from ssg.render.cards import card_png

RESULTS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "RESULTS.md")
GOAL_MILLISECONDS, GOAL_BYTES = 30, 300_000


class Kind(NamedTuple):
    """A headline of a kind that sites have."""

    name: str
    lang: str
    headline: str


KINDS = (
    Kind("3 words", "en", "Claude 5 ships"),
    Kind("9 words", "en", "OpenAI cuts prices by half as rivals close in"),
    Kind(
        "25 words",
        "en",
        "European regulators open a sweeping investigation into how the largest artificial intelligence laboratories "
        "collect, license, store and share the personal data of minors across all borders",
    ),
    Kind("300 letters without a space", "en", "Headline" * 38),
    Kind("Chinese, 21 characters", "zh", "深度求索发布V4旗舰模型，推理价格再降一半"),
    Kind(
        "Chinese, 59 characters",
        "zh",
        "“DeepSeek”时刻一周年：中国大模型公司如何在算力受限的情况下追上美国同行，并重新定义开源（以及商业化）的边界",
    ),
    Kind(
        "Chinese, 300 characters",
        "zh",
        ("字节跳动开源多模态智能体框架，国产算力适配提速；监管部门就生成内容标识征求意见，" * 8)[:300],
    ),
    Kind("Japanese, 35 characters", "ja", "「生成AIの父」と呼ばれる研究者が語る、オープンモデルの次の十年とは？"),
)


class Row(NamedTuple):
    """What was measured of a kind."""

    name: str
    milliseconds: float  # of the processor, median
    slowest: float
    size: int  # bytes


FIRST = """
import time
from benchmarks.cards import KINDS, card_of
from ssg.render.cards import card_png
card = card_of(KINDS[{number}])
begin = time.process_time()
card_png(card)
print((time.process_time() - begin) * 1000)
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=30)
    rounds = parser.parse_args().rounds
    text = "\n".join(report([measured(kind, rounds) for kind in KINDS], first(1), first(5), rounds))
    write_section(RESULTS, CARDS, text)
    print(text)


def card_of(kind: Kind) -> Card:
    return Card(
        headline=drawable(kind.headline),
        lang=kind.lang,
        site="The Model Post",
        label="Companies",
        date="January 13, 2026",
    )


def measured(kind: Kind, rounds: int) -> Row:
    card = card_of(kind)
    data = card_png(card)
    times = []
    for _ in range(rounds):
        begin = time.process_time()
        card_png(card)
        times.append((time.process_time() - begin) * 1000)
    return Row(kind.name, statistics.median(times), max(times), len(data))


def first(number: int) -> float:
    """Return how many milliseconds the first card takes in a process of its own, the median of five."""
    times = []
    for _ in range(5):
        done = subprocess.run(
            [sys.executable, "-c", FIRST.format(number=number)], capture_output=True, text=True, check=True
        )
        times.append(float(done.stdout))
    return statistics.median(times)


def report(rows: list[Row], first_western: float, first_chinese: float, rounds: int) -> Iterator[str]:
    yield from (
        CARDS,
        "",
        "Written by `python -m benchmarks.cards`; not to be edited. " + NOTE.format(rounds=rounds),
        "",
    )
    yield from ("| headline | milliseconds | slowest | KB |", "| --- | ---: | ---: | ---: |")
    for row in rows:
        yield f"| {row.name} | {row.milliseconds:.1f} | {row.slowest:.1f} | {row.size / 1000:.1f} |"
    worst, largest = max(row.milliseconds for row in rows), max(row.size for row in rows)
    yield ""
    met = said(worst <= GOAL_MILLISECONDS), said(largest < GOAL_BYTES)
    yield f"Goal: {GOAL_MILLISECONDS} ms at most, {met[0]}; under {GOAL_BYTES // 1000} KB, {met[1]}."
    yield "The first card of a process, which opens its fonts, takes"
    yield f"{first_western:.0f} ms in English and {first_chinese:.0f} ms in Chinese."


NOTE = (
    "A card of 1200 × 630 pixels with the site's title, section and date, drawn {rounds} times in one process: "
    "processor time of the median round and of the slowest, and the bytes of the PNG."
)


def said(met: bool) -> str:
    return "met" if met else "missed"


if __name__ == "__main__":
    main()
