"""The law, in its small form: after any history of edits the output is that of a clean build, byte for byte."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from tests.sites import CONFIG, TestSite

PATHS = ["a.md", "b.md", "labs/c.md", "d/index.md", "e.zh.md", "pages/f.md", "labs/_index.md"]
CONFIGS = [
    "",
    "[listing]\nper_page = 1",
    '[permalinks]\npost = "/{slug}/"',
    '[tags.x]\ntitle = "X"\naliases = ["y"]',
    "[feeds]\nitems = 1",
    "[related]\ncount = 0",
]
TEMPLATES = ["templates/base.html", "templates/list.html", "templates/components/card.html", "templates/page.html"]
FRONTS: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {},
    optional={
        "title": st.sampled_from(["One", "Two"]),
        "tags": st.lists(st.sampled_from(["x", "y", "X"]), max_size=2),
        "date": st.sampled_from(["2025-12-31", "2026-01-10", "2026-02-02"]),
        "draft": st.booleans(),
        "slug": st.sampled_from(["a", "z"]),
        "aliases": st.just(["/old/"]),
        "section": st.sampled_from(["news", "labs"]),
        "featured": st.booleans(),
        "expires": st.just("2026-02-02"),
    },
)
BODIES = st.sampled_from(["Some text.", "Other text.", "[a](a.md) and [d](d/index.md)", "# Title\n\nText."])
NOWS = ["2026-02-01T12:00:00Z", "2026-02-03T12:00:00Z", "2026-01-05T12:00:00Z"]


class Histories(RuleBasedStateMachine):
    """A site that is edited and built, again and again."""

    @initialize()
    def begin(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.site = TestSite(self.folder / "site")
        self.elsewhere = self.folder / "elsewhere"
        self.now = NOWS[0]
        self.drafts = self.built = False
        for path in PATHS[:4]:
            self.site.write(path, title=path, tags=["x"], summary="S")

    def teardown(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)

    def posts(self) -> list[Path]:
        return sorted((self.site.folder / "content").rglob("*.md"))

    @rule(path=st.sampled_from(PATHS), front=FRONTS, body=BODIES)
    def write(self, path: str, front: dict[str, Any], body: str) -> None:
        if path.startswith(("pages/", "labs/_")):
            front = {key: value for key, value in front.items() if key in ("title", "draft")} | {"date": None}
        self.site.write(path, body, **front)

    @precondition(lambda self: self.posts())
    @rule(data=st.data(), old=st.sampled_from(["title: ", "text", "summary: ", "tags: "]), new=st.sampled_from("12"))
    def edit_a_little(self, data: st.DataObject, old: str, new: str) -> None:
        path = data.draw(st.sampled_from(self.posts()))
        lines = path.read_text("utf-8").split("\n")
        changed = [f'{line[:-1]}{new}"' if line.startswith(old) and line.endswith('"') else line for line in lines]
        path.write_text("\n".join(changed).replace("Some text.", f"Some text {new}."), encoding="utf-8")

    @precondition(lambda self: self.posts())
    @rule(data=st.data())
    def delete(self, data: st.DataObject) -> None:
        data.draw(st.sampled_from(self.posts())).unlink()

    @precondition(lambda self: self.posts())
    @rule(data=st.data(), name=st.sampled_from(["g.md", "labs/g.md"]))
    def rename(self, data: st.DataObject, name: str) -> None:
        target = self.site.folder / "content" / name
        target.parent.mkdir(exist_ok=True)
        data.draw(st.sampled_from(self.posts())).rename(target)

    @rule(text=st.sampled_from(CONFIGS))
    def configure(self, text: str) -> None:
        self.site.configure(f"{CONFIG}\n{text}\n")

    @rule(path=st.sampled_from(TEMPLATES), note=st.sampled_from(["", "<!-- 1 -->", "<!-- 2 -->"]))
    def edit_the_theme(self, path: str, note: str) -> None:
        from tests.sites import THEMES

        self.site.theme(path, (THEMES / "bare" / path).read_text("utf-8") + note)

    @rule(data=st.sampled_from([b"1", b"2", None]))
    def change_a_file(self, data: bytes | None) -> None:
        if data is None:
            (self.site.folder / "content" / "d" / "x.csv").unlink(missing_ok=True)
        else:
            self.site.write_raw("d/x.csv", data)

    @rule(now=st.sampled_from(NOWS))
    def move_the_clock(self, now: str) -> None:
        self.now = now

    @precondition(lambda self: self.built)
    @rule(data=st.data(), how=st.sampled_from(["delete", "edit", "same size"]))
    def meddle_with_an_output(self, data: st.DataObject, how: str) -> None:
        outputs = sorted(path for path in self.site.output.rglob("*") if path.is_file() and path.name != ".ssg-owned")
        path = data.draw(st.sampled_from(outputs))
        if how == "delete":
            path.unlink()
        else:
            path.write_bytes(b"X" * (path.stat().st_size if how == "same size" else 3))

    @rule()
    def lose_the_cache(self) -> None:
        shutil.rmtree(self.site.folder / ".ssg-cache", ignore_errors=True)

    @rule()
    def toggle_drafts(self) -> None:
        self.drafts = not self.drafts

    @invariant()
    def the_output_is_that_of_a_clean_build(self) -> None:
        lock = self.site.folder / "addresses.lock"
        before = lock.read_bytes() if lock.exists() else b""
        done = self.site.build(now=self.now, drafts=self.drafts)
        after = lock.read_bytes() if lock.exists() else b""
        # Both builds start from one lock: the first one's own, and what it makes of it, are inputs.
        lock.write_bytes(before)
        clean = self.site.build(
            now=self.now,
            drafts=self.drafts,
            output=str(self.elsewhere),
            cache_dir=str(self.folder / "cache"),
            clean=True,
        )
        lock.write_bytes(after)

        assert done.ok == clean.ok
        assert done.diagnostics == clean.diagnostics
        assert list(self.folder.rglob(".ssg-tmp-*")) == []
        if done.ok:
            self.built = True
            assert self.site.outputs() == self.site.outputs(self.elsewhere)
        shutil.rmtree(self.elsewhere, ignore_errors=True)

    @precondition(lambda self: self.built)
    @rule()
    def build_again(self) -> None:
        first = self.site.build(now=self.now, drafts=self.drafts)
        second = self.site.build(now=self.now, drafts=self.drafts)

        assert not first.ok or (second.ok, second.written, second.rendered) == (True, (), 0)


Histories.TestCase.settings = settings(
    max_examples=8,
    stateful_step_count=20,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
)
TestHistories = Histories.TestCase
