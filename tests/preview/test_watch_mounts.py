"""Mounts that are changed from elsewhere, limits of the system, and the pace of looking."""

from __future__ import annotations

import errno
from math import inf

import pytest

from ssg.preview.watch_mounts import limit_text, remote_kind
from ssg.preview.watch_pace import POLLING, SAFETY, Pace, next_look

MOUNTS = """\
22 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw
30 22 0:26 / /mnt/c rw,noatime - 9p C:\\134 rw,dirsync,aname=drvfs
31 22 0:27 / /home/me/My\\040Sites rw shared:7 master:1 - nfs4 server:/sites rw
32 31 0:28 / /home/me/My\\040Sites/local rw - tmpfs tmpfs rw
33 22 0:29 / /twice rw - ext4 /dev/vdb rw
34 33 0:30 / /twice rw - fuse.sshfs me@host: rw
a line that says nothing
"""


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/srv/blog", ""),
        ("/mnt/c/blog", "9p"),
        ("/mnt/c", "9p"),
        ("/mnt/cc", ""),
        ("/home/me/My Sites/blog", "nfs4"),
        ("/home/me/My Sites/local/blog", ""),
        ("/twice/blog", "fuse.sshfs"),
        ("/", ""),
    ],
)
def test_the_innermost_mount_says_whether_others_change_it(path: str, kind: str) -> None:
    assert remote_kind(path, MOUNTS) == kind


def test_without_a_table_of_mounts_none_is_remote() -> None:
    assert remote_kind("/mnt/c", "") == ""


@pytest.mark.parametrize(
    ("code", "remedy"),
    [
        (errno.ENOSPC, "sudo sysctl fs.inotify.max_user_watches=524288"),
        (errno.EMFILE, "sudo sysctl fs.inotify.max_user_instances=1024"),
    ],
)
def test_a_limit_is_told_with_its_remedy(code: int, remedy: str) -> None:
    assert remedy in limit_text(OSError(code, "limit reached"))


def test_another_refusal_is_told_in_the_systems_words() -> None:
    assert "no such device" in limit_text(OSError(errno.ENODEV, "no such device"))


@pytest.mark.parametrize(
    ("pace", "looked_at", "scan_seconds", "seconds"),
    [
        (SAFETY, True, 0.05, 5.0),
        (SAFETY, True, 0.5, 10.0),
        (SAFETY, False, 0.05, inf),
        (POLLING, True, 0.01, 1.0),
        (POLLING, True, 0.1, 2.0),
        (POLLING, False, 0.01, 5.0),
        (POLLING, False, 0.1, 10.0),
    ],
)
def test_looks_are_as_far_apart_as_they_are_costly(
    pace: Pace, looked_at: bool, scan_seconds: float, seconds: float
) -> None:
    assert next_look(pace, 100.0, looked_at=looked_at, scan_seconds=scan_seconds) == 100.0 + seconds
