"""What the system does not tell: mounts changed from elsewhere, and limits with their remedy."""

from __future__ import annotations

import errno
import os
import re

KINDS = """
    9p afs ceph cifs drvfs glusterfs ncpfs nfs nfs4 prl_fs smb3 smbfs vboxsf virtiofs vmhgfs
    fuse.glusterfs fuse.grpcfuse fuse.osxfs fuse.rclone fuse.sshfs fuse.vmhgfs-fuse
"""
REMOTE = frozenset(KINDS.split())
"""Kinds of mounts whose files change behind the kernel's back: those of a server, of the host of a virtual machine or
container, of Windows below WSL. Changes made on this side may be told, so that trying it out proves nothing."""

REMEDIES = {
    errno.ENOSPC: (
        "the system watches no more folders (fs.inotify.max_user_watches)",
        "sudo sysctl fs.inotify.max_user_watches=524288",
    ),
    errno.EMFILE: (
        "the system lets no more programs watch folders (fs.inotify.max_user_instances), or no more files be open",
        "sudo sysctl fs.inotify.max_user_instances=1024",
    ),
}
"""Error of inotify → what it means, and the command that mends it."""

MOUNTS = "/proc/self/mountinfo"


def remote_kind(path: str, mounts: str) -> str:
    """Return the kind of the mount that holds the absolute ``path`` when it is one of ``REMOTE``, else "".

    ``mounts`` is the text of /proc/self/mountinfo (proc(5)): the mount point is the fifth field, the kind stands after
    a lone hyphen; of several on one point the last one counts.
    """
    best, kind = "", ""
    for line in mounts.splitlines():
        place, _, rest = line.partition(" - ")
        fields = place.split(" ")
        point = _unescaped(fields[4]) if len(fields) > 4 else ""
        if point and len(point) >= len(best) and (path + os.sep).startswith(point.rstrip(os.sep) + os.sep):
            best, kind = point, rest.partition(" ")[0]
    return kind if kind in REMOTE else ""


def _unescaped(field: str) -> str:
    return re.sub(r"\\([0-7]{3})", lambda match: chr(int(match[1], 8)), field)


def load_mounts() -> str:
    """Return the text of /proc/self/mountinfo, empty where there is none."""
    try:
        with open(MOUNTS, encoding="utf-8", errors="replace") as file:
            return file.read()
    except OSError:
        return ""


def limit_text(error: OSError) -> str:
    """Return the line for an author whose system refuses to watch."""
    reason, command = REMEDIES.get(error.errno or 0, (f"the system cannot watch the site ({error})", ""))
    remedy = f"; to have it told at once: {command}" if command else ""
    return f"{reason}: looking for changes every second instead{remedy}"
