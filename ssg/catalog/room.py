"""Whether there is room for an output that was not there: its address is nobody's, and never was."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

import msgspec

from ssg.catalog.addresses import normalised_address
from ssg.catalog.redirects import settled
from ssg.core.settings import Config
from ssg.core.urls import address_of, collision_key


@dataclass(frozen=True, slots=True)
class Spoken:
    """All addresses that something stands for beside pages and files: redirects, and what was published once."""

    names: Collection[str]  # of claims: aliases, and where links lead that found no file
    config: Config
    lock: str  # text of addresses.lock

    def for_any(self, addresses: Iterable[str]) -> bool:
        """Return whether one of ``addresses`` is spoken for, with or without its last slash."""
        settings = {normalised_address(typed).rstrip("/") for typed, _ in settled(self.config)}
        return any(
            name in self.names or name in settings or is_in_lock(name, self.lock)
            for address in addresses
            for name in {address, address.rstrip("/"), address.rstrip("/") + "/"}
        )


def have_room(coming: Collection[str], standing: Iterable[str], spoken: Spoken) -> bool:
    """Return whether outputs that were not there may stand where they are to stand."""
    return not spoken.for_any(map(address_of, coming)) and are_free(coming, standing)


def is_in_lock(text: str, lock: str) -> bool:
    """Return whether ``text`` is a value in some line of addresses.lock."""
    return msgspec.json.encode(text).decode() in lock


def are_free(new: Iterable[str], standing: Iterable[str]) -> bool:
    """Return whether ``new`` outputs stand in nobody's way: the same question as that of `collisions`, asked of few.

    All keys in one text are looked through faster than 26,000 of them are made.
    """
    taken = collision_key("\n" + "\n".join(standing) + "\n")
    for output in new:
        key = collision_key(output)
        parents = [key[:place] for place, char in enumerate(key) if char == "/"]
        if f"\n{key}\n" in taken or f"\n{key}/" in taken or any(f"\n{parent}\n" in taken for parent in parents):
            return False
        taken += f"{key}\n"
    return True
