"""The parse cache: a damaged value is a miss, never a wrong page."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from ssg.catalog.files import Facts
from ssg.content.parse import parse_all
from ssg.content.parse_options import FrontOptions, ParseOptions
from ssg.core.model import Document
from ssg.publish.cache import Cache

DOCUMENT, BODY, WORDS = parse_all(
    b"---\ntitle: A\ntags: [x]\nextra: {a: [1, 2.5, null]}\n---\n\nText.", ParseOptions(FrontOptions())
)
ENTRY = (b"1", DOCUMENT, BODY, WORDS)
FACTS = msgspec.msgpack.Decoder(Facts)


@pytest.fixture
def cache(tmp_path: Path) -> Iterator[Cache]:
    opened = Cache(str(tmp_path), b"engine")
    yield opened
    opened.close()


def test_what_is_put_is_found(cache: Cache) -> None:
    cache.put_parsed([ENTRY])
    cache.put_facts([(b"2", Facts(3, 4))])

    assert (cache.document(b"1"), cache.body(b"1"), cache.searchable(b"1")) == (DOCUMENT, BODY, WORDS)
    assert cache.fact(b"2", FACTS) == Facts(3, 4)
    assert (cache.document(b"2"), cache.body(b"x"), cache.searchable(b"2"), cache.fact(b"1", FACTS)) == (None,) * 4


def test_a_document_is_given_back_as_it_was_encoded(cache: Cache) -> None:
    kept = cache.put_parsed([ENTRY, (b"2", DOCUMENT, BODY, None)])

    assert {key: msgspec.msgpack.decode(document, type=Document) for key, document in kept.items()} == {
        b"1": DOCUMENT,
        b"2": DOCUMENT,
    }
    assert cache.encoded_documents({b"1", b"3"}) == {b"1": kept[b"1"]}
    assert cache.searchable(b"2") is None


def test_what_is_not_wanted_any_more_is_dropped(cache: Cache) -> None:
    cache.put_parsed([ENTRY, (b"2", DOCUMENT, BODY, None)])
    cache.put_facts([(b"3", Facts())])
    cache.keep_only([b"2"])

    assert [cache.document(key) is not None for key in (b"1", b"2")] == [False, True]
    assert cache.fact(b"3", FACTS) is None
    assert cache.size() == 1


@pytest.mark.parametrize(
    "damage", ["zeroblob(40)", "x''", "substr(data, 1, length(data) - 1)", "x'00' || data", "'text'", "7"]
)
def test_a_damaged_value_is_a_miss(cache: Cache, tmp_path: Path, damage: str) -> None:
    cache.put_parsed([ENTRY])
    (file,) = tmp_path.glob("*.sqlite")
    with sqlite3.connect(file) as connection:
        for column in ("document", "body", "searchable"):
            connection.execute(f"UPDATE parsed SET {column} = {damage.replace('data', column)}")
    connection.close()

    assert (cache.document(b"1"), cache.body(b"1"), cache.searchable(b"1")) == (None, None, None)


def test_a_value_of_another_shape_is_a_miss(cache: Cache) -> None:
    cache.put_facts([(b"1", ["no", "facts"])])

    assert cache.fact(b"1", FACTS) is None


def test_another_engine_has_another_file(tmp_path: Path) -> None:
    one, other = Cache(str(tmp_path), b"one"), Cache(str(tmp_path), b"other")
    one.put_parsed([ENTRY])

    assert other.document(b"1") is None
    one.close()
    other.close()


def test_a_file_that_is_no_cache_is_told_apart_and_can_be_discarded(tmp_path: Path) -> None:
    Cache(str(tmp_path), b"engine").close()
    (file,) = tmp_path.glob("*.sqlite")
    file.write_bytes(b"this is no database, and long enough to be looked at " * 40)
    with pytest.raises(sqlite3.DatabaseError):
        Cache(str(tmp_path), b"engine")
    Cache.discard(str(tmp_path), b"engine")

    fresh = Cache(str(tmp_path), b"engine")
    assert fresh.size() == 0
    fresh.close()


def test_two_processes_can_write_at_once(tmp_path: Path) -> None:
    one, other = Cache(str(tmp_path), b"engine"), Cache(str(tmp_path), b"engine")
    one.put_parsed([ENTRY])
    other.put_parsed([ENTRY, (b"2", DOCUMENT, BODY, None)])

    assert one.document(b"2") == other.document(b"1") == DOCUMENT
    one.close()
    other.close()
