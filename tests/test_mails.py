"""Every mail of the sample blog, of a real one, and of the fullest week: read as a mail program reads it."""

from __future__ import annotations

import email
import email.policy
import re
import shutil
from collections.abc import Callable, Iterator
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser as HTMLParser

from ssg import BuildOptions, build
from tests.conftest import ROOT
from tests.corpora.test_corpora import NOW as CORPUS_NOW
from tests.corpora.test_corpora import ROWS, corpus_site
from tests.sites import CONFIG, NOW, TestSite
from tests.test_validity import messages

MOST_BYTES = 100_000  # what Gmail shows of a mail's HTML, and a little less
MOST_ITEMS = 15
LONGEST_LINE = 998  # RFC 5322, 2.1.1: without its end


def sample_blog(folder: Path) -> Path:
    options = BuildOptions(output=str(folder), cache_dir=str(folder) + "-cache", now=NOW, locked=True, environ={})
    assert build(ROOT, options).ok
    return folder


def real_blog(folder: Path) -> Path:
    site = corpus_site(folder, next(row for row in ROWS if row.name == "ai-insight-daily"))
    config = (site.folder / "site.toml").read_text("utf-8").replace('theme = "bare"', 'theme = "default"')
    site.configure(config + '[newsletter]\nprovider = "custom"\naction = "/in/"\nunsubscribe = "*|UNSUB|*"\n')
    assert site.build(now=CORPUS_NOW).ok
    return site.output


def fullest_week(folder: Path) -> Path:
    """Build a site with more posts in a week than a mail has items, each with all that a post can say, in Chinese."""
    letter = '[newsletter]\nprovider = "none"\nunsubscribe = "{{ out }}"\n'
    site = TestSite(folder, CONFIG.replace('"bare"', '"default"') + letter)
    for number in range(22):
        point = f"国产大模型公司在算力受限的情况下第{number}次更新旗舰模型，推理价格再降一半，" * 4
        site.write(
            f"p{number}.md",
            title=f"深度求索发布第{number}代旗舰模型，推理价格再降一半，并重新定义开源与“商业化”的边界",
            summary="字节跳动开源多模态智能体框架，国产算力适配提速；" * 12,
            key_points=[point[:158], *(f"第{line}点：{point[:140]}" for line in range(5))],
            date=f"2026-01-{12 + number % 7}",
            section=("news", "labs", "deals")[number % 3],
        )
    assert site.build().ok
    return site.output


BLOGS: dict[str, tuple[Callable[[Path], Path], int, str]] = {
    "sample blog": (sample_blog, 5, "{{ unsubscribe_url }}"),
    "real blog": (real_blog, 4, "*|UNSUB|*"),
    "fullest week": (fullest_week, 1, "{{ out }}"),
}
"""How it is built, how many mails it has, and the tag of its newsletter service."""


class Mail:
    """A mail in its three forms."""

    def __init__(self, folder: Path, tag: str) -> None:
        self.tag = tag
        self.html = (folder / "email.html").read_text("utf-8")
        self.text = (folder / "email.txt").read_text("utf-8")
        self.data = (folder / "email.eml").read_bytes()
        message = email.message_from_bytes(self.data, policy=email.policy.default)
        assert isinstance(message, EmailMessage)
        self.message = message
        self.tree = HTMLParser(self.html)
        self.path = folder


@pytest.fixture(scope="module", params=BLOGS)
def mails(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> list[Mail]:
    make, count, tag = BLOGS[request.param]
    output = make(tmp_path_factory.mktemp("mails") / "site")
    found = [Mail(path.parent, tag) for path in sorted(output.rglob("email.eml"))]
    assert len(found) == count
    return found


def parts(mail: Mail) -> Iterator[EmailMessage]:
    for part in mail.message.iter_parts():
        assert isinstance(part, EmailMessage)
        yield part


def test_a_message_has_both_forms_the_better_one_last(mails: list[Mail]) -> None:
    for mail in mails:
        assert mail.message.get_content_type() == "multipart/alternative"
        assert [part.get_content_type() for part in parts(mail)] == ["text/plain", "text/html"]
        assert [part.get_content_charset() for part in parts(mail)] == ["utf-8", "utf-8"]
        assert {part["Content-Transfer-Encoding"] for part in parts(mail)} <= {"7bit", "8bit", "quoted-printable"}
        for part, whole in zip(parts(mail), (mail.text, mail.html), strict=True):
            assert part.get_content().split() == whole.split()


def test_nothing_of_a_message_is_defective(mails: list[Mail]) -> None:
    for mail in mails:
        for part in mail.message.walk():
            assert part.defects == []
            assert [(name, value.defects) for name, value in part.items() if value.defects] == []
        for name in ("From", "Subject", "Date", "Message-ID", "MIME-Version"):
            assert len(mail.message.get_all(name) or ()) == 1, name
        assert mail.message["From"].addresses[0].addr_spec.startswith("newsletter@")
        assert isinstance(mail.message["Date"].datetime, datetime)
        assert re.fullmatch(r"<[^<>@\s]+@[^<>@\s]+>", mail.message["Message-ID"])


def test_who_wants_no_more_of_them_has_one_click_to_make(mails: list[Mail]) -> None:
    """By RFC 8058: both headers, once each, the address alone between its brackets and never folded."""
    for mail in mails:
        head = mail.data.split(b"\r\n\r\n")[0].decode().split("\r\n")
        assert head.count(f"List-Unsubscribe: <{mail.tag}>") == 1
        assert head.count("List-Unsubscribe-Post: List-Unsubscribe=One-Click") == 1
        (link,) = [node for node in mail.tree.css("a[href]") if node.attributes["href"] == mail.tag]
        assert link.text().strip()
        assert mail.tag in mail.text


def test_no_line_is_longer_than_mail_servers_take_and_each_ends_as_they_want_it(mails: list[Mail]) -> None:
    for mail in mails:
        assert mail.data.count(b"\n") == mail.data.count(b"\r\n") == mail.data.count(b"\r")
        assert max(map(len, mail.data.split(b"\r\n"))) <= LONGEST_LINE
        assert mail.data.split(b"\r\n\r\n")[0].isascii()


def test_no_mail_is_clipped(mails: list[Mail]) -> None:
    for mail in mails:
        assert len(mail.html.encode()) < MOST_BYTES
        html = list(parts(mail))[1].get_payload(decode=True)
        assert isinstance(html, bytes)
        assert len(html) < MOST_BYTES
        assert 0 < len(mail.tree.css(".headline, .story")) <= MOST_ITEMS


def test_no_address_hangs_on_a_page_that_there_is_not(mails: list[Mail]) -> None:
    for mail in mails:
        named = [
            node.attributes[name] or "" for name in ("href", "src") for node in mail.tree.css(f"[{name}], [srcset]")
        ]
        assert len(named) > 3
        assert [address for address in named if not address.startswith("https://") and address != mail.tag] == []
        assert mail.tree.css("[srcset], script, link, iframe, form, [background]") == []


def test_what_stands_beside_the_subject_is_not_the_subject_again(mails: list[Mail]) -> None:
    for mail in mails:
        stories = mail.tree.css(".headline, .story")
        preheader = mail.tree.css_first(".preheader")
        if len(stories) == 1:
            continue
        assert preheader is not None
        assert preheader.text().strip()
        assert preheader.text().strip() != mail.message["Subject"]
        assert "display: none" in (preheader.attributes["style"] or "")
        body = mail.tree.body
        assert body is not None
        assert body.text().strip().startswith(preheader.text().strip()), "it is what programs show first"


def test_a_mail_says_that_it_can_be_dark_and_pictures_say_what_they_show(mails: list[Mail]) -> None:
    for mail in mails:
        (scheme,) = mail.tree.css('meta[name="color-scheme"]')
        assert scheme.attributes["content"] == "light dark"
        assert "@media (prefers-color-scheme: dark)" in mail.html
        for picture in mail.tree.css("img"):
            assert picture.attributes.get("alt") is not None
            assert (picture.attributes.get("width") or "").isdigit()


def test_the_plain_text_is_no_html_and_has_every_story(mails: list[Mail]) -> None:
    for mail in mails:
        assert not re.search(r"</?[a-z]+[ >]|&(amp|lt|quot|#\d+);", mail.text)
        said = "".join(mail.text.split())
        for story in mail.tree.css(".headline, .story"):
            assert "".join(story.text().split()) in said


KNOWN = (
    r"“supported-color-schemes”: Property “supported-color-schemes” doesn't exist",  # an older name, of Apple Mail
    r"Bad value “(\{\{ \w+ \}\}|\*\|UNSUB\|\*)” for attribute “href”",  # the tag: its service puts an address there
    r"This document appears to be written in",  # a blog in four languages
)
"""What the HTML checker is right to say, and must not be mended."""


def test_the_html_checker_finds_nothing_but_what_mails_want(mails: list[Mail]) -> None:
    assert shutil.which("java")
    said = messages(mail.path / "email.html" for mail in mails)

    assert len(said) >= len(mails), "it sees the tag at least"
    assert [line for line in said if not any(re.search(known, line) for known in KNOWN)] == []
