"""A theme's assets: style sheets joined into one, every file under a name that holds its digest."""

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import unquote

import msgspec

from ssg.core.digests import combine, digest_bytes, short_name
from ssg.core.theme import Asset, Layer, Piece
from ssg.core.urls import href, quoted
from ssg.render.theme_layers import read_manifest

STYLE_SHEET = "site.css"
STYLE_FOLDER = "css"
CODE_SHEET = "70-code.css"
"""The place of the generated Pygments sheet in the order of style sheets."""


PLACE = "assets/t/"
"""Where assets are published; the style sheet stands at its top."""

_ADDRESS = re.compile(rb"""url\(\s*(?:"([^"]+)"|'([^']+)'|([^"')\s]+))\s*\)""")


def theme_assets(layers: tuple[Layer, ...]) -> dict[str, Asset]:
    """Return the assets by the name that templates give to asset()."""
    sheets: dict[str, Piece] = {CODE_SHEET: _text_piece(_code_sheet(layers))}
    assets: dict[str, Asset] = {}
    for layer in reversed(layers):
        for name, path in _files(os.path.join(layer.folder, "assets")):
            if name.startswith(f"{STYLE_FOLDER}/"):
                sheets[name[len(STYLE_FOLDER) + 1 :]] = _file_piece(name, path)
            else:
                assets[name] = _asset(name, (_file_piece(name, path),))
    assets[STYLE_SHEET] = _asset(STYLE_SHEET, tuple(_linked(sheets[name], assets) for name in sorted(sheets)))
    return assets


def _linked(sheet: Piece, assets: Mapping[str, Asset]) -> Piece:
    """Return ``sheet`` with where the addresses in it lead; its digest is another when one of them is."""
    if not sheet.path:
        return sheet
    folder = posixpath.dirname(sheet.name)
    found = _ADDRESS.finditer(piece_bytes(sheet))
    addresses = {_address_of(link).decode(errors="replace") for link in found}
    links = {}
    for address in sorted(addresses):
        if not address.startswith(("/", "#")) and ":" not in address:
            name, rest = _parted(address)
            links[address] = _published(assets.get(posixpath.normpath(posixpath.join(folder, name))), rest)
    digest = combine((sheet.digest, *(link.encode() for link in links.values()))) if links else sheet.digest
    return msgspec.structs.replace(sheet, links=links, digest=digest)


def _address_of(link: re.Match[bytes]) -> bytes:
    return link[1] or link[2] or link[3]


def _parted(address: str) -> tuple[str, str]:
    """Return the file that an address names, and the rest: `a%20b.woff2?v=2#c` → `a b.woff2` and `?v=2#c`."""
    name = re.split("[?#]", address, maxsplit=1)[0]
    return unquote(name), address[len(name) :]


def _published(asset: Asset | None, rest: str) -> str:
    """Return how the style sheet names ``asset`` as it is published; empty when there is none."""
    return quoted(asset.output.removeprefix(PLACE)) + rest if asset else ""


def _file_piece(name: str, path: str) -> Piece:
    return Piece(path, name=name, digest=digest_bytes(piece_bytes(Piece(path))))


def _text_piece(text: str) -> Piece:
    return Piece(text=text, digest=digest_bytes(text.encode()))


def _code_sheet(layers: Iterable[Layer]) -> str:
    styles = {"light": "xcode", "dark": "github-dark"}
    for layer in reversed(list(layers)):
        styles.update(read_manifest(layer).code)
    from ssg.content.highlight import code_css  # Pygments is of no use to who only prints pages

    return code_css(styles["light"], styles["dark"])


def _files(folder: str, below: str = "") -> Iterator[tuple[str, str]]:
    """Yield (name below ``folder``, path) of every file, sorted."""
    if not os.path.isdir(folder):
        return
    for entry in sorted(os.scandir(folder), key=lambda entry: entry.name):
        if entry.name.startswith("."):
            continue
        if entry.is_dir():
            yield from _files(entry.path, f"{below}{entry.name}/")
        else:
            yield below + entry.name, entry.path


def _asset(name: str, pieces: tuple[Piece, ...]) -> Asset:
    digest = combine(piece.digest for piece in pieces)
    return Asset(asset_output(name, digest), digest, pieces)


def asset_output(name: str, digest: bytes) -> str:
    """Return where the asset of this name and digest is published, below the output folder."""
    stem, suffix = os.path.splitext(name)
    return f"{PLACE}{stem}.{short_name(digest)}{suffix}"


def asset_address(output: str, base_path: str) -> str:
    """Return the address of a published asset as it stands on pages, any sign of its file's name encoded."""
    return href(quoted("/" + output), base_path)


def piece_bytes(piece: Piece) -> bytes:
    if not piece.path:
        return piece.text.encode()
    with open(piece.path, "rb") as file:
        return file.read()


def asset_bytes(asset: Asset) -> bytes:
    """Return the asset as it is published."""
    return b"\n".join(_linked_bytes(piece) for piece in asset.pieces)


def _linked_bytes(piece: Piece) -> bytes:
    if not piece.links:
        return piece_bytes(piece)
    links = {address.encode(): link.encode() for address, link in piece.links.items() if link}

    def led(found: re.Match[bytes]) -> bytes:
        link = links.get(_address_of(found))
        return b'url("%s")' % link if link else found[0]

    return _ADDRESS.sub(led, piece_bytes(piece))
