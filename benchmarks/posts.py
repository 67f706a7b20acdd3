"""One made-up post as values, the Markdown that it is written as, and the edits that a benchmark makes to it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Post:
    """What every generator is given to build, each in its own dialect."""

    slug: str
    title: str
    subtitle: str
    published: datetime
    section: str
    tags: tuple[str, ...]
    summary: str
    key_points: tuple[str, ...]  # inline Markdown
    body: str  # Markdown; begins with a paragraph, or with a heading and then a paragraph


def source_path(post: Post) -> str:
    """Return where the post stands below a content folder: a folder for each year and month."""
    return f"posts/{post.published.year}/{post.published.month:02d}/{post.slug}.md"


def markdown(post: Post) -> str:
    """Return the post as Markdown under YAML front matter."""
    front = [
        "---",
        f"title: {post.title}",
        f"subtitle: {post.subtitle}",
        f"date: {post.published.isoformat()}",
        f"section: {post.section}",
        f"tags: [{', '.join(post.tags)}]",
        f"summary: {post.summary}",
        "key_points:",
        *(f'  - "{point}"' for point in post.key_points),
        "---",
        "",
    ]
    return "\n".join(front) + "\n" + post.body + "\n"


def with_news_in_body(post: Post, run: int) -> Post:
    """Return the post with one more paragraph: words that it has become heavier, and some are new to it."""
    added = f"Edition{run} adds {post.title} to {post.subtitle}, says bureau{run}."
    return replace(post, body=f"{post.body}\n\n{added}")


def with_words_swapped(post: Post, run: int) -> Post:
    """Return the post with two neighbouring words of one paragraph swapped: its words and headings stay the same.

    Each ``run`` below 20 swaps another pair.
    """
    blocks = post.body.split("\n\n")
    at = next(number for number, block in enumerate(blocks) if block[:1].isalpha())
    words = blocks[at].split(" ")
    first = 2 + 2 * run  # not the first word, whose capital letter is its place
    words[first], words[first + 1] = words[first + 1], words[first]
    blocks[at] = " ".join(words)
    return replace(post, body="\n\n".join(blocks))


def with_other_title(post: Post, run: int) -> Post:
    """Return the post under a title that ends in other words."""
    return replace(post, title=f"{post.title} update {run + 1}")
