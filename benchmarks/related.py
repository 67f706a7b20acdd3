"""How long related posts take after parsing, and whether that grows with the number of posts or faster.

    python -m benchmarks.related [POSTS ...] [--runs N]

The posts are made up, always the same ones: 700 words each, 300 of them stop words, 160 from the post's two topics
and the rest from a vocabulary in which a word's frequency falls with its rank (Zipf), so that common, topical and
rare words meet as they do in news and a post has as many different ones (about 280) as real posts of that length.
Titles, two to five of 200 tags, sections and stories come with them. Making the posts and counting their terms belongs
to parsing and is timed apart.
"""

from __future__ import annotations

import argparse
import gc
import os
import random
import statistics
import time
from collections.abc import Sequence
from itertools import accumulate, pairwise
from typing import NamedTuple, TypeVar

from benchmarks.sections import RELATED, write_section
from ssg.catalog.related import (
    SECTION,
    SECTION_WEIGHT,
    STORY,
    STORY_WEIGHT,
    TAG,
    TAG_WEIGHT,
    Candidate,
    index_related,
    rank_rows,
)
from ssg.content.terms import document_terms
from ssg.core.model import FrontMatter

SIZES = (1_000, 10_000, 50_000)
VOCABULARY, TOPICS, TOPIC_WORDS, TAGS, SECTIONS = 120_000, 400, 250, 200, 8
STOP_WORDS, TOPICAL_WORDS, OTHER_WORDS = 300, 160, 240
COUNT = 6
_HOUR = 3600

Item = TypeVar("Item")


class Press:
    """A seeded source of made-up news."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.words = [self._word(number) for number in range(VOCABULARY)]
        self.frequency = list(accumulate((rank + 2.7) ** -1.1 for rank in range(VOCABULARY)))
        self.topics = [self.random.sample(self.words[200:40_000], TOPIC_WORDS) for _ in range(TOPICS)]
        self.in_topic = list(accumulate(1 / (rank + 5) for rank in range(TOPIC_WORDS)))
        self.tags = list(accumulate(1 / (rank + 10) for rank in range(TAGS)))

    def _word(self, number: int) -> str:
        letters: list[str] = []
        while number or len(letters) < 2:
            number, digit = divmod(number, 90)
            letters.append("bcdfghjklmnprstvwz"[digit % 18] + "aeiou"[digit // 18])
        return "".join(letters)

    def post(self, number: int) -> Candidate:
        """Return post ``number``; its published time is its own, so that a larger site holds a smaller one."""
        topics = self.random.sample(self.topics, 2)
        topical = [word for topic in topics for word in self._draw(topic, self.in_topic, TOPICAL_WORDS // 2)]
        words = topical + self._draw(self.words, self.frequency, OTHER_WORDS)
        self.random.shuffle(words)
        body = words + self.random.choices(("the", "of", "and", "to", "in", "was", "that", "for"), k=STOP_WORDS)
        self.random.shuffle(body)
        title = " ".join(topical[:3] + topical[-3:] + words[:2])
        tags = dict.fromkeys(f"tag-{tag}" for tag in self._draw(range(TAGS), self.tags, self.random.randint(2, 5)))
        front = FrontMatter(title=title, tags=tuple(tags), key_points=(" ".join(words[:12]), " ".join(words[12:24])))
        story = ((f"{STORY}{number // 200}", STORY_WEIGHT),) if number % 20 == 0 else ()
        section = (f"{SECTION}{self.random.randrange(SECTIONS)}", SECTION_WEIGHT)
        return Candidate(
            terms=document_terms(front, title, " ".join(body[:30]), " ".join(body)),
            extra_terms=(*((TAG + tag, TAG_WEIGHT) for tag in tags), section, *story),
            published=1_500_000_000 + number * 4 * _HOUR,
            lang="en",
            group=str(number),
            url=f"/news/{number}/",
            title_key=title,
        )

    def _draw(self, items: Sequence[Item], weights: Sequence[float], count: int) -> list[Item]:
        return self.random.choices(items, cum_weights=weights, k=count)


class Seconds(NamedTuple):
    """What one run took in this one process."""

    total: float
    indexing: float
    ranking: float
    processor: float  # smaller than the total where other programs want the processor too


def seconds_for(posts: Sequence[Candidate]) -> Seconds:
    """Return the seconds of making the index and of ranking every post."""
    start, busy = time.perf_counter(), time.process_time()
    index = index_related(posts)
    indexed = time.perf_counter()
    rank_rows(index, 0, len(posts), count=COUNT)
    end = time.perf_counter()
    return Seconds(end - start, indexed - start, end - indexed, time.process_time() - busy)


def seconds_forked(posts: Sequence[Candidate]) -> float:
    """Return the seconds when a forked child ranks one half."""
    start = time.perf_counter()
    index = index_related(posts)
    middle = len(posts) // 2
    child = os.fork()
    if child == 0:
        rank_rows(index, middle, len(posts), count=COUNT)
        os._exit(0)
    rank_rows(index, 0, middle, count=COUNT)
    os.waitpid(child, 0)
    return time.perf_counter() - start


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("posts", nargs="*", type=int, default=SIZES)
    options.add_argument("--runs", type=int, default=3)
    options.add_argument("--results", default="", help="RESULTS.md, to put the figures at its end")
    chosen = options.parse_args()
    sizes = sorted(chosen.posts)
    press = Press(seed=20260115)
    start = time.perf_counter()
    posts = [press.post(number) for number in range(sizes[-1])]
    gc.freeze()  # as a build does before it forks
    terms = statistics.mean(len(post.terms) // 5 for post in posts)
    print(f"made {sizes[-1]:,} posts of {terms:.0f} terms in {time.perf_counter() - start:.1f} s")
    lines = []
    medians = []
    for size in sizes:
        runs = [seconds_for(posts[:size]) for _ in range(chosen.runs)]
        medians.append(Seconds(*map(statistics.median, zip(*runs, strict=True))))
        forked = statistics.median(seconds_forked(posts[:size]) for _ in range(chosen.runs))
        lines.append(_line(size, medians[-1], forked))
        print(lines[-1])
    for (smaller, less), (larger, more) in pairwise(zip(sizes, medians, strict=True)):
        growth = more.processor / less.processor
        lines.append(
            f"{smaller:,} → {larger:,}: {larger / smaller:.0f} times the posts, {growth:.1f} times the processor time"
        )
        print(lines[-1])
    if chosen.results:
        write_section(chosen.results, RELATED, section(chosen.results, lines, chosen.runs))


def section(path: str, lines: Sequence[str], runs: int) -> str:
    """Return this benchmark's section of RESULTS.md."""
    told = f"Medians of {runs} runs in one process, `python -m benchmarks.related --results {os.path.basename(path)}`:"
    listed = "".join(f"- {line.strip()}\n" for line in lines)
    return f"{RELATED}\n\n{told}\n\n{listed}"


def _line(size: int, seconds: Seconds, forked: float) -> str:
    return (
        f"{size:>7,} posts: {seconds.total:6.2f} s (index {seconds.indexing:.2f}, rank {seconds.ranking:.2f}), "
        f"processor {seconds.processor:.2f} s, {seconds.processor / size * 1e6:.0f} µs a post; "
        f"in two processes {forked:.2f} s"
    )


if __name__ == "__main__":
    main()
