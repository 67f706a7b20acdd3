"""A theme as a value: what its templates need, where its assets stand, its settings and strings."""

from __future__ import annotations

from ssg.core.cards import CardColors
from ssg.core.model import Plain, Value


class Layer(Value, frozen=True):
    """One folder of a theme: a child's before its parent's."""

    name: str  # of the theme
    folder: str  # on this machine


class TemplateInfo(Value, frozen=True):
    """A template with everything that it extends, includes, imports or calls as a component."""

    digest: bytes  # of the sources of that closure
    needs: tuple[str, ...]  # free variables of that closure, sorted
    assets: tuple[str, ...]  # names given to asset() in that closure, sorted
    files: dict[str, bytes] = {}  # template of that closure, as the loader knows it → digest of its source
    prints_assets: bool = False  # what asset() returns is printed as it is, wherever that closure asks for it
    drawn: tuple[str, ...] = ()  # those files, sorted, that are no component's alone
    components: dict[str, tuple[str, ...]] = {}  # as called → its files, sorted; empty unless all print as they are


class Piece(Value, frozen=True):
    """A part of an asset: a file, or text that the theme build made."""

    path: str = ""  # on this machine; empty when it is text
    text: str = ""
    name: str = ""  # below the theme's assets/; empty when it is text
    digest: bytes = b""  # of its bytes, and of where they lead
    links: dict[str, str] = {}  # of a style sheet: an asset's address as typed → as published; empty: there is none


class Asset(Value, frozen=True):
    """A file of the theme, published under a name that holds its digest."""

    output: str  # below the output folder
    digest: bytes  # of what it is made of
    pieces: tuple[Piece, ...]  # joined in this order


class Theme(Value, frozen=True):
    """A theme with all that it inherits, resolved."""

    name: str
    layers: tuple[Layer, ...]  # from the theme itself up to its oldest ancestor
    templates: dict[str, TemplateInfo]  # by name, e.g. "post.html"
    assets: dict[str, Asset]  # by the name that templates give to asset()
    settings: dict[str, Plain]
    strings: dict[str, dict[str, str]]  # by language
    card: CardColors = CardColors()  # under the settings


class Written(Value, frozen=True, array_like=True):
    """The Python that a template is written as, which takes three quarters of the time to compile it."""

    key: str  # of its name and path
    checksum: str  # of its text
    path: str
    python: str


def strings_for(theme: Theme, lang: str) -> dict[str, str]:
    """Return the theme's strings in ``lang``: the exact tag over its first part over English."""
    tables = (theme.strings.get("en", {}), theme.strings.get(lang.partition("-")[0], {}), theme.strings.get(lang, {}))
    return {key: text for table in tables for key, text in table.items()}
