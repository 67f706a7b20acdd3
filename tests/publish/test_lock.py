"""One build at a time for each output folder."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from ssg.publish.lock import OutputLocked, is_alone_with, is_dirty, mark_clean, mark_dirty, output_lock
from tests.sites import TestSite

HOLD = """
import sys
from ssg.publish.lock import output_lock
with output_lock(sys.argv[1]):
    print("held", flush=True)
    sys.stdin.read()
"""


def holder(state: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(state)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def test_a_second_build_is_refused_while_the_first_runs(tmp_path: Path) -> None:
    with holder(tmp_path / "state") as process:
        with pytest.raises(OutputLocked), output_lock(str(tmp_path / "state")):
            pytest.fail("two builds at once")
        process.communicate("")

    with output_lock(str(tmp_path / "state")):
        pass


def test_a_killed_build_leaves_no_lock_behind(tmp_path: Path) -> None:
    with holder(tmp_path / "state") as process:
        process.kill()
        process.wait()

    with output_lock(str(tmp_path / "state")):
        pass


def test_two_output_folders_do_not_wait_for_each_other(tmp_path: Path) -> None:
    with output_lock(str(tmp_path / "one")), output_lock(str(tmp_path / "two")):
        pass


def test_the_user_is_told_who_is_in_the_way(site: TestSite) -> None:
    from ssg.publish.manifest import state_file

    state = state_file(str(site.folder / ".ssg-cache"), str(site.output))
    with output_lock(state):
        (found,) = site.build().diagnostics

    assert found.code == "output-locked"
    assert not site.output.exists()


def test_the_mark_of_a_begun_build_goes_up_and_comes_off(tmp_path: Path) -> None:
    state = str(tmp_path / "state")
    mark_clean(state)
    before = is_dirty(state)
    mark_dirty(state)
    during = is_dirty(state)
    mark_clean(state)

    assert (before, during, is_dirty(state)) == (False, True, False)


@pytest.mark.skipif(sys.platform != "linux", reason="leases are Linux's")
def test_a_file_that_somebody_else_has_open_is_not_ours_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_bytes(b"text")
    with path.open("r+b") as ours:
        before = is_alone_with(ours.fileno())
        with path.open("rb") as file:
            reader = subprocess.Popen(["sleep", "60"], stdin=file)
        during = is_alone_with(ours.fileno())
        reader.kill()
        reader.wait()

        assert (before, during) == (True, False)
