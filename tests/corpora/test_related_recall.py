"""How many of the posts that a post links to are among its first five related posts.

The number is hits / links, counted over all links of `related_truth.json` together (39 of 75 is the 0.52 that plain
TF-IDF reaches on simonw-til; 24 of the 75 belong to one post, so that 55 is the most that any list of five can reach).
Everything goes through the functions that a build uses: `parse` makes each post's terms, with the words of links and
without their addresses (also of those printed bare), and `rank_rows` the lists; `related_truth.json` is only read for
counting. A folder stands for the section. simonw-til has no dates: all are equal, and recency says nothing.
"""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ssg.catalog.related import SECTION, SECTION_WEIGHT, TAG, TAG_WEIGHT, Candidate, index_related, rank_rows
from ssg.content.parse import parse
from ssg.content.parse_options import FrontOptions, ParseOptions
from ssg.core.urls import slugify

CORPORA = Path(__file__).resolve().parents[3] / "shared" / "corpora"
OPTIONS = ParseOptions(front=FrontOptions(unknown="ignore"))

# corpus: folder of its posts, prefix of names in the truth, links, fewest of them that must be found
CORPUS_ROWS = [
    ("simonw-til", "", "", 75, 46),
    ("kubeflow-blog", "_posts", "_posts/", 13, 4),
    ("llm-d-blog", "blog", "", 16, 8),
]


def candidate(path: Path, name: str) -> Candidate:
    document, _ = parse(path.read_bytes(), OPTIONS)
    title = document.front.title or document.heading
    tags = tuple((TAG + slugify(tag), TAG_WEIGHT) for tag in document.front.tags)
    folder = name.removeprefix("_posts/").rpartition("/")[0]
    section = ((SECTION + folder, SECTION_WEIGHT),) if folder else ()
    dated = re.match(r"(\d{4}-\d\d-\d\d)", path.name)
    published = int(datetime.fromisoformat(dated[1]).replace(tzinfo=UTC).timestamp()) if dated else 0
    return Candidate(
        terms=document.terms,
        extra_terms=tags + section,
        published=published,
        lang="en",
        group=name,
        url=f"/{name}/",
        title_key=slugify(title),
    )


def found_links(corpus: str, folder: str, prefix: str) -> tuple[int, int]:
    """Return how many linked posts are among the first five, and how many links there are."""
    root = CORPORA / corpus / folder
    paths = sorted(path for path in root.rglob("*.md*") if not path.name.startswith("README"))
    names = [prefix + path.relative_to(root).as_posix() for path in paths]
    posts = [candidate(path, name) for path, name in zip(paths, names, strict=True)]
    lists = rank_rows(index_related(posts), 0, len(posts), count=5)
    truth = json.loads((CORPORA / corpus / "related_truth.json").read_text())
    shown = {name: {names[match.row] for match in matches} for name, matches in zip(names, lists, strict=True)}
    hits = sum(len(shown[name] & set(linked)) for name, linked in truth.items())
    return hits, sum(map(len, truth.values()))


@pytest.mark.parametrize(("corpus", "folder", "prefix", "links", "fewest"), CORPUS_ROWS)
def test_linked_posts_are_among_the_first_five(corpus: str, folder: str, prefix: str, links: int, fewest: int) -> None:
    if not CORPORA.is_dir():
        pytest.skip(f"no real posts to measure recall on: {CORPORA} is not there")
    hits, counted = found_links(corpus, folder, prefix)
    assert counted == links
    assert hits >= fewest, f"{hits} of {links}"
