"""The host's files, read as Netlify's own parsers read them."""

from __future__ import annotations

import re

import pytest

from ssg.core.views import Redirect
from ssg.render.host_files import content_security_policy, headers_file, redirects_file

YEAR = "public, max-age=31536000, immutable"
REVALIDATE = "public, max-age=0, must-revalidate"


def rules(data: bytes) -> list[tuple[str, dict[str, str]]]:
    """Return (path, headers) in order, after the format: a path line, then indented `Name: value`."""
    found: list[tuple[str, dict[str, str]]] = []
    for line in data.decode().splitlines():
        if line.startswith("  "):
            name, value = line.strip().split(": ", 1)
            found[-1][1][name] = value
        elif line:
            assert line.startswith("/")
            found.append((line, {}))
    return found


def sent(path: str, base_path: str = "", **settings: bool) -> dict[str, str]:
    """Return the headers of a path; as in Netlify's headers-parser the last rule to name a header wins."""
    found: dict[str, str] = {}
    for rule, headers in rules(headers_file(base_path, **settings)):  # type: ignore[arg-type]
        pattern = "/".join("[^/]+" if part.startswith(":") else re.escape(part) for part in rule.split("/"))
        if re.fullmatch(pattern.replace(r"\*", ".*"), path):
            found |= headers
    return found


def lines(*redirects: Redirect, base_path: str = "", **settings: object) -> list[str]:
    return redirects_file(redirects, base_path, **settings).decode().splitlines()  # type: ignore[arg-type]


# ── _redirects ──────────────────────────────────────────────────────────────────────────────────────


def test_a_redirect_is_a_line_of_source_target_and_status() -> None:
    assert lines(Redirect("/old/", "/new/"))[-1] == "/old/ /new/ 301"


def test_paths_are_percent_encoded_and_keep_their_case() -> None:
    assert lines(Redirect("/Älter name/", "/neu/ü/"))[-1] == "/%C3%84lter%20name/ /neu/%C3%BC/ 301"


def test_what_netlify_would_read_as_a_pattern_is_taken_as_it_is() -> None:
    assert lines(Redirect("/a*/:b/?c", "/new/"))[-1] == "/a%2A/%3Ab/%3Fc /new/ 301"


def test_a_line_end_in_an_address_makes_no_second_rule() -> None:
    assert len(lines(Redirect("/a\n/* /evil 200", "/new/\n/x /y"), hidden=())) == 1


def test_the_ownership_list_is_answered_404_although_the_file_is_there() -> None:
    assert lines()[0] == "/.ssg-owned /404.html 404!"


def test_the_base_path_is_carried_and_the_tree_below_it_served() -> None:
    assert lines(Redirect("/old/", "/new/"), Redirect("/out/", "https://x.example/"), base_path="/blog") == [
        "/blog/.ssg-owned /404.html 404!",
        "/.ssg-owned /404.html 404!",
        "/blog/old/ /blog/new/ 301",
        "/blog/out/ https://x.example/ 301",
        "/blog/* /:splat 200",
    ]


def test_a_vanished_address_is_answered_410_with_the_page_for_lost_readers() -> None:
    assert lines(Redirect("/gone/", "", 410))[-1] == "/gone/ /404.html 410"


@pytest.mark.parametrize("source", ["/live/", "/live", "/live/index.html", "/ü"])
def test_a_redirect_from_a_live_address_does_not_stand(source: str) -> None:
    assert lines(Redirect(source, "/new/"), live={"/live/", "/%C3%BC/"}, hidden=()) == []


def test_a_redirect_to_itself_does_not_stand_with_or_without_its_slash() -> None:
    assert lines(Redirect("/a", "/a/"), Redirect("/b/", "/b/"), hidden=()) == []


def test_the_first_of_two_redirects_from_one_source_stands() -> None:
    assert lines(Redirect("/a/", "/one/"), Redirect("/a/", "/two/"), hidden=()) == ["/a/ /one/ 301"]


def test_the_order_is_by_source_whatever_order_they_came_in() -> None:
    found = (Redirect("/b/", "/x/"), Redirect("/a/", "/x/"), Redirect("/a/b/", "/x/"))
    assert lines(*found) == lines(*found[::-1])


# ── _headers ────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("path", "policy"), [
    ("/assets/t/base.1f2e.css", YEAR),
    ("/assets/i/a/b.0a1b.avif", YEAR),
    ("/assets/c/card.0a1b.png", YEAR),
    ("/", REVALIDATE),
    ("/news/robot/", REVALIDATE),
    ("/feed.xml", REVALIDATE),
    ("/sitemap.xml", REVALIDATE),
    ("/assets/other.css", REVALIDATE),
])  # fmt: skip
def test_only_what_has_a_hash_in_its_name_is_cached_for_ever(path: str, policy: str) -> None:
    assert sent(path)["Cache-Control"] == policy


@pytest.mark.parametrize("folder", ["/", "/news/", "/tags/llm/", "/zh/tags/llm/"])
@pytest.mark.parametrize(("name", "kind"), [
    ("feed.xml", "application/rss+xml; charset=utf-8"),
    ("atom.xml", "application/atom+xml; charset=utf-8"),
    ("feed.json", "application/feed+json; charset=utf-8"),
])  # fmt: skip
def test_every_feed_has_its_type(folder: str, name: str, kind: str) -> None:
    assert sent(folder + name)["Content-Type"] == kind


@pytest.mark.parametrize("language", ["", "/zh"])
@pytest.mark.parametrize("name", ["email.html", "email.txt", "email.eml"])
def test_the_mails_of_a_digest_stay_out_of_the_index_in_every_language(language: str, name: str) -> None:
    assert sent(f"{language}/digest/2026-w03/{name}")["X-Robots-Tag"] == "noindex"
    assert "X-Robots-Tag" not in sent(f"{language}/digest/2026-w03/")


@pytest.mark.parametrize("folder", ["/news/robot/", "/zh/news/robot/", "/2026/01/13/robot/", "/about/"])
def test_a_markdown_twin_is_markdown_and_stays_out_of_the_index(folder: str) -> None:
    found = sent(folder + "index.md")
    assert (found["Content-Type"], found["X-Robots-Tag"]) == ("text/markdown; charset=utf-8", "noindex")
    assert "X-Robots-Tag" not in sent(folder)


def test_a_splat_stands_only_at_the_end_of_a_path() -> None:
    assert all("*" not in path[:-1] for path, _ in rules(headers_file("")))


@pytest.mark.parametrize(("name", "value"), [
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "strict-origin-when-cross-origin"),
    ("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
])  # fmt: skip
def test_every_answer_has_the_security_headers(name: str, value: str) -> None:
    assert sent("/news/robot/")[name] == sent("/assets/t/a.js")[name] == value


def directives(policy: str) -> dict[str, list[str]]:
    return {name: values for name, *values in (part.split() for part in policy.split("; "))}


def test_the_policy_runs_own_scripts_only_and_shows_what_authors_embed() -> None:
    found = directives(sent("/")["Content-Security-Policy"])
    assert found["script-src"] == found["connect-src"] == found["default-src"] == ["'self'"]
    assert "https:" in found["img-src"]
    assert "https:" in found["media-src"]
    assert found["frame-src"] == ["https:"]
    assert found["object-src"] == ["'none'"]


def test_inline_style_elements_are_allowed_only_where_raw_html_is() -> None:
    assert directives(content_security_policy(raw_html=True))["style-src"] == ["'self'", "'unsafe-inline'"]
    strict = directives(content_security_policy(raw_html=False))
    assert (strict["style-src"], strict["style-src-attr"]) == (["'self'"], ["'unsafe-inline'"])


@pytest.mark.parametrize(("action", "allowed"), [
    ("https://buttondown.example/api/subscribe?x=1", ["'self'", "https://buttondown.example"]),
    ("/thanks/", ["'self'"]),
    ("", ["'self'"]),
    ("javascript:alert(1)", ["'self'"]),
])  # fmt: skip
def test_forms_post_here_and_to_the_newsletters_provider(action: str, allowed: list[str]) -> None:
    assert directives(content_security_policy(action))["form-action"] == allowed


def test_a_preview_is_kept_out_of_search_engines_and_a_production_site_is_not() -> None:
    assert sent("/", preview=True)["X-Robots-Tag"] == "noindex"
    assert "X-Robots-Tag" not in sent("/")


def test_the_headers_paths_carry_the_base_path() -> None:
    assert all(path.startswith("/blog/") for path, _ in rules(headers_file("/blog")))
    assert sent("/blog/tags/llm/feed.xml", "/blog")["Content-Type"].startswith("application/rss+xml")
