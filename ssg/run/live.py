"""The site in memory, for the preview: read as a whole once, then brought up to date by the shortest way.

Nothing is written but the parse cache. What is broken stays as it was last good: a post, the settings, or all of it.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import msgspec

from ssg.content.parse_options import parse_options
from ssg.content.scan import FoundFile, Stamp, scan
from ssg.core.clock import read_clock
from ssg.core.errors import Diagnostic, Refused
from ssg.core.folders import Folders
from ssg.core.options import BuildOptions, Progress, silent
from ssg.plan.files import plan_assets
from ssg.plan.plan import SITE_WIDE_NEED, plan_site, planning_of, site_wide_warnings
from ssg.run.live_edits import edited_site, ranked_site
from ssg.run.live_reading import live_site
from ssg.run.live_settings import Settings, SettingsDigests, SettingsReader
from ssg.run.live_site import LiveSite, jobs_of, unread
from ssg.run.live_stamps import Scanned, load_scanned, save_scanned
from ssg.run.preparing import bad_time
from ssg.run.ranking import RankingMemory
from ssg.run.reading import Reading, read_contents

MOST_TOUCHED = 2_000  # filled jobs of 12 KB each that edits may leave: those of sixty edits, and 200 ms to plan anew
UNREAD = SettingsDigests(b"", b"")


class Live:
    """The site of one folder. For one thread; the moments that it gives are for all."""

    def __init__(self, folders: Folders, options: BuildOptions) -> None:
        self._folders = folders
        self._options = options
        self._ranking = RankingMemory(folders.cache)
        self._reader = SettingsReader(folders, options)
        self._seen = UNREAD  # the settings as they stood at the last look
        self._taken = UNREAD  # those that the site is made with: others where these were refused
        self._of_settings: tuple[Diagnostic, ...] = ()  # why newer ones were refused
        self._of_scan: tuple[Diagnostic, ...] = ()
        self._stamps: Mapping[str, Stamp] = {}
        self._scanned_at = 0  # nanoseconds since 1970
        self._has_learnt = False
        self.site: LiveSite | None = None

    @property
    def refusal(self) -> tuple[Diagnostic, ...]:
        """Why the site is not that of the settings and the content folder as they stand now."""
        return (*self._of_settings, *_unlisted(self._of_scan))

    @property
    def problems(self) -> tuple[Diagnostic, ...]:
        """Everything that is wrong now, sorted by file and line."""
        return tuple(sorted({*(self.site.problems if self.site else ()), *self.refusal}))

    def open(self, progress: Progress = silent) -> None:
        """Read everything for the first time, in as many processes as serve. Raises sqlite3.Error, OSError."""
        self._stamps, self._scanned_at = load_scanned(self._folders)
        self._look_at_everything(self._options.workers, progress)
        save_scanned(self._folders, Scanned(self._stamps, self._scanned_at))

    def look(self, hints: frozenset[str] = frozenset()) -> None:
        """Take in what changed; ``site`` is another object afterwards if it is another site.

        ``hints`` are paths on disk that may have changed; without one everything is looked at. The related lists may
        stay behind: see ``rank``. Raises sqlite3.Error, OSError: then nothing is lost, and the next look at everything
        takes it in.
        """
        if not self._is_taken_by_hints(hints):
            self._look_at_everything()

    def rank(self) -> bool:
        """Bring the related lists up to date with the posts; return whether some were behind."""
        site = self.site
        if site is None or not site.lags:
            return False
        self.site = ranked_site(site, self._ranking, noindex=self._options.drafts)
        return True

    @property
    def has_chores(self) -> bool:
        """Whether there is something to do when nobody asks for anything: ``learn`` or ``tidy``."""
        return self.site is not None and (bool(self.site.touched) or not self._has_learnt)

    @property
    def is_cluttered(self) -> bool:
        """Whether so much is to be tidied up that it cannot wait until nobody asks for anything."""
        return self.site is not None and len(self.site.touched) > MOST_TOUCHED

    def learn(self) -> None:
        """Make ready for the first edit of a template."""
        if self.site and not self._has_learnt:
            self._reader.learn_templates(self.site.settings.config)
            self._has_learnt = True

    def tidy(self) -> bool:
        """Plan anew what edits left in small pieces, which hold on to memory; return whether there was any."""
        site = self.site
        if site is None or not site.touched:
            return False
        planned = plan_site(site.indexed.site, site.settings.theme, noindex=self._options.drafts)
        self.site = replace(site, planning=planned.planning, jobs=jobs_of(planned), touched=frozenset())
        return True

    # ── what changed ────────────────────────────────────────────────────────────────────────────

    def _is_taken_by_hints(self, hints: frozenset[str]) -> bool:
        """Return whether the hints are of known content files and themes only, and these have been taken in."""
        if not hints or self.site is None or self._is_due(self.site) or self._seen.config != self._taken.config:
            return False
        of_theme = {hint for hint in hints if self._reader.is_of_a_theme(hint)}
        files = [file for file in self.site.found.values() if file.disk_path in hints]
        if len(files) + len(of_theme) < len(hints):
            return False
        try:
            if files and not self._take_edits(self.site, [unread(file) for file in files]):
                return False
        except OSError:  # gone, or out of reach: everything is to be looked at
            return False
        if of_theme:
            digests = self._seen._replace(theme=self._reader.theme_digest())
            self._take_theme(digests)
            self._seen = digests
        return True

    def _look_at_everything(self, workers: int = 1, progress: Progress = silent) -> None:
        # Taken before anything is read: what changes meanwhile is seen by the next look.
        digests, scanned_at = self._reader.digests(), time.time_ns()
        files, of_scan = scan(self._folders.content, self._stamps, self._scanned_at)
        if not _unlisted(of_scan):
            if not self._is_taken_in_parts(digests, files, of_scan):
                self._read_whole(digests, files, of_scan, workers, progress)
            self._scanned_at = scanned_at
            self._seen = digests
        self._of_scan = of_scan

    def _is_taken_in_parts(
        self, digests: SettingsDigests, files: Sequence[FoundFile], of_scan: tuple[Diagnostic, ...]
    ) -> bool:
        """Return whether nothing but edits and another theme have made it another site, and these are taken in."""
        site, moved = self.site, digests != self._seen
        if site is None or (moved and digests.config != self._taken.config) or of_scan != self._of_scan:
            return False
        if {file.path for file in files} != site.found.keys() or self._is_due(site):
            return False
        edited = [file for file in files if not file.digest]
        if edited and not self._take_edits(site, edited):
            return False
        if moved:
            self._take_theme(digests)
        return True

    def _is_due(self, site: LiveSite) -> bool:
        """Return whether the clock alone has made it another site."""
        now, due = self._now(), site.indexed.next_due
        return now < site.indexed.valid_from or (due is not None and now >= due)

    def _now(self) -> int:
        try:
            return read_clock(self._options.now or None, self._options.environ)
        except ValueError as error:
            raise Refused([bad_time(str(error))]) from None

    # ── the ways, from the shortest to the longest ──────────────────────────────────────────────

    def _take_edits(self, site: LiveSite, files: Sequence[FoundFile]) -> bool:
        """Take in edits that keep the outline; return whether that was all."""
        after = edited_site(site, files, self._folders.cache, noindex=self._options.drafts)
        if after is None:
            return False
        self.site = after.site
        stamps = {file.path: file.stamp for file in files}
        read = {path: msgspec.structs.replace(stamps[path], digest=of) for path, of in after.digests.items()}
        self._stamps = {**self._stamps, **read}
        return True

    def _take_theme(self, digests: SettingsDigests) -> None:
        """Take in another theme: posts, lists and addresses hang on none, but for the addresses of drawn cards."""
        assert self.site
        site, noindex = self.site, self._options.drafts
        try:
            theme, found, templates = self._reader.theme(site.settings.config)
        except Refused as refused:
            self._of_settings = refused.problems
            return
        self._of_settings, self._taken = (), digests
        if theme is site.settings.theme:
            return
        if site.touched or theme.card != site.settings.theme.card:
            planned = plan_site(site.indexed.site, theme, noindex=noindex)
            planning, jobs = planned.planning, jobs_of(planned)
        else:
            planning = planning_of(site.indexed.site, theme, noindex=noindex)
            jobs = {output: job for output, job in site.jobs.items() if job.renderer != "asset"}
            jobs |= {job.output: job for job in plan_assets(planning)}
        others = {item for item in site.problems if item.code != SITE_WIDE_NEED} - set(site.settings.of_theme)
        self.site = replace(
            site,
            settings=replace(site.settings, theme=theme, of_theme=found, templates=templates),
            planning=planning,
            jobs=jobs,
            touched=frozenset(),
            problems=tuple(sorted({*others, *found, *site_wide_warnings(jobs.values(), theme)})),
        )

    def _read_whole(
        self,
        digests: SettingsDigests,
        files: Sequence[FoundFile],
        of_scan: Iterable[Diagnostic],
        workers: int,
        progress: Progress,
    ) -> None:
        """Read and index everything, under the last good settings where those of now are refused."""
        before, now = self.site, self._now()
        settings = before.settings if before else None
        refused: tuple[Diagnostic, ...] = ()
        try:
            settings = self._reader.read(settings)
        except Refused as refusal:
            refused = refusal.problems
        if settings:
            reading = self._reading(files, settings, workers, progress)
            drafts = self._options.drafts
            self.site = live_site(settings, files, reading, of_scan, before, now, drafts=drafts)
            self._stamps = reading.stamps
        self._of_settings = refused
        if not refused:
            self._taken = digests

    def _reading(self, files: Sequence[FoundFile], settings: Settings, workers: int, progress: Progress) -> Reading:
        options = parse_options(settings.config)
        same_options = self.site is not None and parse_options(self.site.settings.config) == options
        held = self.site.documents if self.site and same_options else {}
        done = 0

        def advance(count: int) -> None:
            nonlocal done
            done += count
            progress("parse", done, len(files))

        return read_contents(files, options, self._folders.cache, jobs=workers, progress=advance, held=held)


def _unlisted(of_scan: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Return what was found of folders that cannot be listed: nobody knows which posts there are."""
    return tuple(item for item in of_scan if item.code == "unreadable-file")
