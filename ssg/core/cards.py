"""What a social card shows, as values: words and colours, no font and no place."""

from __future__ import annotations

from ssg.core.model import Value


class CardColors(Value, frozen=True):
    """The colours of a theme's cards, each `#rrggbb`."""

    paper: str = "#fbfaf7"
    ink: str = "#1f1b17"
    soft_ink: str = "#665f5a"  # dates, descriptions
    rule: str = "#d7d4ce"
    accent: str = "#b42401"


class Card(Value, frozen=True, kw_only=True):
    """A card, drawn as it stands: texts hold only what the fonts have, and an empty one leaves its place out."""

    headline: str
    lang: str  # BCP 47; decides between Chinese and Japanese forms
    site: str = ""  # title of the site
    label: str = ""  # title of the section
    date: str = ""  # in words
    dek: str = ""  # a sentence below the headline
    points: tuple[str, ...] = ()  # key points, the first of which are printed where there is room
    colors: CardColors = CardColors()
