"""The law of the preview: every address gives what a clean build with drafts makes, and there is none more or less."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ssg import BuildReport, build
from ssg.core.clock import read_clock
from ssg.core.digests import digest_bytes
from ssg.core.errors import Diagnostic, has_errors
from ssg.core.folders import Folders, folders_of
from ssg.core.options import BuildOptions
from ssg.preview.exchange import PageBroken
from ssg.preview.press import Press
from ssg.run.live import Live
from ssg.run.live_site import LiveSite
from tests.properties.law import LawBroken, difference, findings
from tests.sites import NOW

INPUTS = ("site.toml", "addresses.lock", "themes", "content")
SETTINGS = INPUTS[:3]


@dataclass
class Previewed:
    """A site folder, the site in memory that is kept of it, and what a clean build makes of the same files."""

    site: Path
    drafts: bool = True
    epoch: dict[str, str] = field(default_factory=lambda: {"SOURCE_DATE_EPOCH": str(read_clock(NOW, {}))})
    compared: int = 0  # times that the law was tested
    versions: dict[bytes, bytes] = field(default_factory=dict)  # all that content files ever said, by digest
    texts_may_be_lost: bool = False  # what the last good site said may be neither on disk nor in the cache any more
    seen_at: str = ""  # the clock at the last look
    seen: dict[str, bytes] = field(default_factory=dict)  # the files at the last look, by their paths on disk

    good: dict[str, bytes] = field(default_factory=dict)  # the settings as they were last good

    def __post_init__(self) -> None:
        self.elsewhere = Path(tempfile.mkdtemp(dir=self.site.parent))
        self.begin(folders_of(self.site, self.options()))

    def begin(self, folders: Folders) -> None:
        self.live = Live(folders, self.options())
        self.press = Press(folders.cache)

    def options(self, **more: object) -> BuildOptions:
        return BuildOptions(**{"drafts": self.drafts, "environ": self.epoch, "jobs": 1, **more})  # type: ignore[arg-type]

    def open(self) -> None:
        self.note()
        self.live.open()
        self.live.rank()
        self.keep_good_settings()

    def look(self, hints: frozenset[str] = frozenset()) -> None:
        self.note()
        self.take(hints)
        self.keep_good_settings()

    def take(self, hints: frozenset[str]) -> None:
        self.live.look(hints)
        if not hints:  # as somebody does who comes to a page
            self.live.rank()

    def rank(self) -> None:
        """Let the related lists follow the edits."""
        self.live.rank()

    def hint(self) -> None:
        """Look at what changed since the last look, and at nothing else."""
        before = self.seen
        if self.epoch["SOURCE_DATE_EPOCH"] != self.seen_at:  # nobody hints that time goes by
            return self.look()
        self.note()
        if hints := frozenset(path for path in {*before, *self.seen} if before.get(path) != self.seen.get(path)):
            self.look(hints)

    def note(self) -> None:
        """Take note of all files as they are."""
        self.seen_at = self.epoch["SOURCE_DATE_EPOCH"]
        self.seen = files_of(self.site)
        content = str(self.site / "content")
        self.versions |= {digest_bytes(data): data for path, data in self.seen.items() if path.startswith(content)}

    def keep_good_settings(self) -> None:
        if not self.refused:
            beside = {path: data for path, data in self.seen.items() if not path.startswith(f"{self.site}/content/")}
            if beside != self.good:
                copy_inputs(self.site, self.elsewhere / "good", SETTINGS)
                self.good = beside

    def served(self, site: LiveSite) -> dict[str, bytes | None]:
        """Return what every address of ``site`` gives; None for a page that cannot be made."""
        return {output: self.asked(site, output) for output in site.jobs}

    def asked(self, site: LiveSite, output: str) -> bytes | None:
        try:
            artifact = self.press.artifact(site, output)
        except PageBroken:
            return None
        assert artifact
        return Path(artifact.path).read_bytes() if artifact.path else artifact.data

    def close(self) -> None:
        self.press.close()
        shutil.rmtree(self.elsewhere)

    # ── what there is ───────────────────────────────────────────────────────────────────────────────

    @property
    def current(self) -> LiveSite | None:
        return self.live.site

    @property
    def problems(self) -> tuple[Diagnostic, ...]:
        return self.live.problems

    @property
    def refusal(self) -> tuple[Diagnostic, ...]:
        return self.live.refusal

    @property
    def refused(self) -> bool:
        """Return whether the settings stay as they last were good."""
        return bool(self.refusal) or any(item.code == "bad-lock" for item in self.problems)

    # ── the law ─────────────────────────────────────────────────────────────────────────────────────

    def hold_to_the_law(self) -> None:
        """Raise LawBroken unless the site in memory is that of a clean build: of what was last good of broken files."""
        self.rank()
        clean, outputs = self.clean(self.site)
        live = self.current
        if live is None:
            same("whether there is a site", has_errors(clean.diagnostics), True)
            return
        if not has_errors(planning_errors(clean)):
            same("files set aside", dict(live.aside), {})
            same("findings", self.problems, planning_errors(clean))
        else:
            same("whether something is told to be wrong", has_errors(self.problems), True)
            clean, outputs = self.clean(self.last_good(live))
            if has_errors(planning_errors(clean)):  # what was last good is so no more under these settings
                return
            if self.texts_may_be_lost:
                return self.compare(live, outputs, {*clean.failed, *self.lost(live)})
        self.compare(live, outputs, set(clean.failed))

    def lost(self, live: LiveSite) -> set[str]:
        """Return the outputs that say that a text which they show is nowhere any more: only its author has it."""
        failures = {output: self.press.failure(live, output) for output in self.served(live)}
        return {output for output, said in failures.items() if said and said.code == "preview-failed"}

    def compare(self, live: LiveSite, outputs: Mapping[str, bytes], failed: set[str]) -> None:
        self.compared += 1
        served = self.served(live)
        same("addresses", set(served) - failed, set(outputs) - failed)
        wrong = [output for output in sorted(outputs) if output not in failed and served[output] != outputs[output]]
        if wrong:
            raise LawBroken("\n".join(difference(output, served[output], outputs[output]) for output in wrong))
        same("pages that cannot be made", {output for output in served if self.press.failure(live, output)}, failed)

    def last_good(self, live: LiveSite) -> Path:
        """Return a site folder of the same files, broken ones as they last were good."""
        folder = self.elsewhere / "shadow"
        copy_inputs(self.site, folder, INPUTS)
        if self.refused:
            copy_inputs(self.elsewhere / "good", folder, SETTINGS)
        for path in live.aside:
            file = folder / "content" / path
            if path in live.documents:
                file.write_bytes(self.versions[live.documents[path][0].digest])
            else:
                file.unlink()
        return folder

    def clean(self, folder: Path) -> tuple[BuildReport, dict[str, bytes]]:
        made = self.elsewhere / "made"
        shutil.rmtree(made, ignore_errors=True)
        report = build(folder, self.options(output=str(made / "output"), cache_dir=str(made / "cache"), clean=True))
        outputs = {path.removeprefix(f"{made}/output/"): data for path, data in files_of(made / "output").items()}
        return report, {path: data for path, data in outputs.items() if path != ".ssg-owned"}


def planning_errors(report: BuildReport) -> tuple[Diagnostic, ...]:
    """Return what is found before anything is rendered."""
    of_render = "template-error" if report.failed else ""
    return tuple(item for item in findings(report) if item.code != of_render)


def files_of(folder: Path) -> dict[str, bytes]:
    """Return the bytes of all files below a folder but for caches and outputs of the site's own."""
    found = {}
    for parent, folders, names in os.walk(folder):
        if parent == str(folder):
            folders[:] = [name for name in folders if name not in (".ssg-cache", "output")]
        for name in names:
            path = os.path.join(parent, name)
            with open(path, "rb") as file:
                found[path] = file.read()
    return found


def copy_inputs(site: Path, to: Path, names: tuple[str, ...]) -> None:
    for name in names:
        source, target = site / name, to / name
        if target.is_dir():
            shutil.rmtree(target)
        else:
            target.unlink(missing_ok=True)
        to.mkdir(exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target)
        elif source.exists():
            shutil.copyfile(source, target)


def same(what: str, found: object, wanted: object) -> None:
    """Raise LawBroken unless both are equal."""
    if found != wanted:
        raise LawBroken(f"{what}: {found!r} where the law wants {wanted!r}")
