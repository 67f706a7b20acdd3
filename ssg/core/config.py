"""The site's configuration: `site.toml` as frozen values, every mistake in it reported at once."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from msgspec.structs import replace

from ssg.core import readers, web_readers
from ssg.core.config_readers import (
    base_url,
    crawler_name,
    front_matter_key,
    menu_address,
    pattern,
    picture_widths,
    site_language,
    theme_name,
    time_zone,
)
from ssg.core.errors import Diagnostic, diagnostic, has_errors
from ssg.core.nodes import Node, places
from ssg.core.readers import Problems, Reader, Schema
from ssg.core.settings import (
    AddressesConfig,
    AuthorConfig,
    CardsConfig,
    Config,
    FeedsConfig,
    FrontMatterConfig,
    ImagesConfig,
    ListingConfig,
    MarkdownConfig,
    MenuEntry,
    NewsletterConfig,
    PermalinkConfig,
    RelatedConfig,
    RobotsConfig,
    SearchConfig,
    SiteConfig,
    TagConfig,
    TopicConfig,
)
from ssg.core.toml_nodes import read_toml
from ssg.core.urls import base_path, encoded, slugify

__all__ = [
    "SETTINGS",
    "AddressesConfig",
    "AuthorConfig",
    "CardsConfig",
    "Config",
    "FeedsConfig",
    "FrontMatterConfig",
    "ImagesConfig",
    "ListingConfig",
    "MarkdownConfig",
    "MenuEntry",
    "NewsletterConfig",
    "PermalinkConfig",
    "RelatedConfig",
    "RobotsConfig",
    "SearchConfig",
    "SiteConfig",
    "TagConfig",
    "TopicConfig",
    "deploy_base_url",
    "is_preview",
    "load_config",
    "with_base_url",
]


def _pairs(read_value: Reader, read_name: Reader = readers.text) -> Reader:
    def read(node: Node, key: str, problems: Problems) -> tuple[tuple[str, object], ...] | None:
        if node.kind != "mapping":
            readers.wrong_type(node, key, problems, "a mapping", f'write [{key}] and lines `"old" = "new"` below')
            return None
        found = (
            (read_name(name, key, problems), read_value(value, f"{key}.{name.text}", problems))
            for name, value in node.entries
        )
        return tuple((str(name), value) for name, value in found if name is not None and value is not None)

    return read


TOPIC: Schema = {"title": readers.text, "description": readers.text}

SETTINGS: dict[str, Schema] = {
    "site": {
        "title": readers.text,
        "id": readers.text,
        "base_url": base_url,
        "language": site_language,
        "timezone": time_zone,
        "description": readers.text,
        "author": readers.text,
        "theme": theme_name,
        "logo": web_readers.picture,
        "copyright": readers.text,
    },
    "permalinks": {"post": pattern("post"), "page": pattern("page")},
    "listing": {"per_page": readers.whole(1, 1000)},
    "feeds": {"items": readers.whole(1, 1000), "content": readers.choice("full", "summary"), "hub": web_readers.url},
    "related": {"count": readers.whole(0, 50)},
    "newsletter": {
        "provider": readers.choice("netlify", "buttondown", "mailchimp", "custom", "none"),
        "action": menu_address,
        "unsubscribe": readers.line,
    },
    "cards": {
        "mode": readers.choice("off", "all"),
        "image": web_readers.picture,
        "key_points": readers.boolean,
    },
    "images": {
        "mode": readers.choice("responsive", "copy"),
        "widths": picture_widths,
        "formats": readers.list_of(readers.choice("avif", "webp", "jpeg")),
        "quality": readers.whole(1, 100),
    },
    "search": {"enabled": readers.boolean},
    "robots": {
        "ai_training": readers.choice("allow", "disallow"),
        "ai_search": readers.choice("allow", "disallow"),
        "disallow": readers.list_of(crawler_name),
    },
    "front_matter": {"unknown": readers.choice("warn", "error", "ignore"), "rename": _pairs(front_matter_key)},
    "addresses": {"gone": web_readers.paths, "moved": _pairs(menu_address, web_readers.path)},
    "authors": {
        "name": readers.text,
        "url": web_readers.url,
        "bio": readers.text,
        "image": web_readers.picture,
        "same_as": web_readers.urls,
    },
    "sections": TOPIC,
    "tags": {
        "title": readers.text,
        "aliases": readers.texts,
        "description": readers.text,
        "same_as": web_readers.urls,
        "kind": readers.choice("company", "model", "person", "topic"),
    },
    "stories": TOPIC,
    "series": TOPIC,
    "menu": {"title": readers.text, "url": menu_address},
    "markdown": {"html": readers.boolean, "math": readers.boolean},
}
"""Every table of site.toml with its keys, but for [theme], whose keys are the theme's."""

_TABLES: Schema = {
    "site": readers.table(SiteConfig, SETTINGS["site"], required=("title",)),
    "theme": readers.anything,
    "permalinks": readers.table(PermalinkConfig, SETTINGS["permalinks"]),
    "listing": readers.table(ListingConfig, SETTINGS["listing"]),
    "feeds": readers.table(FeedsConfig, SETTINGS["feeds"]),
    "related": readers.table(RelatedConfig, SETTINGS["related"]),
    "newsletter": readers.table(NewsletterConfig, SETTINGS["newsletter"]),
    "cards": readers.table(CardsConfig, SETTINGS["cards"]),
    "images": readers.table(ImagesConfig, SETTINGS["images"]),
    "search": readers.table(SearchConfig, SETTINGS["search"]),
    "robots": readers.table(RobotsConfig, SETTINGS["robots"]),
    "front_matter": readers.table(FrontMatterConfig, SETTINGS["front_matter"]),
    "addresses": readers.table(AddressesConfig, SETTINGS["addresses"]),
    "authors": readers.named(AuthorConfig, SETTINGS["authors"], "name"),
    "sections": readers.named(TopicConfig, SETTINGS["sections"], "title"),
    "tags": readers.named(TagConfig, SETTINGS["tags"], "title"),
    "stories": readers.named(TopicConfig, SETTINGS["stories"], "title"),
    "series": readers.named(TopicConfig, SETTINGS["series"], "title"),
    "menu": readers.list_of(readers.table(MenuEntry, SETTINGS["menu"], required=("title", "url"))),
    "markdown": readers.table(MarkdownConfig, SETTINGS["markdown"]),
}


def load_config(text: str, *, file: str = "site.toml") -> tuple[Config | None, tuple[Diagnostic, ...]]:
    """Return the configuration that ``text`` holds and all that is wrong with it; no configuration after an error."""
    problems = Problems(text.removeprefix("\ufeff").replace("\r\n", "\n"), file)
    root = read_toml(problems.source, problems)
    config = _config(root, problems) if root else None
    found = tuple(sorted(replace(item, file=file) for item in problems.found))
    return (None if has_errors(found) else config), found


def _config(root: Node, problems: Problems) -> Config | None:
    values = readers.entries(root, "", problems, _TABLES) or {}
    if not any(name.text == "site" for name, _ in root.entries):
        problems.add("missing-setting", "there is no title", root, help='add [site] and title = "…"', key="site.title")
    where = places(root)
    _one_tag_for_each_name(values.get("tags"), where, problems)
    if not isinstance(site := values.get("site"), SiteConfig):
        return None
    make: type[object] = Config
    config = make(**{**values, "site": _identified(site), "places": where})
    if not isinstance(config, Config):
        return None
    _newsletter_can_post(config, problems)
    return config


def _identified(site: SiteConfig) -> SiteConfig:
    return site if site.id else replace(site, id=urlsplit(site.base_url).hostname or slugify(site.title))


def _one_tag_for_each_name(tags: object, where: dict[str, tuple[int, int]], problems: Problems) -> None:
    owners = {tag: tag for tag in tags} if isinstance(tags, dict) else {}
    for tag in tags.values() if isinstance(tags, dict) else ():
        for number, alias in enumerate(tag.aliases):
            owner = owners.setdefault(slugify(alias), tag.id)
            if owner != tag.id:
                line, column = where.get(f"tags.{tag.id}.aliases.{number}") or where[f"tags.{tag.id}"]
                message = f"`tags.{tag.id}.aliases` has “{alias}”, which is already the tag `{owner}`"
                place = Node("text", line, column, len(alias) + 2)
                problems.add("bad-value", message, place, help="leave it with one of the two", key="aliases")


_NEED_ACTION = frozenset({"buttondown", "mailchimp", "custom"})


def _newsletter_can_post(config: Config, problems: Problems) -> None:
    provider = config.newsletter.provider
    if provider in _NEED_ACTION and not config.newsletter.action:
        line, column = config.places.get("newsletter.provider", (0, 0))
        message = f"the newsletter's provider is “{provider}”, but there is no `action` to post to, so there is no form"
        help = f'add the address that {provider} gives for its form: action = "https://…"'
        problems.found.append(
            diagnostic(
                "newsletter-without-action",
                message,
                help=help,
                at=(line, column),
                source=problems.source,
                length=len(provider) + 2,
                subject="newsletter.action",
            )
        )


# ── addresses of the deployed site ──────────────────────────────────────────────────────────────────


def with_base_url(config: Config, base_url: str) -> Config:
    """Return ``config`` with another base URL, its path encoded as all addresses are; the site's permanent id stays."""
    whole, path = base_url.rstrip("/"), base_path(base_url)
    return replace(config, site=replace(config.site, base_url=whole.removesuffix(path) + encoded(path)))


def is_preview(environ: Mapping[str, str]) -> bool:
    """Return whether the host builds a preview: of a pull request or a branch."""
    return _is_netlify(environ) and environ.get("CONTEXT", "production") != "production"


def _is_netlify(environ: Mapping[str, str]) -> bool:
    return environ.get("NETLIFY", "").lower() == "true"


def deploy_base_url(config: Config, environ: Mapping[str, str]) -> str:
    """Return the base URL of this build: on Netlify the deploy's own scheme and host with the configured path."""
    own = config.site.base_url
    if not _is_netlify(environ):
        return own
    deploy = environ.get("DEPLOY_PRIME_URL" if is_preview(environ) else "URL") or environ.get("URL", "")
    if not web_readers.is_url(deploy):
        return own
    parts = urlsplit(deploy)
    return f"{parts.scheme}://{parts.netloc}{urlsplit(own).path.rstrip('/')}"
