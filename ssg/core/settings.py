"""The site's configuration as frozen values with their defaults; `core/config` reads them."""

from __future__ import annotations

from typing import Literal

from ssg.core.model import Plain, Value


class SiteConfig(Value, frozen=True):
    """The table [site]."""

    title: str
    id: str = ""  # permanent; without one the host of base_url in the file, else the slug of the title
    base_url: str = ""  # without a slash at the end; empty until one is known
    language: str = "en"  # BCP 47
    timezone: str = "UTC"  # IANA
    description: str = ""
    author: str = ""  # id or name
    theme: str = "default"
    logo: str = ""  # path below content/, or a full URL
    copyright: str = ""


class PermalinkConfig(Value, frozen=True):
    """The table [permalinks]."""

    post: str = "/{section}/{slug}/"
    page: str = "/{path}/"


class ListingConfig(Value, frozen=True):
    """The table [listing]."""

    per_page: int = 20


class FeedsConfig(Value, frozen=True):
    """The table [feeds]."""

    items: int = 20
    content: Literal["full", "summary"] = "full"
    hub: str = ""  # address of a WebSub hub


class RelatedConfig(Value, frozen=True):
    """The table [related]."""

    count: int = 6


class NewsletterConfig(Value, frozen=True):
    """The table [newsletter]."""

    provider: Literal["netlify", "buttondown", "mailchimp", "custom", "none"] = "netlify"
    action: str = ""  # where the form posts
    unsubscribe: str = ""  # merge tag for mails


class CardsConfig(Value, frozen=True):
    """The table [cards]."""

    mode: Literal["off", "all"] = "off"
    image: str = ""  # the site's one card: path below content/, or a full URL
    key_points: bool = False  # print some on drawn cards where the headline is short


class ImagesConfig(Value, frozen=True):
    """The table [images]: what is made of pictures."""

    mode: Literal["responsive", "copy"] = "responsive"  # copy: nothing, they are published as they are
    widths: tuple[int, ...] = (480, 800, 1200, 1600)  # pixels, from narrow to wide
    formats: tuple[Literal["avif", "webp", "jpeg"], ...] = ("avif", "webp")  # the best first
    quality: int = 80  # 1 to 100, as JPEG counts it


class SearchConfig(Value, frozen=True):
    """The table [search]."""

    enabled: bool = True


class RobotsConfig(Value, frozen=True):
    """The table [robots]: which crawlers are asked to stay away."""

    ai_training: Literal["allow", "disallow"] = "allow"  # those that read to train models
    ai_search: Literal["allow", "disallow"] = "allow"  # those that read to answer questions
    disallow: tuple[str, ...] = ()  # others by name


class FrontMatterConfig(Value, frozen=True):
    """The table [front_matter]."""

    unknown: Literal["warn", "error", "ignore"] = "warn"
    rename: tuple[tuple[str, str], ...] = ()  # (the site's own key, the standard key), in the file's order


class AddressesConfig(Value, frozen=True):
    """The table [addresses]: what became of addresses that no file stands behind."""

    gone: tuple[str, ...] = ()  # addresses that end for good
    moved: tuple[tuple[str, str], ...] = ()  # (old address, new address or full URL), in the file's order


class MarkdownConfig(Value, frozen=True):
    """The table [markdown]."""

    html: bool = True
    math: bool = False


class AuthorConfig(Value, frozen=True):
    """A table [authors.<id>]."""

    id: str
    name: str
    url: str = ""
    bio: str = ""
    image: str = ""
    same_as: tuple[str, ...] = ()


class TopicConfig(Value, frozen=True):
    """A table [sections.<id>], [stories.<id>] or [series.<id>]."""

    id: str
    title: str
    description: str = ""


class TagConfig(Value, frozen=True):
    """A table [tags.<id>]."""

    id: str
    title: str
    aliases: tuple[str, ...] = ()
    description: str = ""
    same_as: tuple[str, ...] = ()
    kind: str = ""  # "company", "model", "person", "topic"; empty when not said


class MenuEntry(Value, frozen=True):
    """A table [[menu]]."""

    title: str
    url: str


class Config(Value, frozen=True):
    """All of site.toml. Digest its parts, not the whole: `places` changes with every line that is added."""

    site: SiteConfig
    theme: dict[str, Plain] = {}  # settings that the theme declares
    permalinks: PermalinkConfig = PermalinkConfig()
    listing: ListingConfig = ListingConfig()
    feeds: FeedsConfig = FeedsConfig()
    related: RelatedConfig = RelatedConfig()
    newsletter: NewsletterConfig = NewsletterConfig()
    cards: CardsConfig = CardsConfig()
    images: ImagesConfig = ImagesConfig()
    search: SearchConfig = SearchConfig()
    robots: RobotsConfig = RobotsConfig()
    front_matter: FrontMatterConfig = FrontMatterConfig()
    addresses: AddressesConfig = AddressesConfig()
    authors: dict[str, AuthorConfig] = {}
    sections: dict[str, TopicConfig] = {}  # in the file's order
    tags: dict[str, TagConfig] = {}
    stories: dict[str, TopicConfig] = {}
    series: dict[str, TopicConfig] = {}
    menu: tuple[MenuEntry, ...] = ()
    markdown: MarkdownConfig = MarkdownConfig()
    places: dict[str, tuple[int, int]] = {}  # "site.theme" → (line, column) in site.toml, for later findings
