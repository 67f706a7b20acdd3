"""What the site answers: what stands there, where it went, its 404 page; and with which headers."""

from __future__ import annotations

from pathlib import Path

import pytest

from ssg.core.errors import diagnostic
from ssg.preview.additions import page_id, page_version
from ssg.preview.exchange import Artifact, FileRange, PageBroken
from ssg.preview.page_headers import with_preview_allowed
from ssg.render.host_files import headers_file
from tests.preview.served import SITE, DictPages, ask, file, header, page


def site(**files: Artifact | str) -> DictPages:
    """Return the test site with other rules: `_redirects="…"`, `_headers="…"`."""
    return DictPages(SITE | {f"/{name}": file(data) if isinstance(data, str) else data for name, data in files.items()})


def identity(body: object) -> tuple[str, str]:
    """Return (page id, version) of the script tag in a page."""
    assert isinstance(body, bytes)
    assert body.count(b"<script") == 1
    tag = body.decode().partition("<script")[2]
    return tag.partition('data-page="')[2][:16], tag.partition('data-version="')[2].partition('"')[0]


# ── what stands there ───────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("target", "address"), [
    ("/", "/"),
    ("/news/a/", "/news/a/"),
    ("/news/a/?utm=1", "/news/a/"),
    ("/%6eews/a/", "/news/a/"),
    ("/news/%C3%BC%20b/", "/news/ü b/"),
    ("/news/%c3%bc%20b/", "/news/ü b/"),
])  # fmt: skip
def test_a_page_is_its_bytes_with_the_previews_tag(target: str, address: str) -> None:
    artifact = SITE[address]
    assert isinstance(artifact, Artifact)
    found = ask(target)

    assert found.status == 200
    assert isinstance(found.body, bytes)
    assert identity(found.body) == (page_id(address), page_version(artifact.digest))
    before, _, rest = found.body.partition(b"<script")
    assert before + rest.partition(b"</script>")[2] == artifact.data


@pytest.mark.parametrize("address", ["/feed.xml", "/assets/t/site.css", "/robots.txt"])
def test_what_is_no_page_is_its_bytes(address: str) -> None:
    artifact = SITE[address]
    assert isinstance(artifact, Artifact)

    assert ask(address).body == artifact.data


def test_a_file_beside_the_posts_is_streamed_and_not_touched() -> None:
    found = ask("/verify.html", site(**{"verify.html": Artifact(b"", b"d" * 16, "/site/content/verify.html", 9)}))

    assert found.body == FileRange("/site/content/verify.html", 0, 9)


@pytest.mark.parametrize("address", ["/_headers", "/_redirects", "/.ssg-owned"])
def test_what_is_for_the_host_is_shown_to_nobody(address: str) -> None:
    assert ask(address).status == 404
    assert ask(address, site(_redirects="")).status == 404


# ── what is not there ───────────────────────────────────────────────────────────────────────────────


def test_a_lost_reader_gets_the_sites_page_which_knows_what_was_asked_for() -> None:
    artifact = SITE["/404.html"]
    assert isinstance(artifact, Artifact)
    found = ask("/news/gone/")

    assert found.status == 404
    assert b"Nothing here" in bytes(found.body)  # type: ignore[arg-type]
    assert identity(found.body) == (page_id("/news/gone/"), "404" + page_version(artifact.digest))


def test_without_a_page_for_lost_readers_a_line_says_so() -> None:
    found = ask("/nowhere/", DictPages({}))

    assert (found.status, found.body) == (404, b"There is nothing here.\n")


@pytest.mark.parametrize(("target", "location"), [
    ("/news/a", "/news/a/"),
    ("/news/a?x=1", "/news/a/?x=1"),
    ("/news/%C3%BC%20b", "/news/%C3%BC%20b/"),
    ("/news/a/index.html", "/news/a/"),
    ("/index.html?x", "/?x"),
])  # fmt: skip
def test_another_spelling_of_a_page_leads_to_it(target: str, location: str) -> None:
    found = ask(target)

    assert (found.status, header(found, "Location")) == (301, location)


@pytest.mark.parametrize(
    "target", ["/news/a/a/", "/NEWS/a/", "/news//a/", "/news/./a/", "/x/../", "/feed.xml/", "/news"]
)
def test_nothing_else_is_taken_for_it(target: str) -> None:
    assert ask(target).status == 404


@pytest.mark.parametrize("target", ["/%00", "/a%0d%0ab", "/a%5cb", "/a\\b", "/%ff", "/%c0%af", "/a#b", "/?a#b", "/%7f"])
def test_what_no_address_is_spelled_like_is_refused(target: str) -> None:
    assert ask(target).status == 400


def test_a_page_that_cannot_be_made_says_why_as_text() -> None:
    problem = diagnostic("template-error", "the template <img src=x onerror=alert(1)> fails", file="post.html")
    found = ask("/news/a/", site(**{"news/a/": PageBroken([problem])}))  # type: ignore[arg-type]

    assert found.status == 500
    assert isinstance(found.body, bytes)
    assert b"&lt;img src=x onerror" in found.body
    assert b"<img" not in found.body
    assert identity(found.body) == (page_id("/news/a/"), "0" * 16)


def test_rules_that_cannot_be_made_rule_nothing() -> None:
    assert ask("/news/a/", site(_redirects=PageBroken([]), _headers=PageBroken([]))).status == 200  # type: ignore[arg-type]


# ── redirects and rewrites ──────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("rule", "target", "status", "location"), [
    ("/old /news/a/", "/old", 301, "/news/a/"),
    ("/old /news/a/ 302", "/old/?x", 302, "/news/a/?x"),
    ("/out https://x.example/ 301", "/out", 301, "https://x.example/"),
    ("/news/a/ /b 301!", "/news/a/", 301, "/b"),
    ("/news/a/ /b 301", "/news/a/", 200, ""),
    ("/* /b 301", "/news/a", 301, "/news/a/"),
    ("/docs/* /b/:splat 301", "/docs/x/..%2f..", 301, "/b/x/../.."),
    ("/pass /feed.xml 200", "/pass", 200, ""),
    ("/pass /nowhere 200", "/pass", 404, ""),
    ("/pass /_headers 200", "/pass", 404, ""),
    ("/pass https://x.example/ 200", "/pass", 502, ""),
    ("/gone /404.html 410", "/gone", 410, ""),
    ("/gone /404.html 404", "/gone", 404, ""),
    ("/news/a/ /404.html 404!", "/news/a/", 404, ""),
    ("/gone /nowhere.html 410", "/gone", 404, ""),
])  # fmt: skip
def test_a_rule_of_the_site_is_applied(rule: str, target: str, status: int, location: str) -> None:
    found = ask(target, site(_redirects=rule))

    assert (found.status, header(found, "Location")) == (status, location)


def test_a_rewrite_serves_the_other_page_as_itself() -> None:
    found = ask("/pass", site(_redirects="/pass /news/a/ 200"))

    assert identity(found.body)[0] == page_id("/news/a/")


@pytest.mark.parametrize("target", ["/go//evil.example", "/go/%2fevil.example", "/go//evil.example/%2e%2e", "/go///x"])
def test_no_request_chooses_the_host_that_it_is_led_to(target: str) -> None:
    found = ask(target, site(_redirects="/go/* /:splat 301"))

    assert (found.status, header(found, "Location")) == (404, "")


# ── the base path ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("target", "status", "location"), [
    ("/", 302, "/blog/"),
    ("/blog", 302, "/blog/"),
    ("/blog/", 200, ""),
    ("/blog/news/a/", 200, ""),
    ("/blog/news/a", 301, "/blog/news/a/"),
    ("/blog/news/a/index.html?x", 301, "/blog/news/a/?x"),
    ("/blog/old", 301, "/blog/news/a/"),
    ("/blog/nowhere/", 404, ""),
    ("/blog/_headers", 404, ""),
    ("/blog//evil.example", 404, ""),
    ("/news/a/", 404, ""),
    ("/blogs/", 404, ""),
])  # fmt: skip
def test_a_site_below_a_path_is_served_there_alone(target: str, status: int, location: str) -> None:
    rules = file("/blog/old /blog/news/a/ 301\n/blog/* /:splat 200\n")
    found = ask(target, DictPages(SITE | {"/_redirects": rules}, base_path="/blog"))

    assert (found.status, header(found, "Location")) == (status, location)


def test_a_base_path_of_any_script_is_found_by_its_encoded_address() -> None:
    pages = DictPages(SITE, base_path="/bl%C3%B6g")

    assert ask("/bl%C3%B6g/news/a/", pages).status == 200
    assert header(ask("/", pages), "Location") == "/bl%C3%B6g/"


# ── headers ─────────────────────────────────────────────────────────────────────────────────────────


def test_the_sites_headers_go_out_with_what_their_paths_match() -> None:
    pages = site(_headers="/*\n  X-All: 1\n/news/*\n  X-News: 1\n")

    assert (header(ask("/", pages), "X-All"), header(ask("/", pages), "X-News")) == ("1", "")
    assert header(ask("/news/a/", pages), "X-News") == "1"
    assert header(ask("/news/gone/", pages), "X-News") == "1"


@pytest.mark.parametrize("line", [
    "Access-Control-Allow-Origin: *",
    "access-control-allow-private-network: true",
    "Strict-Transport-Security: max-age=1",
    "Set-Cookie: a=b",
    "Timing-Allow-Origin: *",
    "Location: /x",
    "Content-Length: 3",
    "Transfer-Encoding: chunked",
    "Content-Encoding: gzip",
    "Connection: close",
])  # fmt: skip
def test_headers_that_are_not_the_sites_to_set_are_dropped(line: str) -> None:
    found = ask("/", site(_headers=f"/*\n  {line}\n"))

    assert header(found, line.partition(":")[0]) == ""


@pytest.mark.parametrize(("target", "expected"), [
    ("/", "no-cache"),
    ("/nowhere/", "no-cache"),
    ("/robots.txt", "public, max-age=0, must-revalidate"),
    ("/assets/t/site.css", "public, max-age=31536000, immutable"),
])  # fmt: skip
def test_pages_are_asked_for_each_time_and_named_assets_never_again(target: str, expected: str) -> None:
    assert header(ask(target, site(_headers=headers_file("").decode())), "Cache-Control") == expected


@pytest.mark.parametrize("target", ["/", "/feed.xml", "/old", "/nowhere/", "/%00"])
def test_nothing_is_indexed_guessed_or_embedded_elsewhere(target: str) -> None:
    found = ask(target, site(_headers="/*\n  X-Robots-Tag: all\n  X-Content-Type-Options: no\n"))

    assert header(found, "X-Robots-Tag") == "noindex"
    assert header(found, "X-Content-Type-Options") == "nosniff"
    assert header(found, "Cross-Origin-Resource-Policy") == "same-origin"


def test_a_type_from_the_rules_decides_whether_it_is_a_page() -> None:
    rules = "/news/a/\n  Content-Type: text/plain\n/robots.txt\n  Content-Type: text/HTML\n"

    assert b"<script" not in bytes(ask("/news/a/", site(_headers=rules)).body)  # type: ignore[arg-type]
    assert b"<script" in bytes(ask("/robots.txt", site(_headers=rules)).body)  # type: ignore[arg-type]


@pytest.mark.parametrize(("policy", "expected"), [
    ("default-src 'self'", "default-src 'self'"),
    ("img-src *", "img-src *"),
    ("script-src 'self'; connect-src 'self'", "script-src 'self'; connect-src 'self'"),
    ("script-src 'none'", "script-src 'self'"),
    ("script-src", "script-src 'self'"),
    ("script-src https://a.example", "script-src https://a.example 'self'"),
    ("script-src-elem https://a.example; script-src 'self'",
     "script-src-elem https://a.example 'self'; script-src 'self'"),
    ("script-src *; connect-src *", "script-src *; connect-src *"),
    ("default-src 'none'", "default-src 'none'; script-src 'self'; connect-src 'self'"),
    ("default-src https:", "default-src https:; script-src https: 'self'; connect-src https: 'self'"),
    ("upgrade-insecure-requests; default-src 'self'", "default-src 'self'"),
    ("script-src https://a.example; script-src 'self'", "script-src https://a.example 'self'"),
    ("default-src 'self', script-src 'none'", "default-src 'self', script-src 'self'"),
    ("", ""),
])  # fmt: skip
def test_a_policy_is_kept_and_lets_the_previews_own_script_run(policy: str, expected: str) -> None:
    assert with_preview_allowed(policy) == expected


def test_the_policy_is_left_alone_where_there_is_no_page() -> None:
    pages = site(_headers="/*\n  Content-Security-Policy: default-src 'none'\n")

    assert header(ask("/robots.txt", pages), "Content-Security-Policy") == "default-src 'none'"
    assert "script-src 'self'" in header(ask("/", pages), "Content-Security-Policy")


# ── conditions and ranges ───────────────────────────────────────────────────────────────────────────


def test_an_answer_has_a_strong_tag_that_moves_with_what_is_sent() -> None:
    tags = [header(ask("/a/", DictPages({"/a/": page(text)})), "ETag") for text in ("one", "two", "one")]

    assert tags[0] == tags[2] != tags[1]
    assert all(tag.startswith('"') and tag.endswith('"') for tag in tags)


@pytest.mark.parametrize("target", ["/", "/feed.xml"])
@pytest.mark.parametrize(("sent", "status"), [
    ("TAG", 304),
    ("W/TAG", 304),
    ('"x", TAG', 304),
    ("*", 304),
    ('"x"', 200),
    ("", 200),
])  # fmt: skip
def test_who_has_it_already_is_told_so(target: str, sent: str, status: int) -> None:
    tag = header(ask(target), "ETag")
    found = ask(target, headers={"if-none-match": sent.replace("TAG", tag)})

    assert found.status == status
    assert header(found, "ETag") == tag
    assert (found.body == b"") == (status == 304)


@pytest.mark.parametrize(("sent", "status"), [("TAG", 200), ("*", 200), ("W/TAG", 412), ('"x"', 412)])
def test_who_wants_that_version_only_gets_it_or_nothing(sent: str, status: int) -> None:
    tag = header(ask("/"), "ETag")

    assert ask("/", headers={"if-match": sent.replace("TAG", tag)}).status == status


@pytest.mark.parametrize(("wanted", "status", "part"), [
    ("bytes=0-3", 206, "0123"),
    ("bytes=4-", 206, "456789"),
    ("bytes=-2", 206, "89"),
    ("bytes=-99", 206, "0123456789"),
    ("bytes=8-99", 206, "89"),
    ("BYTES=0-0", 206, "0"),
    ("bytes=10-", 416, ""),
    ("bytes=-0", 416, ""),
    ("bytes=999999999999999999-", 416, ""),
    ("bytes=0-1,3-4", 200, "0123456789"),
    ("bytes=3-1", 200, "0123456789"),
    ("bytes=-", 200, "0123456789"),
    ("bytes=a-b", 200, "0123456789"),
    ("lines=0-1", 200, "0123456789"),
    ("bytes=" + "9" * 5000 + "-", 200, "0123456789"),
])  # fmt: skip
def test_one_range_is_answered_with_it_and_anything_else_with_the_whole(wanted: str, status: int, part: str) -> None:
    found = ask("/a.txt", DictPages({"/a.txt": file("0123456789")}), headers={"range": wanted})

    assert (found.status, found.body) == (status, part.encode())
    start = "0123456789".find(part)
    shown = {206: f"bytes {start}-{start + len(part) - 1}/10", 416: "bytes */10", 200: ""}[status]
    assert header(found, "Content-Range") == shown


def test_a_range_of_a_file_is_read_from_there(tmp_path: Path) -> None:
    pages = DictPages({"/a.mp4": Artifact(b"", b"d" * 16, "/a.mp4", 1000)})

    assert ask("/a.mp4", pages, headers={"range": "bytes=100-199"}).body == FileRange("/a.mp4", 100, 200)


@pytest.mark.parametrize(("sent", "status"), [
    ("TAG", 206),
    ('"x"', 200),
    ("W/TAG", 200),
    ("Wed, 21 Oct 2015 07:28:00 GMT", 200),
])  # fmt: skip
def test_a_range_of_another_version_is_the_whole(sent: str, status: int) -> None:
    tag = header(ask("/feed.xml"), "ETag")

    assert ask("/feed.xml", headers={"range": "bytes=0-1", "if-range": sent.replace("TAG", tag)}).status == status


def test_a_range_says_nothing_to_who_asks_for_the_head_or_has_it_already() -> None:
    tag = header(ask("/feed.xml"), "ETag")

    assert ask("/feed.xml", method="HEAD", headers={"range": "bytes=0-1"}).status == 200
    assert ask("/feed.xml", headers={"range": "bytes=0-1", "if-none-match": tag}).status == 304
