"""Odd histories: whatever is renamed, moved, deleted, hidden, swapped and merged, no address is lost silently."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ssg import BuildReport
from ssg.catalog.ledger import read_lock
from tests.sites import CONFIG, TestSite

SITE = CONFIG + '[permalinks]\npost = "/{year}/{section}/{slug}/"\n'
SLUGS, SECTIONS, DATES = ("a", "b", "c"), ("news", "labs"), ("2025-03-04", "2026-01-10")

Fronts = dict[str, dict[str, object]]
"""Front matter by the file's name."""

Step = tuple[Callable[[Fronts, int, int], None], int, int]


def rename(posts: Fronts, which: int, to: int) -> None:
    """To a free name; its bytes say nothing of it."""
    front = _taken(posts, which)
    name = SLUGS[to % 3]
    posts[f"{name}{len(posts)}.md" if f"{name}.md" in posts else f"{name}.md"] = front


def rename_and_edit(posts: Fronts, which: int, to: int) -> None:
    front = _taken(posts, which)
    posts[f"x{to}.md"] = {**front, "summary": f"Edited {to}"}


def swap_names(posts: Fronts, which: int, to: int) -> None:
    names = list(posts)
    one, other = names[which % len(names)], names[to % len(names)]
    posts[one], posts[other] = posts[other], posts[one]


def new(posts: Fronts, which: int, to: int) -> None:
    posts.setdefault(f"{SLUGS[to % 3]}.md", {"title": f"Post {which} {to}", "date": DATES[which % 2]})


def delete(posts: Fronts, which: int, to: int) -> None:
    _taken(posts, which)


def set_slug(posts: Fronts, which: int, to: int) -> None:
    _front(posts, which)["slug"] = SLUGS[to % 3]


def set_section(posts: Fronts, which: int, to: int) -> None:
    _front(posts, which)["section"] = SECTIONS[to % 2]


def set_date(posts: Fronts, which: int, to: int) -> None:
    _front(posts, which)["date"] = DATES[to % 2]


def set_id(posts: Fronts, which: int, to: int) -> None:
    _front(posts, which)["id"] = f"own-{to}"


def hide_or_show(posts: Fronts, which: int, to: int) -> None:
    front = _front(posts, which)
    front["draft"] = not front.get("draft", False)


def take_an_old_address(posts: Fronts, which: int, to: int) -> None:
    _front(posts, which)["aliases"] = [f"/{DATES[to % 2][:4]}/{SECTIONS[which % 2]}/{SLUGS[to % 3]}/"]


def _front(posts: Fronts, which: int) -> dict[str, object]:
    name = list(posts)[which % len(posts)]
    posts[name] = dict(posts[name])
    return posts[name]


def _taken(posts: Fronts, which: int) -> dict[str, object]:
    return posts.pop(list(posts)[which % len(posts)])


MOVES = (
    *(rename, rename_and_edit, swap_names, new, delete, set_slug, set_section, set_date, set_id, hide_or_show),
    take_an_old_address,
)
STEPS = st.lists(st.tuples(st.sampled_from(MOVES), st.integers(0, 5), st.integers(0, 5)), min_size=1, max_size=5)


def played(posts: Fronts, steps: list[Step]) -> Fronts:
    """Return what becomes of posts: a new mapping."""
    after: Fronts = {name: dict(front) for name, front in posts.items()}
    for move, which, to in steps:
        if after:
            move(after, which, to)
    return after


def publish(site: TestSite, posts: Fronts) -> BuildReport:
    content = site.folder / "content"
    for path in content.glob("*.md"):
        if path.name not in posts:
            path.unlink()
    for name, front in posts.items():
        site.write(name, "The same text.", **front)
    return site.build()


def live_addresses(site: TestSite) -> set[str]:
    pages = (output for output in site.outputs() if output.startswith("20") and output.endswith("/index.html"))
    return {f"/{output.removesuffix('index.html')}" for output in pages}


def lost(site: TestSite, report: BuildReport, published: set[str]) -> dict[str, str]:
    """Return the published addresses that are neither a page, nor lead to one, nor are told of; each with why."""
    live, redirects = live_addresses(site), site.redirects()
    told = {found.subject for found in report.diagnostics if found.code == "address-vanished"}
    excused = {
        address
        for entry in read_lock((site.folder / "addresses.lock").read_text("utf-8"))[0]
        if entry.address in told
        for address in (entry.address, *entry.former)
    }
    wrong = dict.fromkeys(published - live - redirects.keys() - excused, "lost")
    wrong |= {source: "leads on" for source, (target, _) in redirects.items() if target in redirects}
    wrong |= {source: "leads nowhere" for source, (target, _) in redirects.items() if target not in live}
    return wrong


def shown(posts: Fronts) -> Fronts:
    """Return the posts without drafts among them: what a draft leads to is found when it is back."""
    return {name: {**front, "draft": False} for name, front in posts.items()}


BEGIN: Mapping[str, Mapping[str, object]] = {
    "a.md": {"title": "A", "date": DATES[0]},
    "b.md": {"title": "B", "date": DATES[1], "section": "labs"},
    "c.md": {"title": "C", "date": DATES[1]},
}

HISTORIES = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))


@HISTORIES
@given(st.lists(STEPS, min_size=1, max_size=4))
def test_no_address_is_lost_silently(builds: list[list[Step]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        site = TestSite(Path(folder) / "site", SITE)
        posts: Fronts = {name: dict(front) for name, front in BEGIN.items()}
        assert publish(site, posts).ok
        published = live_addresses(site)
        for steps in builds:
            after = played(posts, steps)
            report = publish(site, after)
            if not report.ok:  # two posts on one address, or an alias on a page: nobody would leave it so
                assert publish(site, posts).ok
                continue
            posts = after
            published |= live_addresses(site)
            if not any(front.get("draft") for front in posts.values()):
                assert lost(site, report, published) == {}
            assert publish(site, posts).written == ()
        report = publish(site, shown(posts))
        if report.ok:
            assert lost(site, report, published) == {}


@HISTORIES
@given(STEPS, STEPS, st.booleans())
def test_no_address_is_lost_where_two_branches_meet(ours: list[Step], theirs: list[Step], ours_first: bool) -> None:
    with tempfile.TemporaryDirectory() as folder:
        site = TestSite(Path(folder) / "site", SITE)
        lock = site.folder / "addresses.lock"
        begun: Fronts = {name: dict(front) for name, front in BEGIN.items()}
        assert publish(site, begun).ok
        start, published, lines = lock.read_text("utf-8"), live_addresses(site), []
        ends = []
        for steps in (ours, theirs):
            lock.write_text(start, encoding="utf-8")
            end = played(begun, steps)
            if not publish(site, end).ok:
                return
            published |= live_addresses(site)
            ends.append(end)
            lines.append(lock.read_text("utf-8"))
        lock.write_text("".join(lines if ours_first else reversed(lines)), encoding="utf-8")

        report = publish(site, shown(ends[0]))

        if report.ok:
            assert lost(site, report, published) == {}
