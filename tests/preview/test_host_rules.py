"""`_redirects` and `_headers`, read as Netlify reads them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssg.core.views import Redirect
from ssg.preview.host_rules import Landing, headers_for, landing, read_headers, read_redirects
from ssg.render.host_files import headers_file, redirects_file


def lands(rules: str, path: str, query: str = "") -> Landing | None:
    return landing(read_redirects(rules.encode()), path, query)


# ── _redirects ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("rules", "path", "target", "status", "forced"), [
    # a line is from, to, status
    ("/a /b", "/a", "/b", 301, False),
    ("/a /b 302", "/a", "/b", 302, False),
    ("/a /b 200!", "/a", "/b", 200, True),
    ("/a /404.html 410", "/a", "/404.html", 410, False),
    ("   /a\t/b   301  ", "/a", "/b", 301, False),
    ("/a https://x.example/y 301", "/a", "https://x.example/y", 301, False),
    # comments
    ("# /a /c\n/a /b # /c 302", "/a", "/b", 301, False),
    ("\n\n/a /b", "/a", "/b", 301, False),
    # the first that matches wins
    ("/a /first\n/a /second", "/a", "/first", 301, False),
    ("/* /first\n/a /second", "/a", "/first", 301, False),
    ("/a /first\n/* /second", "/a", "/first", 301, False),
    # a slash at the end says nothing
    ("/a/ /b", "/a", "/b", 301, False),
    ("/a /b", "/a/", "/b", 301, False),
    # percent-encoded paths
    ("/%C3%BC%20x /y", "/ü x", "/y", 301, False),
    ("/a%2A/%3Ab /y", "/a*/:b", "/y", 301, False),
    # splats
    ("/news/* /blog/:splat", "/news/2026/x", "/blog/2026/x", 301, False),
    ("/news/* /blog/:splat", "/news/2026/", "/blog/2026/", 301, False),
    ("/news/* /blog/:splat", "/news", "/blog/", 301, False),
    ("/news/* /blog/:splat", "/news/ü x", "/blog/%C3%BC%20x", 301, False),
    ("/* /:splat 200", "/a", "/a", 200, False),
    ("/* https://x.example/:splat", "/a/b", "https://x.example/a/b", 301, False),
    # placeholders: one segment each
    ("/n/:year/:slug /p/:slug/:year", "/n/2026/x", "/p/x/2026", 301, False),
    ("/n/:year/:slug /p/:slug/:year", "/n/2026/x/", "/p/x/2026", 301, False),
    ("/n/:year/* /p/:splat/:year", "/n/2026/a/b", "/p/a/b/2026", 301, False),
    ("/n/:a /p/:a:b", "/n/1", "/p/1:b", 301, False),
])  # fmt: skip
def test_a_rule_leads_where_netlify_would(rules: str, path: str, target: str, status: int, forced: bool) -> None:
    assert lands(rules, path) == Landing(target, status, forced)


@pytest.mark.parametrize(("rules", "path"), [
    ("/a /b", "/A"),
    ("/a /b", "/a/b"),
    ("/a%2A /b", "/ab"),
    ("/n/:year /p", "/n/2026/x"),
    ("/n/:year /p", "/n/"),
    ("/news/* /blog/:splat", "/newspaper"),
    ("/a", "/a"),
    ("/a 301", "/a"),
    ("a /b", "/a"),
    ("https://other.example/a /b", "/a"),
    ("/a /b 301 Country=de", "/a"),
    ("/a /b 302 Language=de", "/a"),
    ("/a /b nonsense", "/a"),
    ("/* https://:splat/x", "/evil.example"),
    ("/* https://a.example:splat/", "/@evil.example"),
    ("/a //evil.example/", "/a"),
])  # fmt: skip
def test_what_does_not_match_or_cannot_be_known_leads_nowhere(rules: str, path: str) -> None:
    assert lands(rules, path) is None


@pytest.mark.parametrize(("rules", "query", "target"), [
    # without a rule for it the query goes along
    ("/a /b", "x=1&y=%20", "/b?x=1&y=%20"),
    ("/a /b#c", "x=1", "/b?x=1#c"),
    ("/a https://x.example/", "x=1", "https://x.example/?x=1"),
    ("/a /b?own=1", "x=1", "/b?own=1"),
    ("/a /b 404", "x=1", "/b"),
    # parameters
    ("/a id=:id /b/:id", "id=7", "/b/7"),
    ("/a id=:id /b/:id", "x=1&id=7", "/b/7"),
    ("/a id=7 /b", "id=7", "/b"),
    ("/a id=:id tag=:tag /b/:tag/:id", "tag=t&id=7", "/b/t/7"),
    ("/a id=:id /b/:id\n/a /c", "x=1", "/c?x=1"),
    ("/a id=7 /b\n/a /c", "id=8", "/c?id=8"),
    ("/a id=:id /b?page=:id", "id=1%262", "/b?page=1%262"),
])  # fmt: skip
def test_queries_are_matched_filled_in_or_passed_on(rules: str, query: str, target: str) -> None:
    found = lands(rules, "/a", query)

    assert found
    assert found.target == target


@pytest.mark.parametrize("value", ["\r\nSet-Cookie: a=b", "x\ny", "a?b#c", '"<script>', "\u2028", "a b"])
def test_a_value_from_a_request_stays_a_value(value: str) -> None:
    found = lands("/n/:x /p/:x/end", f"/n/{value}")

    assert found
    assert found.target.startswith("/p/")
    assert found.target.endswith("/end")
    assert not set(found.target) & set('\r\n?#"<> \u2028')


def test_what_the_build_writes_is_read_back() -> None:
    written = redirects_file(
        (Redirect("/old/ü/", "/new/"), Redirect("/out/", "https://x.example/"), Redirect("/gone/", "", 410)), "/blog"
    ).decode()

    assert lands(written, "/blog/old/ü") == Landing("/blog/new/", 301, False)
    assert lands(written, "/blog/out/") == Landing("https://x.example/", 301, False)
    assert lands(written, "/blog/gone/") == Landing("/404.html", 410, False)
    assert lands(written, "/blog/.ssg-owned") == Landing("/404.html", 404, True)
    assert lands(written, "/blog/news/a/") == Landing("/news/a/", 200, False)


@given(st.binary(max_size=200), st.text(max_size=30))
def test_no_redirects_file_is_too_strange_to_read(data: bytes, path: str) -> None:
    found = landing(read_redirects(data), f"/{path}", "a=b")

    assert found is None or found.target.isascii()


# ── _headers ────────────────────────────────────────────────────────────────────────────────────────


def sent(rules: str, path: str) -> dict[str, str]:
    return dict(headers_for(read_headers(rules.encode()), path).values())


@pytest.mark.parametrize(("pattern", "path", "matches"), [
    ("/*", "/", True),
    ("/*", "/a/b", True),
    ("/a", "/a", True),
    ("/a", "/a/", True),
    ("/a/", "/a", True),
    ("/a", "/a/b", False),
    ("/a/*", "/a", True),
    ("/a/*", "/a/b/c", True),
    ("/a/*", "/ab", False),
    ("/:x/feed.xml", "/news/feed.xml", True),
    ("/:x/feed.xml", "/news/ai/feed.xml", False),
    ("/:x/feed.xml", "/feed.xml", False),
    ("/a/x*z/b", "/a/xyz/b", True),
    ("/a.b", "/axb", False),
    ("/%C3%BC/*", "/ü/x", True),
])  # fmt: skip
def test_a_path_of_headers_matches_as_netlifys_does(pattern: str, path: str, matches: bool) -> None:
    assert sent(f"{pattern}\n  X-A: 1", path) == ({"X-A": "1"} if matches else {})


def test_several_headers_of_one_name_below_one_path_are_joined() -> None:
    assert sent("/*\n  X-A: 1\n  x-a: 2\n", "/") == {"x-a": "1, 2"}


def test_of_several_paths_that_name_a_header_the_last_wins() -> None:
    assert sent("/*\n  X-A: 1\n  X-B: 1\n/a\n  x-a: 2\n", "/a") == {"x-a": "2", "X-B": "1"}


@pytest.mark.parametrize("line", ["# X-A: 1", "X-A", ": 1", "X-A:", "X A: 1", "X-A: \x001", "X-A: a\x0bb"])
def test_a_line_that_is_no_header_is_left_out(line: str) -> None:
    assert sent(f"/*\n  {line}\n", "/") == {}


def test_a_header_before_every_path_is_left_out() -> None:
    assert sent("X-A: 1\n/*\n  X-B: 2\n", "/") == {"X-B": "2"}


def test_a_value_keeps_its_colons() -> None:
    assert sent("/*\n  Link: <https://a.example>; rel=x\n", "/") == {"Link": "<https://a.example>; rel=x"}


def test_the_builds_own_headers_are_read_as_they_are_meant() -> None:
    written = headers_file("/blog").decode()

    assert sent(written, "/blog/assets/t/a.css")["Cache-Control"] == "public, max-age=31536000, immutable"
    assert sent(written, "/blog/news/a/")["Cache-Control"] == "public, max-age=0, must-revalidate"
    assert sent(written, "/blog/tags/ai/feed.xml")["Content-Type"].startswith("application/rss+xml")
    assert sent(written, "/elsewhere/") == {}


@given(st.binary(max_size=200), st.text(max_size=30))
def test_no_headers_file_is_too_strange_to_read(data: bytes, path: str) -> None:
    found = headers_for(read_headers(data), f"/{path}")

    assert not any(set("\r\n\x00") & set(name + value) for name, value in found.values())
