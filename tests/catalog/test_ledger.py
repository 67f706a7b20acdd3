"""addresses.lock: permanent identities, former addresses, who may write it."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest

from ssg.catalog.ledger import (
    Candidate,
    LockEntry,
    identify,
    made_id,
    merged,
    read_lock,
    vanished,
    with_digests,
    write_lock,
)
from tests.sites import TestSite

A = LockEntry("id-a", "a.md", "aa", "/news/a/")


def lock(site: TestSite) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (site.folder / "addresses.lock").read_text("utf-8").splitlines()]


def test_a_line_gets_another_digest_where_it_stands_and_names_in_other_lines_do_not_count() -> None:
    other = LockEntry("id-b", "id-a", "bb", "/news/b/")
    text = write_lock([A, other])

    assert with_digests(text, {"id-a": "cc", "nobody": "dd"}) == write_lock(
        [msgspec.structs.replace(A, digest="cc"), other]
    )
    assert with_digests(text.rstrip("\n"), {"id-b": "dd"}).endswith('"digest":"dd","address":"/news/b/","former":[]}')


# ── identity ────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("candidate", "expected"),
    [
        (Candidate("a.md", "aa", ""), "id-a"),
        (Candidate("a.md", "edited", ""), "id-a"),
        (Candidate("renamed.md", "aa", ""), "id-a"),
        (Candidate("elsewhere.md", "other", "id-a"), "id-a"),
        (Candidate("a.md", "aa", "own"), "own"),
        (Candidate("new.md", "new", ""), made_id("site", "new.md")),
    ],
)
def test_a_post_is_known_by_its_id_its_path_or_its_bytes(candidate: Candidate, expected: str) -> None:
    ids, problems = identify([candidate], [A], "site")

    assert (ids, problems) == ({candidate.path: expected}, [])


def test_a_copy_is_a_post_of_its_own() -> None:
    ids, _ = identify([Candidate("a.md", "aa", ""), Candidate("copy.md", "aa", "")], [A], "site")

    assert ids == {"a.md": "id-a", "copy.md": made_id("site", "copy.md")}


def test_a_new_post_on_the_path_of_one_that_has_moved_gets_an_id_of_its_own() -> None:
    once = made_id("site", "a.md")
    ids, _ = identify(
        [Candidate("a.md", "new", ""), Candidate("b.md", "x", once)], [LockEntry(once, "a.md", "aa", "/a/")], "site"
    )

    assert ids["b.md"] == once
    assert ids["a.md"] == made_id("site", "a.md", 1)


def test_two_files_with_one_id_are_an_error_that_names_both() -> None:
    _, (found,) = identify([Candidate("a.md", "1", "x"), Candidate("b.md", "2", "x")], [], "site")

    assert (found.code, found.file) == ("duplicate-id", "content/b.md")
    assert "content/a.md" in found.message


def test_an_id_hangs_on_the_site_and_the_first_path_alone() -> None:
    assert made_id("site", "a.md") == made_id("site", "a.md")
    assert len({made_id("site", "a.md"), made_id("other", "a.md"), made_id("site", "b.md")}) == 3


# ── the merged lock ─────────────────────────────────────────────────────────────────────────────────


def test_a_moved_post_keeps_its_former_addresses_oldest_first() -> None:
    today = LockEntry("id-a", "a.md", "aa", "/c/")
    before = LockEntry("id-a", "a.md", "aa", "/b/", ("/a/",))

    assert merged([before], {"id-a": today}, {"id-a"})[0].former == ("/a/", "/b/")


def test_an_address_that_is_taken_up_again_is_no_longer_a_former_one() -> None:
    today = LockEntry("id-a", "a.md", "aa", "/a/")
    before = LockEntry("id-a", "a.md", "aa", "/b/", ("/a/",))

    assert merged([before], {"id-a": today}, {"id-a"})[0].former == ("/b/",)


def test_merging_again_changes_nothing() -> None:
    today = {"id-a": LockEntry("id-a", "a.md", "bb", "/c/")}
    once = merged([LockEntry("id-a", "a.md", "aa", "/b/", ("/a/",))], today, {"id-a"})

    assert merged(once, today, {"id-a"}) == once


def test_what_vanished_stays_in_the_lock() -> None:
    assert merged([A], {}, set()) == (A,)
    assert vanished([A], set()) == [A]
    assert vanished([A], {"id-a"}) == []


def test_a_post_that_is_given_an_id_takes_on_the_past_of_its_path() -> None:
    before = LockEntry("made", "a.md", "aa", "/b/", ("/a/",))
    (after,) = merged([before], {"own": LockEntry("own", "a.md", "cc", "/c/")}, {"own"})

    assert after == LockEntry("own", "a.md", "cc", "/c/", ("/a/", "/b/"))


# ── the file ────────────────────────────────────────────────────────────────────────────────────────


def test_the_lock_is_one_json_line_a_post_sorted_by_id() -> None:
    text = write_lock([LockEntry("b", "b.md", "2", "/b/"), LockEntry("a", "中.md", "1", "/a/", ("/old/",))])

    assert text.splitlines()[0] == '{"id":"a","path":"中.md","digest":"1","address":"/a/","former":["/old/"]}'
    assert [entry.id for entry in read_lock(text)[0]] == ["a", "b"]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("<<<<<<< HEAD", "merge conflict"),
        ("=======", "merge conflict"),
        ("{", "no entry"),
        ('{"id":1}', "no entry"),
        ("[]", "no entry"),
    ],
)
def test_a_broken_line_of_the_lock_is_an_error_at_its_line(site: TestSite, line: str, said: str) -> None:
    site.write("a.md")
    (site.folder / "addresses.lock").write_text(f"{write_lock([A])}\n{line}\n", encoding="utf-8")
    (found,) = (item for item in site.build().diagnostics if item.level == "error")

    assert (found.code, found.file, found.line) == ("bad-lock", "addresses.lock", 3)
    assert said in found.message
    assert not site.output.exists()


def test_a_build_writes_the_lock_and_the_next_one_leaves_it(site: TestSite) -> None:
    site.write("posts/a.md")
    site.write("pages/about.md")
    site.build()
    before = (site.folder / "addresses.lock").stat()
    site.build()
    after = (site.folder / "addresses.lock").stat()

    assert {(row["path"], row["address"]) for row in lock(site)} == {
        ("posts/a.md", "/news/a/"),
        ("pages/about.md", "/pages/about/"),
    }
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)


@pytest.mark.parametrize(
    "options", [{"drafts": True}, {"locked": True}, {"environ": {"CI": "true"}}], ids=["drafts", "locked", "CI"]
)
def test_who_does_not_publish_does_not_write_the_lock(site: TestSite, options: dict[str, Any]) -> None:
    site.write("a.md")
    assert site.build(**options).ok

    assert not (site.folder / "addresses.lock").exists()


def test_a_build_that_fails_does_not_write_the_lock(site: TestSite) -> None:
    site.write("a.md")
    site.theme("templates/post.html", "{{ 1 / 0 }}")
    assert not site.build().ok

    assert not (site.folder / "addresses.lock").exists()


def test_drafts_and_expired_posts_do_not_enter_the_lock(site: TestSite) -> None:
    site.write("a.md", draft=True)
    site.write("b.md", expires="2026-01-20")
    site.write("c.md", date="2026-03-01")
    site.write("d.md")
    site.build()

    assert [row["path"] for row in lock(site)] == ["d.md"]


# ── what becomes of addresses ───────────────────────────────────────────────────────────────────────


def moved_by_slug(site: TestSite) -> None:
    site.write("a.md", slug="b")


def moved_by_renaming(site: TestSite) -> None:
    (site.folder / "content" / "a.md").rename(site.folder / "content" / "b.md")


def moved_by_id(site: TestSite) -> None:
    site.delete("a.md")
    site.write("sub/b.md", "Rewritten.", id=lock(site)[0]["id"])


@pytest.mark.parametrize("move", [moved_by_slug, moved_by_renaming, moved_by_id])
def test_a_moved_post_keeps_its_id_and_leaves_a_redirect(site: TestSite, move: Any) -> None:
    site.write("a.md")
    site.build()
    identity = lock(site)[0]["id"]
    move(site)
    done = site.build()
    once = site.outputs()

    assert done.diagnostics == ()
    assert lock(site)[0]["id"] == identity
    assert lock(site)[0]["former"] == ["/news/a/"]
    assert site.redirects() == {"/news/a/": ("/news/b/", "301")}
    assert not site.exists("news/a/index.html")
    assert site.build().written == ()
    assert site.outputs() == once


def test_the_feeds_know_a_moved_post_by_the_same_id(site: TestSite) -> None:
    site.write("a.md")
    site.build()
    guid = site.read("feed.xml").split("<guid")[1].split("</guid>")[0]
    moved_by_slug(site)
    site.build()

    assert site.read("feed.xml").split("<guid")[1].split("</guid>")[0] == guid


def test_a_move_back_leaves_no_circle(site: TestSite) -> None:
    site.write("a.md")
    site.build()
    moved_by_slug(site)
    site.build()
    site.write("a.md")
    site.build()

    assert site.redirects() == {"/news/b/": ("/news/a/", "301")}


def test_a_former_address_that_another_post_takes_over_is_no_redirect_any_more(site: TestSite) -> None:
    site.write("a.md")
    site.build()
    moved_by_slug(site)
    site.build()
    site.write("new.md", slug="a")
    done = site.build()

    assert done.diagnostics == ()
    assert site.redirects() == {}


def test_branches_that_moved_a_post_to_two_addresses_lose_neither(site: TestSite) -> None:
    site.write("a.md", slug="start")
    site.build()
    lock = site.folder / "addresses.lock"
    begun = lock.read_text("utf-8")
    locks = []
    for slug in ("left", "right"):
        lock.write_text(begun, encoding="utf-8")
        site.write("a.md", slug=slug)
        site.build()
        locks.append(lock.read_text("utf-8"))

    for text in (
        "".join(locks),
        "".join(reversed(locks)),
    ):  # as `merge=union` leaves it: whose lines come first is chance
        lock.write_text(text, encoding="utf-8")
        assert site.build().ok
        (entry,) = read_lock(lock.read_text("utf-8"))[0]
        assert (entry.address, set(entry.former)) == ("/news/right/", {"/news/start/", "/news/left/"})
        redirects = site.read("_redirects")
        assert "/news/start" in redirects
        assert "/news/left" in redirects


def test_every_build_of_one_lock_gives_the_same_bytes(site: TestSite, tmp_path: Any) -> None:
    site.write("a.md")
    site.build()
    moved_by_slug(site)
    clean = site.clean_outputs(tmp_path / "clean")
    site.build()

    assert site.outputs() == clean
    assert site.clean_outputs(tmp_path / "again") == clean


def test_an_address_whose_file_is_gone_is_a_warning_that_says_what_to_do(site: TestSite) -> None:
    site.write("a.md")
    site.write("b.md")
    site.build()
    site.delete("a.md")
    (found,) = site.build().diagnostics

    assert (found.code, found.level, found.subject) == ("address-vanished", "warning", "/news/a/")
    assert 'gone = ["/news/a/"]' in found.help
    assert "aliases" in found.help


@pytest.mark.parametrize(
    ("settings", "answer"),
    [
        ('[addresses]\ngone = ["/news/b/"]', ("/404.html", "410")),
        ('[addresses]\nmoved = {"/news/b/" = "/news/c/"}', ("/news/c/", "301")),
        ('[addresses]\nmoved = {"/news/b/" = "https://elsewhere.example/"}', ("https://elsewhere.example/", "301")),
    ],
)
def test_the_former_addresses_of_a_post_that_vanished_lead_where_its_last_one_leads(
    site: TestSite, settings: str, answer: tuple[str, str]
) -> None:
    site.write("a.md")
    site.write("c.md")
    site.build()
    moved_by_slug(site)
    site.build()
    site.delete("a.md")
    assert [found.subject for found in site.build().diagnostics] == ["/news/b/"]
    site.configure_more(settings)

    assert site.build().diagnostics == ()
    assert site.redirects() == {"/news/a/": answer, "/news/b/": answer}


def test_a_post_that_takes_the_place_of_one_that_vanished_gets_its_former_readers_too(site: TestSite) -> None:
    site.write("a.md")
    site.build()
    moved_by_slug(site)
    site.build()
    site.delete("a.md")
    site.write("c.md", aliases=["/news/b/"])

    assert site.build().diagnostics == ()
    assert site.redirects() == {"/news/a/": ("/news/c/", "301"), "/news/b/": ("/news/c/", "301")}


def test_where_a_vanished_posts_last_address_was_another_posts_before_its_former_ones_lead_there_too(
    site: TestSite,
) -> None:
    site.write("a.md", slug="first")
    site.write("b.md", slug="second")
    site.build()
    site.write("a.md", slug="third")
    site.write("b.md", slug="first")
    site.build()
    site.delete("b.md")

    assert site.build().diagnostics == ()
    assert site.redirects() == {"/news/first/": ("/news/third/", "301"), "/news/second/": ("/news/third/", "301")}


@pytest.mark.parametrize("front", [{"draft": True}, {"date": "2026-03-01"}, {"expires": "2026-01-11"}])
def test_an_address_of_a_post_that_is_only_hidden_has_not_vanished(site: TestSite, front: dict[str, Any]) -> None:
    site.write("a.md")
    site.write("b.md")
    site.build()
    before = lock(site)
    site.write("a.md", **front)

    assert site.build().diagnostics == ()
    assert lock(site) == before


def test_an_address_of_a_post_that_is_broken_has_not_vanished(site: TestSite) -> None:
    site.write("a.md")
    site.write("b.md")
    site.build()
    site.write_raw("a.md", "---\ntitle: [\n---\n")
    done = site.build(keep_going=True)

    assert "address-vanished" not in site.codes(done)
    assert not done.ok
    assert {row["address"] for row in lock(site)} == {"/news/a/", "/news/b/"}
