"""A theme's assets: style sheets joined into one, every file under a name that holds its digest."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator

from ssg.content.highlight import code_css
from ssg.core.digests import combine, digest_bytes, short_name
from ssg.core.theme import Asset, Layer, Piece
from ssg.render.theme_layers import read_manifest

STYLE_SHEET = "site.css"
STYLE_FOLDER = "css"
CODE_SHEET = "70-code.css"
"""The place of the generated Pygments sheet in the order of style sheets."""


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
    assets[STYLE_SHEET] = _asset(STYLE_SHEET, tuple(sheets[name] for name in sorted(sheets)))
    return assets


def _file_piece(name: str, path: str) -> Piece:
    return Piece(path, name=name, digest=digest_bytes(piece_bytes(Piece(path))))


def _text_piece(text: str) -> Piece:
    return Piece(text=text, digest=digest_bytes(text.encode()))


def _code_sheet(layers: Iterable[Layer]) -> str:
    styles = {"light": "xcode", "dark": "github-dark"}
    for layer in reversed(list(layers)):
        styles.update(read_manifest(layer).code)
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
    stem, suffix = os.path.splitext(name)
    return Asset(f"assets/t/{stem}.{short_name(digest)}{suffix}", digest, pieces)


def piece_bytes(piece: Piece) -> bytes:
    if not piece.path:
        return piece.text.encode()
    with open(piece.path, "rb") as file:
        return file.read()


def asset_bytes(asset: Asset) -> bytes:
    """Return the asset as it is published."""
    return b"\n".join(piece_bytes(piece) for piece in asset.pieces)
