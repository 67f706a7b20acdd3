"""Made-up news sites of any size, the same every time: what the benchmarks build.

    python -m benchmarks.corpus FOLDER POSTS [--seed N] [--digest]

News: a post has about 700 words in sections, two to five of 200 tags with a long tail, three to five key points, a
summary and a section of three; one in six has a table, one in six a block of code. Posts are four hours apart, so
that a larger site holds the smaller one, and closer where ten thousand would not be enough.

A daily digest: a post a day of 200 KB, long lists of links under many headings, 25 to 40 of 4,000 tags, and on every
third day the same title.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import accumulate, count, islice

from benchmarks.posts import Post, markdown, source_path

SEED = 20260115
VOCABULARY = 60_000
TOPICS, TOPIC_WORDS = 400, 250
SECTIONS = ("news", "reviews", "projects")
FIRST_DAY = datetime(2019, 1, 1, tzinfo=UTC)
SITE_TOML = os.path.join(os.path.dirname(os.path.abspath(__file__)), "peers", "sites", "ssg", "site.toml")

NEWS_TAGS = 200
PARAGRAPHS, PARAGRAPH_WORDS = 10, 70
NEWS_APART, NEWS_SPAN = timedelta(hours=4), timedelta(hours=40_000)

DIGEST_TAGS = 4_000
DIGEST_TITLE = "Not much happened today"
DIGEST_PARTS, DIGEST_GROUPS, DIGEST_ITEMS, ITEM_WORDS = 4, 24, 8, 24


class Press:
    """A seeded source of made-up words: common, topical and rare ones meet as they do in news."""

    def __init__(self, seed: int, tags: int) -> None:
        self.random = random.Random(seed)
        self._words = [_word(number) for number in range(VOCABULARY)]
        self._frequency = list(accumulate(1 / (rank + 2.7) for rank in range(VOCABULARY)))
        self._topics = [self.random.sample(self._words[200:40_000], TOPIC_WORDS) for _ in range(TOPICS)]
        self._in_topic = list(accumulate(1 / (rank + 5) for rank in range(TOPIC_WORDS)))
        self._tags = list(accumulate(1 / (rank + 10) for rank in range(tags)))

    def words(self, total: int) -> list[str]:
        """Return ``total`` words, two fifths of them from two topics."""
        topics = self.random.sample(self._topics, 2)
        topical = [
            word for topic in topics for word in self.random.choices(topic, cum_weights=self._in_topic, k=total // 5)
        ]
        words = topical + self.random.choices(self._words, cum_weights=self._frequency, k=total - len(topical))
        self.random.shuffle(words)
        return words

    def tags(self, fewest: int, most: int) -> tuple[str, ...]:
        """Return different tags, drawn from a distribution with a long tail."""
        wanted = self.random.randint(fewest, most)
        drawn: dict[int, None] = {}
        while len(drawn) < wanted:
            drawn.update(dict.fromkeys(self.random.choices(range(len(self._tags)), cum_weights=self._tags)))
        return tuple(f"Tag {number}" for number in drawn)


def _word(number: int) -> str:
    letters: list[str] = []
    while number or len(letters) < 2:
        number, digit = divmod(number, 90)
        letters.append("bcdfghjklmnprstvwz"[digit % 18] + "aeiou"[digit // 18])
    return "".join(letters)


def news(apart: timedelta, seed: int = SEED) -> Iterator[Post]:
    """Yield news posts without end, ``apart`` from one another."""
    press = Press(seed, NEWS_TAGS)
    for number in count():
        words = press.words(PARAGRAPHS * PARAGRAPH_WORDS)
        yield Post(
            slug=f"post-{number:06d}",
            title=" ".join(words[:8]).capitalize(),
            subtitle=" ".join(words[8:20]),
            published=FIRST_DAY + apart * number,
            section=SECTIONS[number % len(SECTIONS)],
            tags=press.tags(2, 5),
            summary=" ".join(words[20:50]).capitalize() + ".",
            key_points=_key_points(words, press.random.randint(3, 5)),
            body=_news_body(number, words),
        )


def _key_points(words: list[str], points: int) -> tuple[str, ...]:
    """Return key points of ten words each, none of which the title has: ``words`` are at least 80."""
    starts = range(30, 30 + 10 * points, 10)
    return tuple(f"**{words[start]}** {' '.join(words[start + 1 : start + 10])}" for start in starts)


def _news_body(number: int, words: list[str]) -> str:
    blocks = []
    for at in range(PARAGRAPHS):
        paragraph = words[at * PARAGRAPH_WORDS : (at + 1) * PARAGRAPH_WORDS]
        if at and at % 3 == 0:
            blocks.append("## " + " ".join(paragraph[:5]).capitalize())
        text = " ".join(paragraph).capitalize() + "."
        linked = f"[{paragraph[3]}](https://example.com/{number}) and *{paragraph[5]}* {text} **{paragraph[7]}**."
        blocks.append(linked if at % 4 == 1 else text)
    if number % 6 == 0:
        rows = [f"| {words[row]} | {row * 17} |" for row in range(8)]
        blocks.append("\n".join(["| what | how much |", "|---|---|", *rows]))
    if number % 6 == 3:
        lines = [f"    {words[row]} = {words[row + 1]}({row})" for row in range(8)]
        blocks.append("\n".join([f"```python\ndef {words[0]}():", *lines, "```"]))
    return "\n\n".join(blocks)


def digest(seed: int = SEED) -> Iterator[Post]:
    """Yield issues of a daily digest without end."""
    press = Press(seed, DIGEST_TAGS)
    for number in count():
        words = press.words(80)
        yield Post(
            slug=f"issue-{number:06d}",
            title=DIGEST_TITLE if number % 3 == 0 else " ".join(words[:8]).capitalize(),
            subtitle=" ".join(words[8:20]),
            published=FIRST_DAY + timedelta(days=number),
            section="news",
            tags=press.tags(25, 40),
            summary=" ".join(words[20:50]).capitalize() + ".",
            key_points=_key_points(words, press.random.randint(3, 5)),
            body=_digest_body(press),
        )


def _digest_body(press: Press) -> str:
    blocks = [" ".join(press.words(60)).capitalize() + "."]
    for part in range(DIGEST_PARTS):
        blocks.append(f"## Recap {part + 1}: {' '.join(press.words(5))}")
        for _ in range(DIGEST_GROUPS):
            blocks += _digest_group(press)
    return "\n\n".join(blocks)


def _digest_group(press: Press) -> list[str]:
    heading = press.words(6)
    quote = "> " + " ".join(press.words(20))
    items = [_digest_item(press.words(ITEM_WORDS), press.random.randrange(10**9)) for _ in range(DIGEST_ITEMS)]
    return ["### " + " ".join(heading).capitalize(), quote, "\n".join(items)]


def _digest_item(words: list[str], number: int) -> str:
    account = f"[@{words[0]}](https://example.com/{words[0]}/status/{number})"
    told = f"{account} on *{words[3]}* and `{words[4]}`: {' '.join(words[5:])}"
    return f"- **{words[1]} {words[2]}**: {told} ([more](https://example.com/{words[5]}/{number}))"


@dataclass(frozen=True, slots=True)
class Corpus:
    """A site of a certain shape and size."""

    name: str  # the shape, a hyphen and the size
    size: int  # posts
    about: str  # one sentence for the report

    def posts(self, seed: int = SEED) -> Iterator[Post]:
        """Yield the corpus's posts, oldest first, and then more of the kind without end."""
        return digest(seed) if self.name.startswith("digest") else news(posts_apart(self.size), seed)


def posts_apart(size: int) -> timedelta:
    """Return the time between two news posts: on larger sites less, or the newest would lie in the future."""
    return min(NEWS_APART, NEWS_SPAN / size)


def news_corpus(size: int) -> Corpus:
    about = f"{size:,} posts of 700 words, 2 to 5 of {NEWS_TAGS} tags, key points, some tables and code"
    return Corpus(f"news-{size}", size, about)


def digest_corpus(size: int = 300) -> Corpus:
    about = f"{size:,} posts of 200 KB, 25 to 40 of {DIGEST_TAGS:,} tags, a third of them under one and the same title"
    return Corpus(f"digest-{size}", size, about)


def write_site(folder: str, corpus: Corpus, seed: int = SEED) -> None:
    """Write the corpus into ``folder`` as a site of ours."""
    os.makedirs(folder, exist_ok=True)
    shutil.copyfile(SITE_TOML, os.path.join(folder, "site.toml"))
    for post in islice(corpus.posts(seed), corpus.size):
        path = os.path.join(folder, "content", source_path(post))
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(markdown(post))


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("folder")
    options.add_argument("posts", type=int)
    options.add_argument("--seed", type=int, default=SEED)
    options.add_argument("--digest", action="store_true", help="a daily digest instead of news")
    chosen = options.parse_args()
    corpus = digest_corpus(chosen.posts) if chosen.digest else news_corpus(chosen.posts)
    write_site(chosen.folder, corpus, chosen.seed)


if __name__ == "__main__":
    main()
