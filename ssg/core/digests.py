"""Content digests: the names under which values are compared, cached and addressed.

BLAKE2b from the standard library, 16 bytes: no collision can be made by accident or, short of 2^64
tries, on purpose; and it hashes a gigabyte a second.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b, sha256

import msgspec

DIGEST_BYTES = 16

# Sets have no order and floats no one spelling: neither may stand in a value that is digested, and
# "deterministic" makes the keys of mappings sorted.
_encoder = msgspec.msgpack.Encoder(order="deterministic")
_plain_encoder = msgspec.msgpack.Encoder()


def digest_bytes(data: bytes | memoryview) -> bytes:
    """Return the 16-byte digest of ``data``."""
    return blake2b(data, digest_size=DIGEST_BYTES).digest()


def digest_value(value: object) -> bytes:
    """Return the digest of a plain value: structs, mappings, sequences, text, numbers, bytes.

    Raises TypeError for anything else.
    """
    return blake2b(_encoder.encode(value), digest_size=DIGEST_BYTES).digest()


Packed = bytes
"""A plain value in the one spelling that is digested."""


def packed_value(value: object) -> Packed:
    """Return a plain value as it is digested, for who keeps it too: `digest_bytes` of it is its `digest_value`."""
    return _encoder.encode(value)


def combine(digests: Iterable[bytes]) -> bytes:
    """Return the digest of a sequence of 16-byte digests, order included."""
    return blake2b(b"".join(digests), digest_size=DIGEST_BYTES).digest()


def sealed(data: bytes) -> bytes:
    """Return ``data`` behind its digest. SHA-256: processors have instructions for it, which megabytes feel."""
    return sha256(data).digest()[:DIGEST_BYTES] + data


def sealed_value(value: object) -> bytearray:
    """Return what `sealed` gives for the encoding of ``value``, which stands in memory once: it may be 100 MB."""
    data = bytearray(DIGEST_BYTES)
    _plain_encoder.encode_into(value, data, DIGEST_BYTES)
    data[:DIGEST_BYTES] = sha256(memoryview(data)[DIGEST_BYTES:]).digest()[:DIGEST_BYTES]
    return data


def unsealed(blob: bytes | bytearray | memoryview) -> memoryview | None:
    """Return the data of a sealed blob without a copy; None when it is not as it was sealed."""
    data = memoryview(blob)[DIGEST_BYTES:]
    return data if sha256(data).digest()[:DIGEST_BYTES] == blob[:DIGEST_BYTES] else None


def seal_of(blob: bytes | bytearray | memoryview) -> bytes:
    """Return the digest that a sealed blob begins with: its name."""
    return bytes(blob[:DIGEST_BYTES])


def short_name(digest: bytes) -> str:
    """Return a digest as the 10 hexadecimal digits that stand in file names."""
    return digest.hex()[:10]
