"""The shelf: posts come back as they were put there, whoever asks, and summaries say what other pages may know."""

from __future__ import annotations

import pytest

from ssg.catalog.documents import BadDocument, Documents, heads_of, terms_of, without
from ssg.catalog.shelf import SUMMARIES_KEPT, Bound, Shelf, packed_in_order
from ssg.content.parse import parse
from ssg.content.parse_options import FrontOptions, ParseOptions
from ssg.core.digests import digest_bytes, digest_value, packed_value
from ssg.core.model import Document, Image, Post, Source, Summary, Target, Variant
from ssg.publish.cache import Cache

TEXT = b"---\ntitle: T\nsummary: S\ntags: [a]\nkey_points: [one]\n---\n# H\n\nWords about robots, [there](b.md#x).\n"
NOTHING = Bound((), ())


def post(number: int = 1, **values: object) -> Post:
    return Post(id=f"{number}", path=f"{number}.md", url=f"/{number}/", lang="en", title=f"T{number}", **values)  # type: ignore[arg-type]


def test_a_post_comes_back_with_its_mappings_in_the_authors_order() -> None:
    shelf = Shelf()
    stored = post(extra={"z": 1, "a": [1, {"y": None, "b": 2.5}]}, words=3)
    number = shelf.put(packed_in_order(stored), NOTHING)
    assert shelf.post(number) == stored
    assert list(shelf.post(number).extra) == ["z", "a"]


def test_each_post_is_found_by_its_number_while_the_shelf_grows() -> None:
    shelf = Shelf()
    posts = [post(number) for number in range(3 * SUMMARIES_KEPT)]
    numbers = [shelf.put(packed_value(each), Bound((each.path,), (Target(each.url),))) for each in posts]
    assert [shelf.summary(number).path for number in numbers] == [each.path for each in posts]
    assert [shelf.post(number) for number in reversed(numbers)] == posts[::-1]
    assert [shelf.title(number) for number in numbers] == [each.title for each in posts]
    assert [shelf.bound(number) for number in numbers] == [Bound((each.path,), (Target(each.url),)) for each in posts]


def test_a_summary_does_not_tell_how_its_picture_is_cut_for_machines() -> None:
    cut = (Variant("/c.jpg", 1200, 675, "image/jpeg"),)
    shelf = Shelf()
    number = shelf.put(packed_value(post(image=Image("/a.jpg", ratios=cut))), NOTHING)
    assert shelf.summary(number) == Summary(
        id="1", path="1.md", url="/1/", lang="en", title="T1", image=Image("/a.jpg")
    )
    assert shelf.post(number).image == Image("/a.jpg", ratios=cut)


def test_the_digest_of_a_packed_value_is_that_of_the_value() -> None:
    assert digest_bytes(packed_value(post(extra={"b": 1, "a": 2}))) == digest_value(post(extra={"a": 2, "b": 1}))


# ── documents ───────────────────────────────────────────────────────────────────────────────────────


def packed(tmp_path: object) -> tuple[Document, bytes]:
    document, body = parse(TEXT, ParseOptions(FrontOptions()))
    cache = Cache(str(tmp_path), b"engine")
    data = cache.put_parsed([(b"1", document, body, None)])[b"1"]
    cache.close()
    return document, data


def test_documents_are_read_whole_and_in_part(tmp_path: object) -> None:
    document, data = packed(tmp_path)
    source = Source("a.md", b"d", 1)
    documents = Documents({"a.md": (source, data)})
    assert dict(documents) == {"a.md": (source, document)}
    [(same, head)] = heads_of(documents)
    assert same is source
    assert (head.front.title, head.front.tags, head.heading, head.ids) == ("T", ("a",), document.heading, document.ids)
    assert terms_of(documents, "a.md") == document.terms != b""
    assert list(heads_of(dict(documents))) == [(source, document)]
    assert dict(without(documents, frozenset({"a.md"}))) == dict(without(dict(documents), frozenset({"a.md"}))) == {}


def test_documents_that_were_let_go_are_read_from_where_they_are_kept(tmp_path: object) -> None:
    document, data = packed(tmp_path)
    documents = Documents({"a.md": (Source("a.md", b"d", 1), b"")})
    documents.let_go(lambda source: {b"d": data}[source.digest])
    assert documents["a.md"][1] == document


def test_what_is_no_document_is_said_to_be_none() -> None:
    with pytest.raises(BadDocument, match=r"a\.md"):
        Documents({"a.md": (Source("a.md", b"d", 1), b"\x01")})["a.md"]
