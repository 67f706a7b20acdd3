"""The parse cache: documents and bodies by the digest of what they were made from.

One SQLite file: many readers and writers, one file to delete, and no format of our own. Every value carries the
digest of its bytes, so that a damaged file gives a miss and never a wrong page; nothing in it can run code.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Protocol, TypeVar

import msgspec

from ssg.core.digests import sealed, unsealed
from ssg.core.model import Body, Document, Searchable

SCHEMA_VERSION = 2
BUSY_SECONDS = 30

# All that is made of a file stands in one row: to write three of them into three tables takes twice as long. In pages
# of 16 KB a usual row has two, and not six.
_PRAGMAS = ("page_size=16384", "trusted_schema=OFF", "synchronous=OFF", "journal_mode=MEMORY", "temp_store=MEMORY")
_COLUMNS = {
    "parsed": "key BLOB PRIMARY KEY, document BLOB NOT NULL, body BLOB NOT NULL, searchable BLOB",
    "facts": "key BLOB PRIMARY KEY, data BLOB NOT NULL",
}
TABLES = tuple(_COLUMNS)

T = TypeVar("T")
Entry = tuple[bytes, Document, Body, Searchable | None]
"""A key, and all that is made of a file; nothing to search for where there is no search."""

_document_decoder = msgspec.msgpack.Decoder(Document)
_body_decoder = msgspec.msgpack.Decoder(Body)
_searchable_decoder = msgspec.msgpack.Decoder(Searchable)


_encode = msgspec.msgpack.Encoder().encode


Value_co = TypeVar("Value_co", covariant=True)


class _Decoder(Protocol[Value_co]):
    """Makes a value of its bytes."""

    def decode(self, data: memoryview, /) -> Value_co: ...


class _AsItIs:
    """Makes nothing of them: whoever asks for a value later decodes it."""

    @staticmethod
    def decode(data: memoryview) -> bytes:
        return bytes(data)


_AS_IT_IS = _AsItIs()


class Cache:
    """An open cache file. Each process opens its own: a connection must not cross a fork."""

    def __init__(self, folder: str, engine: bytes) -> None:
        """Open or make the cache of ``engine`` in ``folder``. Raises sqlite3.Error, OSError."""
        os.makedirs(folder, exist_ok=True)
        self._connection = sqlite3.connect(_cache_file(folder, engine), timeout=BUSY_SECONDS, isolation_level=None)
        # The file is disposable and its values are verified: waiting for the disk would buy nothing.
        for pragma in _PRAGMAS:
            self._connection.execute(f"PRAGMA {pragma}")
        for table, columns in _COLUMNS.items():
            self._connection.execute(f"CREATE TABLE IF NOT EXISTS {table} ({columns})")

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

    @contextlib.contextmanager
    def reading(self) -> Iterator[None]:
        """Ask for many keys under one lock, which else is taken for each."""
        self._connection.execute("BEGIN")
        try:
            yield
        finally:
            self._connection.execute("COMMIT")

    def document(self, key: bytes) -> Document | None:
        return self._read("parsed", "document", key, _document_decoder)

    def encoded_document(self, key: bytes) -> bytes | None:
        """Return a document as it is encoded."""
        return self._read("parsed", "document", key, _AS_IT_IS)

    def encoded_documents(self, keys: Collection[bytes]) -> dict[bytes, bytes]:
        """Return those of many documents that are here, in one pass: half the time of asking for each."""
        rows = self._connection.execute("SELECT key, CAST(document AS BLOB) FROM parsed")
        read = ((key, _opened(blob, _AS_IT_IS)) for key, blob in rows if key in keys)
        return {key: document for key, document in read if document is not None}

    def body(self, key: bytes) -> Body | None:
        return self._read("parsed", "body", key, _body_decoder)

    def searchable(self, key: bytes) -> Searchable | None:
        return self._read("parsed", "searchable", key, _searchable_decoder)

    def fact(self, key: bytes, decoder: msgspec.msgpack.Decoder[T]) -> T | None:
        return self._read("facts", "data", key, decoder)

    def _read(self, table: str, column: str, key: bytes, decoder: _Decoder[T]) -> T | None:
        # Cast: SQLite keeps whatever type it is given, and somebody else may have written the file.
        query = f"SELECT CAST({column} AS BLOB) FROM {table} WHERE key = ?"
        row = self._connection.execute(query, (key,)).fetchone()
        return _opened(row[0], decoder) if row and row[0] is not None else None

    def put_parsed(self, parsed: Iterable[Entry]) -> dict[bytes, bytes]:
        """Keep what is made of files, in one transaction. Return each document as it is encoded, by its key."""
        documents: dict[bytes, bytes] = {}
        rows: list[tuple[bytes | None, ...]] = []
        for key, document, body, searchable in parsed:
            documents[key] = _encode(document)
            words = sealed(_encode(searchable)) if searchable else None
            rows.append((key, sealed(documents[key]), sealed(_encode(body)), words))
        self._put("parsed", rows)
        return documents

    def put_facts(self, facts: Iterable[tuple[bytes, object]]) -> None:
        self._put("facts", [(key, sealed(_encode(fact))) for key, fact in facts])

    def _put(self, table: str, rows: Sequence[tuple[bytes | None, ...]]) -> None:
        values = ", ".join("?" * len(_COLUMNS[table].split(",")))
        self._connection.execute("BEGIN IMMEDIATE")
        self._connection.executemany(f"INSERT OR REPLACE INTO {table} VALUES ({values})", rows)
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
        return int(self._connection.execute("SELECT count(*) FROM parsed").fetchone()[0])


def _cache_file(folder: str, engine: bytes) -> str:
    return os.path.join(folder, f"parsed-{SCHEMA_VERSION}-{engine.hex()[:12]}.sqlite")


def _opened(blob: bytes, decoder: _Decoder[T]) -> T | None:
    data = unsealed(blob)
    if data is None:
        return None
    try:
        return decoder.decode(data)
    except msgspec.DecodeError:
        return None
