"""What a preview does not use any more, other programs have."""

from __future__ import annotations

import ctypes
import sys

import pytest

from ssg.preview.heaps import give_back_memory

BLOCKS, BLOCK_BYTES = 64 * 1024, 1024
MEGABYTE = 1024 * 1024


def used_bytes() -> int:
    with open("/proc/self/statm", encoding="ascii") as file:
        return int(file.read().split()[1]) * 4096


@pytest.mark.skipif(sys.platform != "linux", reason="the memory of a process is read as Linux tells it")
def test_holes_below_a_block_that_stays_are_given_back() -> None:
    libc = ctypes.CDLL(None)
    if not hasattr(libc, "malloc_trim"):
        pytest.skip("another C library")
    libc.malloc.restype, libc.malloc.argtypes = ctypes.c_void_p, [ctypes.c_size_t]
    libc.free.restype, libc.free.argtypes = None, [ctypes.c_void_p]
    blocks = [libc.malloc(BLOCK_BYTES) for _ in range(BLOCKS)]
    for block in blocks:
        ctypes.memset(block, 1, BLOCK_BYTES)
    stays = libc.malloc(BLOCK_BYTES)  # at the end of the heap, which would be cut off there by itself
    for block in blocks:
        libc.free(block)
    before = used_bytes()

    give_back_memory()

    assert before - used_bytes() > 48 * MEGABYTE
    libc.free(stays)
