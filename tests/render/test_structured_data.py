"""Structured data: each field of a NewsArticle, the breadcrumbs, and text that no script element can trip over."""

from __future__ import annotations

import json
import re
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssg.core.model import Citation, Image, Post, Ref, Summary, Variant
from ssg.core.views import PageInfo, PageKind
from ssg.render.structured_data import structured_data
from tests.render.feed_values import BASE, LEAD, SITE, post

CRUMBS = (Ref("", "Home", "/"), Ref("news", "News", "/news/"))


def page(kind: PageKind = "post", **changes: Any) -> PageInfo:
    values: dict[str, Any] = {"kind": kind, "url": "/news/robot/", "title": "Robots learn", "lang": "en"}
    return PageInfo(**(values | changes))


def nodes(*arguments: Any, **named: Any) -> dict[str, dict[str, Any]]:
    found = json.loads(structured_data(*arguments, **named))
    assert found["@context"] == "https://schema.org"
    return {node["@type"]: node for node in found["@graph"]}


def article(**changes: Any) -> dict[str, Any]:
    return nodes(page(), post(**changes), SITE, CRUMBS)["NewsArticle"]


@pytest.mark.parametrize(("field", "value"), [
    ("url", f"{BASE}/news/robot/"),
    ("headline", "Robots & <others> learn"),
    ("alternativeHeadline", "All of them"),
    ("description", "They fold & stack."),
    ("image", [f"{BASE}/news/robot/lead%20image.jpg"]),
    ("datePublished", "2026-01-13T09:30:00+01:00"),
    ("dateModified", "2026-01-14T08:00:00+00:00"),
    ("author", [{"@type": "Person", "name": "Ana Sá", "url": f"{BASE}/authors/ana/"}]),
    ("publisher", {"@type": "Organization", "name": "Tensor Times", "url": f"{BASE}/",
                   "logo": {"@type": "ImageObject", "url": f"{BASE}/logo.png", "width": 512, "height": 512}}),
    ("mainEntityOfPage", {"@type": "WebPage", "@id": f"{BASE}/news/robot/"}),
    ("articleSection", "News"),
    ("keywords", ["Robots", "LLM"]),
    ("inLanguage", "en"),
    ("wordCount", 420),
    ("isAccessibleForFree", True),
    ("abstract", "It folds\nIt stacks"),
    ("citation", [{"@type": "CreativeWork", "name": "Paper", "url": "https://arxiv.example/1",
                   "publisher": {"@type": "Organization", "name": "arXiv"}}]),
    ("correction", [{"@type": "CorrectionComment", "text": "It was Tuesday.", "datePublished": "2026-01-14"}]),
    ("digitalSourceType", "https://schema.org/CompositeWithTrainedAlgorithmicMediaDigitalSource"),
])  # fmt: skip
def test_a_news_article_says(field: str, value: object) -> None:
    assert article()[field] == value


@pytest.mark.parametrize(("ai_use", "term"), [
    ("generated", "https://schema.org/TrainedAlgorithmicMediaDigitalSource"),
    ("none", None),
    ("", None),
])  # fmt: skip
def test_ai_use_is_an_iptc_term_or_nothing(ai_use: str, term: str | None) -> None:
    assert article(ai_use=ai_use).get("digitalSourceType") == term


def test_a_post_that_was_never_updated_was_modified_when_it_was_published() -> None:
    assert article(updated="")["dateModified"] == "2026-01-13T09:30:00+01:00"


def test_an_original_elsewhere_is_the_main_page() -> None:
    found = nodes(page(canonical="https://other.example/x"), post(), SITE)["NewsArticle"]
    assert found["mainEntityOfPage"]["@id"] == "https://other.example/x"


def test_the_sites_own_name_in_a_byline_is_an_organization() -> None:
    found = article(authors=(Ref("", "tensor times", ""), Ref("", "", "")))["author"]
    assert found == [{"@type": "Organization", "name": "tensor times"}]


def test_the_cuts_of_the_lead_image_stand_in_its_place_in_their_order() -> None:
    cuts = (Variant("/a-16x9.jpg", 1200, 675, "image/jpeg"), Variant("/a-4x3.jpg", 900, 675, "image/jpeg"))
    found = article(image=msgspec.structs.replace(LEAD, ratios=cuts))["image"]
    assert found == [f"{BASE}/a-16x9.jpg", f"{BASE}/a-4x3.jpg"]


@pytest.mark.parametrize("image", [None, Image("/small.png", width=200, height=200)])
def test_without_a_picture_of_50000_pixels_the_sites_card_stands_in(image: Image | None) -> None:
    assert article(image=image)["image"] == [f"{BASE}/card.png"]


def test_a_summary_is_enough_for_an_article() -> None:
    summary = Summary(**{name: getattr(post(), name) for name in Summary.__struct_fields__})
    assert nodes(page(), summary, SITE)["NewsArticle"]["headline"] == "Robots & <others> learn"


def test_breadcrumbs_lead_from_the_front_page_to_the_page_itself() -> None:
    rows = nodes(page(), post(), SITE, CRUMBS)["BreadcrumbList"]["itemListElement"]
    assert [(row["position"], row["name"], row["item"]) for row in rows] == [
        (1, "Home", f"{BASE}/"),
        (2, "News", f"{BASE}/news/"),
        (3, "Robots learn", f"{BASE}/news/robot/"),
    ]


def test_the_front_page_is_the_web_site_and_promises_no_search() -> None:
    found = nodes(page("home", url="/", home="/"), None, SITE, ())
    assert list(found) == ["WebSite"]
    assert (found["WebSite"]["url"], found["WebSite"]["name"]) == (f"{BASE}/", "Tensor Times")
    assert "potentialAction" not in found["WebSite"]


def test_a_list_is_a_collection_of_its_posts() -> None:
    found = nodes(page("section", url="/news/", title="News"), None, SITE, CRUMBS[:1], listed=(post(),))
    assert list(found) == ["CollectionPage", "BreadcrumbList"]
    assert found["CollectionPage"]["mainEntity"]["itemListElement"] == [
        {"@type": "ListItem", "position": 1, "url": f"{BASE}/news/robot/"}
    ]


def test_an_ordinary_page_has_breadcrumbs_only() -> None:
    assert list(nodes(page("page"), post(date=""), SITE, CRUMBS)) == ["BreadcrumbList"]


@pytest.mark.parametrize("kind", ["404", "thanks"])
def test_a_page_that_is_no_destination_says_nothing(kind: PageKind) -> None:
    assert structured_data(page(kind), None, SITE, CRUMBS) == ""


def test_every_address_is_a_full_one() -> None:
    text = structured_data(page(), post(sources=(Citation("Here", "/data/x.csv"),)), SITE, CRUMBS)
    found = re.findall(r'"(?:url|item|@id)":"([^"]*)"', text)
    assert f"{BASE}/data/x.csv" in found
    assert all(address.startswith("https://") for address in found)


@given(st.one_of(st.text(), st.sampled_from(["</script><script>", "<!--", "\u2028\u2029&amp;", "\ud800", "]]>"])))
def test_no_text_can_end_the_script_element(words: str) -> None:
    text = structured_data(page(title=words), post(title=words, summary=words), SITE, CRUMBS)
    assert not set("<>&\u2028\u2029") & set(text)
    assert isinstance(json.loads(text.encode()), dict)


def test_the_words_come_out_as_they_were() -> None:
    title = "</script> & <b> 中文 🤖"
    assert article(title=title)["headline"] == title
    assert isinstance(post(), Post)
