"""Related posts at work: the answer of an earlier build where the question is the same, else in all processes."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass

import msgspec

from ssg.catalog.related import RelatedIndex, index_related
from ssg.catalog.related_lists import Question, Rank, Rows, rank_part
from ssg.core.digests import combine, digest_bytes, digest_value
from ssg.publish.cache import Cache
from ssg.publish.engine import parse_engine, render_engine
from ssg.run.executors import run_chunks


@dataclass(frozen=True, slots=True)
class _Ranking:
    """What the workers inherit."""

    index: RelatedIndex
    count: int


def remembering_rank(cache_folder: str, workers: int) -> Rank:
    """Return a ranking that keeps its answers in the cache and works in as many processes as ``workers``."""

    def rank(question: Question) -> Rows:
        key = question_digest(question)
        # Opened twice: a connection must not be open while the workers fork.
        with contextlib.closing(Cache(cache_folder, parse_engine())) as cache:
            known = cache.answer(key, msgspec.msgpack.Decoder(Rows))
        if known is not None:
            return known
        rows = _ranked(question, workers)
        with contextlib.closing(Cache(cache_folder, parse_engine())) as cache:
            cache.put_answer(key, rows)
        return rows

    return rank


def question_digest(question: Question) -> bytes:
    """Return the digest of everything that the answer hangs on."""
    facts = (
        (item.extra_terms, item.published, item.lang, item.group, item.url, item.title_key)
        for item in question.candidates
    )
    terms = combine(digest_bytes(item.terms) for item in question.candidates)
    pins = sorted(question.pins.items())
    return digest_value([render_engine(), question.count, pins, terms, list(facts)])


def _ranked(question: Question, workers: int) -> Rows:
    index = index_related(question.candidates, question.pins)
    total = len(question.candidates)
    rows: Rows = [[] for _ in range(total)]
    for _, (start, part) in run_chunks(_rank_chunk, _Ranking(index, question.count), total, workers):
        rows[start : start + len(part)] = part
    return rows


def _rank_chunk(ranking: _Ranking, start: int, stop: int) -> tuple[int, Rows]:
    return start, rank_part(ranking.index, start, stop, ranking.count)
