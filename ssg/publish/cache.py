"""The parse cache: documents and bodies by the digest of what they were made from.

One SQLite file: many readers and writers, one file to delete, and no format of our own. Every value carries the
digest of its bytes, so that a damaged file gives a miss and never a wrong page; nothing in it can run code.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Collection, Iterable
from typing import TypeVar

import msgspec

from ssg.core.digests import DIGEST_BYTES, digest_bytes
from ssg.core.model import Body, Document, Searchable

SCHEMA_VERSION = 1
BUSY_SECONDS = 30

TABLES = ("documents", "bodies", "facts", "searchables")

T = TypeVar("T")


class Cache:
    """An open cache file. Each process opens its own: a connection must not cross a fork."""

    def __init__(self, folder: str, engine: bytes) -> None:
        """Open or make the cache of ``engine`` in ``folder``. Raises sqlite3.Error, OSError."""
        os.makedirs(folder, exist_ok=True)
        self._connection = sqlite3.connect(_cache_file(folder, engine), timeout=BUSY_SECONDS, isolation_level=None)
        # The file is disposable and its values are verified: waiting for the disk would buy nothing.
        for pragma in ("trusted_schema=OFF", "synchronous=OFF", "journal_mode=MEMORY", "temp_store=MEMORY"):
            self._connection.execute(f"PRAGMA {pragma}")
        for table in TABLES:
            self._connection.execute(f"CREATE TABLE IF NOT EXISTS {table} (key BLOB PRIMARY KEY, data BLOB NOT NULL)")
        self._document_decoder = msgspec.msgpack.Decoder(Document)
        self._body_decoder = msgspec.msgpack.Decoder(Body)
        self._searchable_decoder = msgspec.msgpack.Decoder(Searchable)

    @staticmethod
    def discard(folder: str, engine: bytes) -> str:
        """Delete the cache of ``engine`` and return its path."""
        path = _cache_file(folder, engine)
        for name in (path, f"{path}-journal"):
            with contextlib.suppress(FileNotFoundError):
                os.unlink(name)
        return path

    @staticmethod
    def discard_others(folder: str, engine: bytes) -> None:
        """Delete the caches of all other engines: after an upgrade they are as large as ours, and nobody's."""
        own = os.path.basename(_cache_file(folder, engine))
        for name in os.listdir(folder):
            if name.startswith("parsed-") and not name.startswith(own):
                with contextlib.suppress(OSError):
                    os.unlink(os.path.join(folder, name))

    def close(self) -> None:
        self._connection.close()

    def document(self, key: bytes) -> Document | None:
        return self._read("documents", key, self._document_decoder)

    def documents(self, keys: Collection[bytes]) -> dict[bytes, Document]:
        """Return those of many documents that are here, in one pass: half the time of asking for each."""
        rows = self._connection.execute("SELECT key, CAST(data AS BLOB) FROM documents")
        read = ((key, _unsealed(blob, self._document_decoder)) for key, blob in rows if key in keys)
        return {key: document for key, document in read if document is not None}

    def body(self, key: bytes) -> Body | None:
        return self._read("bodies", key, self._body_decoder)

    def searchable(self, key: bytes) -> Searchable | None:
        return self._read("searchables", key, self._searchable_decoder)

    def fact(self, key: bytes, decoder: msgspec.msgpack.Decoder[T]) -> T | None:
        return self._read("facts", key, decoder)

    def _read(self, table: str, key: bytes, decoder: msgspec.msgpack.Decoder[T]) -> T | None:
        # Cast: SQLite keeps whatever type it is given, and somebody else may have written the file.
        query = f"SELECT CAST(data AS BLOB) FROM {table} WHERE key = ?"
        row = self._connection.execute(query, (key,)).fetchone()
        return _unsealed(row[0], decoder) if row else None

    def put_parsed(self, parsed: Iterable[tuple[bytes, Document, Body]]) -> None:
        """Keep documents and bodies under their keys, in one transaction."""
        rows = [(key, _sealed(document), _sealed(body)) for key, document, body in parsed]
        self._put("documents", [(key, document) for key, document, _ in rows])
        self._put("bodies", [(key, body) for key, _, body in rows])

    def put_searchables(self, found: Iterable[tuple[bytes, Searchable]]) -> None:
        self._put("searchables", [(key, _sealed(words)) for key, words in found])

    def put_facts(self, facts: Iterable[tuple[bytes, object]]) -> None:
        self._put("facts", [(key, _sealed(fact)) for key, fact in facts])

    def _put(self, table: str, rows: list[tuple[bytes, bytes]]) -> None:
        self._connection.execute("BEGIN IMMEDIATE")
        self._connection.executemany(f"INSERT OR REPLACE INTO {table} (key, data) VALUES (?, ?)", rows)
        self._connection.execute("COMMIT")

    def keep_only(self, keys: Iterable[bytes]) -> None:
        """Drop every entry whose key is not among ``keys``: the cache never outgrows the site."""
        self._connection.execute("CREATE TEMP TABLE IF NOT EXISTS wanted (key BLOB PRIMARY KEY)")
        self._connection.execute("BEGIN IMMEDIATE")
        self._connection.execute("DELETE FROM wanted")
        self._connection.executemany("INSERT OR IGNORE INTO wanted VALUES (?)", ((key,) for key in keys))
        for table in TABLES:
            self._connection.execute(f"DELETE FROM {table} WHERE key NOT IN (SELECT key FROM wanted)")
        self._connection.execute("COMMIT")

    def drop(self, keys: Iterable[bytes]) -> None:
        """Drop the entries of ``keys``."""
        rows = [(key,) for key in keys]
        for table in TABLES if rows else ():
            self._connection.executemany(f"DELETE FROM {table} WHERE key = ?", rows)

    def size(self) -> int:
        """Return the number of documents kept."""
        return int(self._connection.execute("SELECT count(*) FROM documents").fetchone()[0])


def _cache_file(folder: str, engine: bytes) -> str:
    return os.path.join(folder, f"parsed-{SCHEMA_VERSION}-{engine.hex()[:12]}.sqlite")


def _sealed(value: object) -> bytes:
    data = msgspec.msgpack.encode(value)
    return digest_bytes(data) + data


def _unsealed(blob: bytes, decoder: msgspec.msgpack.Decoder[T]) -> T | None:
    data = blob[DIGEST_BYTES:]
    if digest_bytes(data) != blob[:DIGEST_BYTES]:
        return None
    try:
        return decoder.decode(data)
    except msgspec.DecodeError:
        return None
