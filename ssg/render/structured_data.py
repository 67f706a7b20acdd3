"""schema.org in JSON-LD for the head of a page: NewsArticle, WebSite, CollectionPage and the breadcrumbs."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

import msgspec

from ssg.core.model import Citation, Correction, Image, Post, Ref, Summary
from ssg.core.urls import absolute
from ssg.core.views import PageInfo, SiteInfo, Topic
from ssg.render.moments import w3c
from ssg.render.xml_text import one_line

MIN_IMAGE_PIXELS = 50_000  # Google's article guidelines: width by height

Node = dict[str, object]

# The terms of IPTC's digital source types (cv.iptc.org/newscodes/digitalsourcetype: trainedAlgorithmicMedia and
# compositeWithTrainedAlgorithmicMedia) under the names that schema.org, the vocabulary of this block, gives them.
_DIGITAL_SOURCE_TYPES = {
    "generated": "https://schema.org/TrainedAlgorithmicMediaDigitalSource",
    "assisted": "https://schema.org/CompositeWithTrainedAlgorithmicMediaDigitalSource",
}
_KINDS_OF_TAGS = {"company": "Organization", "person": "Person", "model": "SoftwareApplication"}
_LISTS = frozenset(
    {
        *("section", "tag", "tags", "author", "authors", "archive", "year", "month"),
        *("story", "stories", "series", "corrections"),
    }
)
# In a script element `<` could end it, and the two separators end a line in older JavaScript; `>` and `&` cost nothing.
_UNSAFE = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}


def structured_data(
    page: PageInfo,
    post: Summary | Post | None,
    site: SiteInfo,
    breadcrumbs: tuple[Ref, ...] = (),
    *,
    listed: tuple[Summary, ...] = (),
) -> str:
    """Return JSON text for a script element of the type application/ld+json; empty where there is nothing to say.

    ``breadcrumbs`` lead from the front page down to the page, itself left out; ``listed`` are the posts of a list,
    newest first.
    """
    nodes: list[Node] = []
    if page.kind == "post" and post is not None:
        nodes.append(_article(page, post, site))
    elif page.kind == "home":
        nodes.append(_website(page, site))
    elif page.kind in _LISTS:
        nodes.append(_collection(page, site, listed))
    if breadcrumbs and page.kind not in ("home", "404", "thanks"):
        nodes.append(_breadcrumb_list(page, site, breadcrumbs))
    return _script_safe({"@context": "https://schema.org", "@graph": nodes}) if nodes else ""


def _script_safe(value: Node) -> str:
    text = msgspec.json.encode(value).decode()
    for char, escaped in _UNSAFE.items():
        text = text.replace(char, escaped)
    return text


def _filled(found: Mapping[str, object]) -> Node:
    """Return ``found`` without empty values."""
    return {key: value for key, value in found.items() if value}


# ── the article ─────────────────────────────────────────────────────────────────────────────────────


def _article(page: PageInfo, post: Summary, site: SiteInfo) -> Node:
    address = absolute(post.url, site.base_url)
    found: Node = {
        "@type": "NewsArticle",
        "@id": f"{address}#article",
        "url": address,
        "mainEntityOfPage": {"@type": "WebPage", "@id": page.canonical or address},
        "headline": one_line(post.title),
        "description": one_line(post.summary or page.description),
        "image": _images(_pictures(post), page, site),
        "datePublished": w3c(post.date) if post.date else "",
        "dateModified": w3c(post.updated or post.date) if post.updated or post.date else "",
        "author": [_author(author, site) for author in post.authors if one_line(author.title)],
        "publisher": _publisher(site),
        "articleSection": one_line(post.section.title) if post.section else "",
        "keywords": [one_line(tag.title) for tag in post.tags],
        "inLanguage": post.lang,
        "wordCount": post.words if isinstance(post, Post) else 0,
        "isAccessibleForFree": True,
        "abstract": "\n".join(one_line(point.text) for point in post.key_points),
        "about": [_subject(topic, site) for topic in page.about],
        "mentions": [_subject(topic, site) for topic in page.mentions],
    }
    return _filled(found | (_disclosures(post, site) if isinstance(post, Post) else {}))


@lru_cache(maxsize=1024)
def _subject(topic: Topic, site: SiteInfo) -> Node:
    """Return what a tag stands for: a company, a person, a model, or a thing of any other kind."""
    return _filled(
        {
            "@type": _KINDS_OF_TAGS.get(topic.kind, "Thing"),
            "name": one_line(topic.title),
            "url": absolute(topic.url, site.base_url),
            "description": one_line(topic.description),
            "sameAs": list(topic.same_as),
        }
    )


def _disclosures(post: Post, site: SiteInfo) -> Node:
    return {
        "alternativeHeadline": one_line(post.subtitle),
        "citation": [_citation(source, site) for source in post.sources],
        "correction": [_correction(correction) for correction in post.corrections],
        "digitalSourceType": _DIGITAL_SOURCE_TYPES.get(post.ai_use, ""),
    }


def _pictures(post: Summary) -> tuple[Image | None, ...]:
    """Return the lead image cut to the ratios that are asked for; itself where it is too small for them."""
    image = post.image
    if image is None or not image.ratios:
        return (image,)
    return tuple(Image(cut.src, width=cut.width, height=cut.height, type=cut.type) for cut in image.ratios)


def _images(own: tuple[Image | None, ...], page: PageInfo, site: SiteInfo) -> list[str]:
    """Return full URLs of the article's pictures that may be large enough, else of the page's or the site's card."""
    chosen = [image for image in own if image and _is_large_enough(image)]
    fallback = [image for image in (page.image, site.card) if image and _is_large_enough(image)]
    addresses = [absolute(image.src, site.base_url) for image in chosen or fallback[:1]]
    return list(dict.fromkeys(addresses))


def _is_large_enough(image: Image) -> bool:
    pixels = image.width * image.height
    return bool(image.src) and (pixels == 0 or pixels >= MIN_IMAGE_PIXELS)


@lru_cache(maxsize=1024)
def _author(author: Ref, site: SiteInfo) -> Node:
    """Return a person with nothing in the name but the name; a byline that is the site's own title is no person."""
    name = one_line(author.title)
    kind = "Organization" if name.casefold() == one_line(site.title).casefold() else "Person"
    return _filled({"@type": kind, "name": name, "url": absolute(author.url, site.base_url) if author.url else ""})


@lru_cache(maxsize=16)
def _publisher(site: SiteInfo) -> Node:
    logo = _logo(site.logo, site) if site.logo else None
    return _filled({"@type": "Organization", "name": one_line(site.title), "url": f"{site.base_url}/", "logo": logo})


def _logo(image: Image, site: SiteInfo) -> Node:
    address = absolute(image.src, site.base_url)
    return _filled({"@type": "ImageObject", "url": address, "width": image.width, "height": image.height})


def _citation(source: Citation, site: SiteInfo) -> Node:
    publisher = _filled({"@type": "Organization", "name": one_line(source.publisher)}) if source.publisher else None
    address = absolute(source.url, site.base_url) if source.url else ""
    return _filled({"@type": "CreativeWork", "name": one_line(source.title), "url": address, "publisher": publisher})


def _correction(correction: Correction) -> Node:
    date = w3c(correction.date) if correction.date else ""
    return _filled({"@type": "CorrectionComment", "text": one_line(correction.text), "datePublished": date})


# ── other pages ─────────────────────────────────────────────────────────────────────────────────────


def _website(page: PageInfo, site: SiteInfo) -> Node:
    address = absolute(page.home, site.base_url)
    return _filled(
        {
            "@type": "WebSite",
            "@id": f"{address}#website",
            "url": address,
            "name": one_line(site.title),
            "description": one_line(site.description),
            "inLanguage": page.lang,
            "publisher": _publisher(site),
        }
    )


def _collection(page: PageInfo, site: SiteInfo, listed: tuple[Summary, ...]) -> Node:
    rows = [_position(number, absolute(post.url, site.base_url)) for number, post in enumerate(listed, 1)]
    return _filled(
        {
            "@type": "CollectionPage",
            "url": absolute(page.url, site.base_url),
            "name": one_line(page.title),
            "description": one_line(page.description),
            "inLanguage": page.lang,
            "mainEntity": {"@type": "ItemList", "itemListElement": rows} if rows else None,
        }
    )


def _position(number: int, address: str) -> Node:
    return {"@type": "ListItem", "position": number, "url": address}


def _breadcrumb_list(page: PageInfo, site: SiteInfo, breadcrumbs: tuple[Ref, ...]) -> Node:
    steps = [*((crumb.title, crumb.url) for crumb in breadcrumbs), (page.title, page.url)]
    rows = [
        {"@type": "ListItem", "position": number, "name": one_line(title), "item": absolute(url, site.base_url)}
        for number, (title, url) in enumerate(steps, 1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": rows}
