"""Run a command and say how long it took and how much memory its whole process tree held at the most."""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import time
from collections.abc import Iterable, Iterator, Sequence

import msgspec

SAMPLED_EVERY_SECONDS = 0.02
SAMPLED_AT_LEAST_EVERY_SECONDS = 0.2
SAMPLING_SHARE = 0.1  # of a processor, at the most: to ask for the memory of a large process holds it up
PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")
SESSION_FIELD = 3
"""Place of the session id among the fields behind the command's name in /proc/PID/stat (proc(5): field 6 of all)."""
PROCESSOR_FIELDS = slice(11, 15)
"""Places of user and system time, and of those of children that were waited for (proc(5): fields 14 to 17 of all)."""
TICKS_A_SECOND = os.sysconf("SC_CLK_TCK")


CONTAINER_VARIABLES = frozenset({"PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED"})


class Failed(Exception):
    """A measured command ended with an error; its last words are the message."""


class Timing(msgspec.Struct, frozen=True):
    """What one run took."""

    seconds: float
    processor_seconds: float  # of all its processes together


class Spread(msgspec.Struct, frozen=True):
    """The middle and both ends of several runs."""

    median: float
    low: float
    high: float
    runs: int


def spread(values: Iterable[float]) -> Spread:
    """Return median, smallest and largest of one or more values."""
    ordered = sorted(values)
    return Spread(statistics.median(ordered), ordered[0], ordered[-1], len(ordered))


def users_environment() -> dict[str, str]:
    """Return the environment without what containers set for Python.

    Where no bytecode may be written, a checkout is compiled anew by each run, while all that was installed has its
    own: 0.05 s for a build with nothing to do, 0.2 s for others.
    """
    return {name: value for name, value in os.environ.items() if name not in CONTAINER_VARIABLES}


def timed(command: Sequence[str], folder: str) -> Timing:
    """Run the command in the folder, with nothing else running beside it. Raises Failed."""
    os.sync()  # what earlier runs wrote is to reach the disk on their time
    busy = _children_seconds()
    start = time.perf_counter()
    process = subprocess.Popen(
        command, cwd=folder, env=users_environment(), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    _, words = process.communicate()
    seconds = time.perf_counter() - start
    _require_success(command, process.returncode, words)
    return Timing(seconds, _children_seconds() - busy)


def _children_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def peak_memory_bytes(command: Sequence[str], folder: str) -> int:
    """Run the command and return the largest sum over its process tree that was seen.

    Sampling holds the measured processes up, so that a run is either timed or watched. Raises Failed.
    """
    process = subprocess.Popen(
        command,
        cwd=folder,
        env=users_environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    peak = 0
    while True:
        start = time.process_time()
        peak = max(peak, sum(map(memory_bytes, session_members(process.pid))))
        rest = (time.process_time() - start) / SAMPLING_SHARE
        try:
            _, words = process.communicate(
                timeout=min(max(SAMPLED_EVERY_SECONDS, rest), SAMPLED_AT_LEAST_EVERY_SECONDS)
            )
        except subprocess.TimeoutExpired:
            continue
        _require_success(command, process.returncode, words)
        return peak


def session_members(session: int) -> Iterator[int]:
    """Yield the processes of a session: a command's children and theirs, those whose parent has ended too."""
    for name in os.listdir("/proc") if os.path.isdir("/proc") else ():
        if name.isdigit() and _session(name) == session:
            yield int(name)


def _session(process: str) -> int:
    fields = _stat(process)
    return int(fields[SESSION_FIELD]) if fields else 0


def processor_seconds(process: int) -> float:
    """Return the processor time of a process and of its children that have ended; nothing when it has ended itself."""
    return sum(map(int, _stat(str(process))[PROCESSOR_FIELDS])) / TICKS_A_SECOND


def _stat(process: str) -> list[bytes]:
    """Return the fields behind the command's name; none when the process has ended meanwhile."""
    try:
        with open(f"/proc/{process}/stat", "rb") as file:
            return file.read().rpartition(b")")[2].split()
    except OSError:
        return []


def memory_bytes(process: int) -> int:
    """Return a process's proportional set size, else its resident one; nothing when it has ended."""
    try:
        with open(f"/proc/{process}/smaps_rollup", "rb") as file:
            return next((int(line.split()[1]) * 1024 for line in file if line.startswith(b"Pss:")), 0)
    except OSError:
        return _resident_bytes(process)


def _resident_bytes(process: int) -> int:
    try:
        with open(f"/proc/{process}/statm", "rb") as file:
            return int(file.read().split()[1]) * PAGE_BYTES
    except OSError:
        return 0


def _require_success(command: Sequence[str], code: int, words: bytes) -> None:
    if code:
        raise Failed(f"{' '.join(command)} ended with {code}:\n{words.decode(errors='replace')[-2000:]}")
