"""How work is dealt out to processes: what is made of the same thing is made by one."""

from __future__ import annotations

from ssg.core.lazy_jobs import LazyJob, ready
from ssg.core.model import Job
from ssg.run.executors import chunks
from ssg.run.rendering import weights


def job(output: str, renderer: str, *sources: str) -> LazyJob:
    return ready(Job(output=output, renderer=renderer, template="", parts={}, values={}, sources=sources))


def test_what_is_made_of_one_thing_weighs_at_its_last_output() -> None:
    pictures = [job(f"media/{name}-{width}.webp", "image", name) for name in "ab" for width in (400, 800)]
    shards = [job(f"search/i/{segment}-{split}.bin", "search words") for segment in (0, 1) for split in (0, 1, 2)]
    hits = job("search/i/0-0.json", "search hits")

    assert weights([job("a/index.html", "page"), *pictures]) == [1, 0, 80, 0, 80]
    assert weights([*shards[:3], hits, *shards[3:]]) == [0, 0, 3, 1, 0, 0, 3]


def test_all_shards_of_a_segment_go_to_one_process() -> None:
    shards = [job(f"search/i/{segment}-{split}.bin", "search words") for segment in range(4) for split in range(256)]

    assert chunks(weights(shards), 2) == [(start, start + 256) for start in range(0, 1024, 256)]
