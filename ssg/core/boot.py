"""Which boot of the system this is: what was written before another one may have been lost with the power."""

from __future__ import annotations

from functools import lru_cache

BOOT_ID = "/proc/sys/kernel/random/boot_id"


@lru_cache(maxsize=1)
def boot_id() -> str:
    """Return the id of this boot, random(4); empty where the system has none."""
    try:
        with open(BOOT_ID, encoding="ascii") as file:
            return file.read().strip()
    except OSError:
        return ""
