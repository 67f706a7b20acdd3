"""Where addresses lead: a table of what browsers and hosts do with them."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssg.check.html import parsed, read_page
from ssg.check.links import OUTSIDE, Aim, PageLinks, Territory, fragment_faults, land, page_links, territory_of
from ssg.core.lazy_jobs import ready
from ssg.core.model import Job
from ssg.core.views import Redirect

OUTPUTS = frozenset(
    {
        "index.html",
        "news/a/index.html",
        "news/a/chart.png",
        "news/a/index.md",
        "新闻/模型/index.html",
        "404.html",
        "feed.xml",
        "files/a b#1.pdf",
        "assets/t/site.123.css",
        "page.html",
    }
)
REDIRECTS = {
    "/old": "/news/a/",
    "/older": "/old/",
    "/away": "https://elsewhere.example/",
    "/gone": "",
    "/stale": "/nothing/",
    "/旧": "/新闻/模型/",
    "/loop": "/pool/",
    "/pool": "/loop/",
}

ROOT = "https://test.example"
PAGE = "/news/a/"


def links_of(output: str, page: bytes, territory: Territory) -> PageLinks:
    return page_links(output, read_page(parsed(page)), territory)


def at(address: str, base_url: str = ROOT, page: str = PAGE) -> str:
    """Return the output at which ``address`` ends, "outside", or the reason why it leads nowhere."""
    landing = land(address, base_url + page, Territory(OUTPUTS, REDIRECTS, base_url))
    return "outside" if landing is OUTSIDE else landing.output or landing.reason


ARRIVES = [
    ("/", "index.html"),
    ("", "news/a/index.html"),
    ("/index.html", "index.html"),
    ("/news/a/", "news/a/index.html"),
    ("/news/a/index.html", "news/a/index.html"),
    ("/news/a", "news/a/index.html"),  # hosts add the slash
    ("/news/a/#part", "news/a/index.html"),
    ("/news/a/?q=1", "news/a/index.html"),
    ("?q=1", "news/a/index.html"),
    ("./", "news/a/index.html"),
    ("../../", "index.html"),
    ("../../../../", "index.html"),  # above the root is the root
    ("chart.png", "news/a/chart.png"),
    ("index.md", "news/a/index.md"),
    ("/feed.xml", "feed.xml"),
    ("/assets/t/site.123.css", "assets/t/site.123.css"),
    ("/新闻/模型/", "新闻/模型/index.html"),
    ("/%E6%96%B0%E9%97%BB/%e6%a8%a1%e5%9e%8b/", "新闻/模型/index.html"),
    ("/files/a%20b%231.pdf", "files/a b#1.pdf"),
    ("https://test.example/news/a/", "news/a/index.html"),
    ("https://TEST.example/news/a/", "news/a/index.html"),
    ("http://test.example/news/a/", "news/a/index.html"),
    ("//test.example/news/a/", "news/a/index.html"),
    ("https://test.example", "index.html"),
    ("\\news\\a\\", "news/a/index.html"),
    ("/news/%2e%2e/news/a/", "news/a/index.html"),
    ("/ne\nws/a/", "news/a/index.html"),
    ("/old/", "news/a/index.html"),
    ("/old", "news/a/index.html"),
    ("/older/", "news/a/index.html"),
    ("/%E6%97%A7/", "新闻/模型/index.html"),
]
OUTSIDE_THE_SITE = [
    "https://elsewhere.example/news/b/",
    "//elsewhere.example/x",
    "mailto:a@b.example",
    "tel:123",
    "javascript:void(0)",
    "data:image/png;base64,AAAA",
    "https://test.example.evil.example/news/b/",
    "///elsewhere.example/x",
    "/away/",
]
NOWHERE = [
    ("/nothing/", "leads nowhere"),
    ("nothing.png", "leads nowhere"),
    ("/News/a/", "leads nowhere"),  # case counts
    ("/404", "leads nowhere"),
    ("/page", "leads nowhere"),
    ("/page.html/", "leads nowhere"),
    ("//", "is no address that a browser understands"),
    ("/news//a/", "leads nowhere"),
    ("/news%2Fa/", "leads nowhere: an encoded slash is no slash"),
    ("/files/a%20b#1.pdf", "leads nowhere"),
    ("/%E6%96%B0%E9%97/", "leads nowhere"),  # a cut character
    ("/%25E6%2596%25B0/", "leads nowhere"),  # encoded twice
    ("https://test.example/nothing/", "leads nowhere"),
    ("http://[::1", "is no address that a browser understands"),
    ("/gone/", "leads to a page that is gone"),
    ("/stale/", "is redirected to “/nothing/”, which leads nowhere"),
    ("/loop/", "is redirected for ever"),
]


@pytest.mark.parametrize(("address", "output"), ARRIVES)
def test_an_internal_address_ends_at_an_output(address: str, output: str) -> None:
    assert at(address) == output


@pytest.mark.parametrize("address", OUTSIDE_THE_SITE)
def test_an_address_of_somebody_else_is_not_judged(address: str) -> None:
    assert at(address) == "outside"


@pytest.mark.parametrize(("address", "reason"), NOWHERE)
def test_an_address_without_an_output_leads_nowhere(address: str, reason: str) -> None:
    assert at(address) == reason


BELOW_A_BASE_PATH = [
    ("/blog/news/a/", "news/a/index.html"),
    ("/blog/", "index.html"),
    ("/blog", "index.html"),
    ("../../feed.xml", "feed.xml"),
    ("/blog/old/", "news/a/index.html"),
    ("https://test.example/blog/news/a/", "news/a/index.html"),
    # the host's other sites, when they are named in full
    ("https://test.example/shop/", "outside"),
    ("https://test.example/", "outside"),
    # the classic: a template that forgets the base path
    ("/news/a/", "leads out of /blog/, where the site stands"),
    ("/blogs/news/a/", "leads out of /blog/, where the site stands"),
    ("../../../feed.xml", "leads out of /blog/, where the site stands"),
]


@pytest.mark.parametrize(("address", "end"), BELOW_A_BASE_PATH)
def test_a_site_below_a_path_owns_that_path_only(address: str, end: str) -> None:
    assert at(address, base_url="https://test.example/blog") == end


@given(st.text(max_size=60))
def test_any_text_as_an_address_gets_an_answer(address: str) -> None:
    assert at(address)


@pytest.mark.parametrize("base_url", ["", ROOT, "https://test.example/blog", "https://test.example/博客"])
def test_what_a_plan_knows_beforehand_is_what_resolving_would_find(base_url: str) -> None:
    jobs = [ready(Job(output=output, renderer="copy", template="", parts={}, values={})) for output in OUTPUTS]
    planned = territory_of(jobs, [Redirect("/old/", "/news/a/")], base_url)
    fresh = Territory(planned.outputs, planned.redirects, planned.base_url)

    assert len(planned.known) == 2 * len(OUTPUTS)
    resolved = {address: land(str(address), planned.base_url + PAGE, fresh) for address in planned.known}
    assert resolved == planned.known
    assert land(f"{urlsplit(base_url).path}/old", planned.base_url + PAGE, planned).output == "news/a/index.html"


# ── fragments ───────────────────────────────────────────────────────────────────────────────────────

HOLDS = [
    "part",
    "%70art",
    "中文",
    "%E4%B8%AD%E6%96%87",
    "a%b",
    "c%20d",
    "Top",
    "top",
    ":~:text=some%20words",
    "part:~:text=x",
    "",
]
FAILS = ["parts", "Part", "中", "%E4%B8%AD", "part%20", "!/route"]
IDS = '<p id="part"><p id="中文"><p id="a%b"><p id="c%20d">'


def faults_on_own_page(fragment: str) -> list[str]:
    page = f'{IDS}<a href="#{fragment}">'.encode()
    return [fault.code for fault in links_of("news/a/index.html", page, Territory(OUTPUTS, REDIRECTS, ROOT)).faults]


@pytest.mark.parametrize("fragment", HOLDS)
def test_a_fragment_holds_when_an_id_is_spelled_so_encoded_or_not(fragment: str) -> None:
    assert faults_on_own_page(fragment) == []


@pytest.mark.parametrize("fragment", FAILS)
def test_a_fragment_without_its_id_is_a_fault(fragment: str) -> None:
    assert faults_on_own_page(fragment) == ["broken-fragment"]


def test_a_fragment_of_the_pages_own_address_is_looked_up_on_the_page() -> None:
    page = b'<a href="/news/a/#nope">'

    found = links_of("news/a/index.html", page, Territory(OUTPUTS, REDIRECTS, ROOT))

    assert [fault.reason for fault in found.faults] == ["leads to a page without “#nope”"]


def test_fragments_of_other_pages_and_of_redirected_ones_are_handed_on_and_those_of_files_are_not() -> None:
    page = '<a href="/#x"><a href="/旧/#y"><a href="chart.png#z"><a href="https://elsewhere.example/#w">'

    found = links_of("news/a/index.html", page.encode(), Territory(OUTPUTS, REDIRECTS, ROOT))

    assert found.faults == ()
    aims = {aim.output: aim.fragment for aim in found.aims}
    assert aims == {"index.html": "x", "新闻/模型/index.html": "y"}


def test_a_page_that_nobody_has_seen_is_not_blamed_for_its_places() -> None:
    aims = [Aim("/a/#x", "a/index.html", "x"), Aim("/b/#x", "b/index.html", "x")]

    faults = list(fragment_faults(aims, {"a/index.html": frozenset({"y"})}.get))

    assert [fault.address for fault in faults] == ["/a/#x"]


def test_a_base_element_moves_relative_addresses_and_bare_fragments() -> None:
    page = b'<base href="/"><a href="feed.xml"><a href="chart.png"><a href="#part"><p id="part">'

    found = links_of("news/a/index.html", page, Territory(OUTPUTS, REDIRECTS, ROOT))

    assert [(fault.code, fault.address) for fault in found.faults] == [("broken-link", "chart.png")]
    assert [aim.output for aim in found.aims] == ["index.html"]


def test_only_links_that_stay_on_the_site_are_counted() -> None:
    page = b'<a href="/"><a href="/nothing/"><a href="#"><a href="https://elsewhere.example/"><a href="mailto:a@b.c">'

    assert links_of("news/a/index.html", page, Territory(OUTPUTS, REDIRECTS, ROOT)).internal == 3


def test_one_relative_address_is_looked_up_anew_on_each_page() -> None:
    territory = Territory(OUTPUTS, REDIRECTS, ROOT)
    page = b'<img src="chart.png">'

    assert links_of("news/a/index.html", page, territory).faults == ()
    assert [fault.address for fault in links_of("index.html", page, territory).faults] == ["chart.png"]
