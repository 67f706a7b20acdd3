"""The digest as a mail: whole in every mail program, with a way out that nothing breaks."""

from __future__ import annotations

import email
import email.policy
import re
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.utils import getaddresses

import pytest

from ssg.render.digest_mail import MAX_BYTES, MAX_LINE
from tests.sites import CONFIG, TestSite

SENT = CONFIG.replace('"bare"', '"default"') + '[newsletter]\nprovider = "none"\nunsubscribe = "{{ out }}"\n'
FOLDER = "digest/2026-w03"


@pytest.fixture
def news(site: TestSite) -> TestSite:
    site.configure(SENT)
    points = ["**Ants** & bees <agree>.", "[Two](https://two.example).", "Three."]
    site.write("a.md", title='Ants & "bees"', summary="They <carry>.", key_points=points, date="2026-01-13")
    site.write("b.md", title="蜜蜂很忙", summary="它们飞。", date="2026-01-14")
    return site


def message_of(site: TestSite) -> EmailMessage:
    data = (site.output / FOLDER / "email.eml").read_bytes()
    found = email.message_from_bytes(data, policy=email.policy.default)
    assert isinstance(found, EmailMessage)
    assert found.defects == []
    return found


def body_of(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    assert part is not None
    content = part.get_content()
    assert isinstance(content, str)
    return content


def test_rules_of_style_stand_on_the_elements_and_the_dark_scheme_in_a_style_sheet(news: TestSite) -> None:
    news.build()
    mail = news.read(f"{FOLDER}/email.html")

    assert re.search(r'<h1 class="name" style="[^"]*font-size: 26px', mail)
    assert mail.count("<style") == 1
    assert "@media (prefers-color-scheme: dark)" in mail
    assert '<meta name="color-scheme" content="light dark">' in mail


def test_every_address_is_a_full_one_or_the_tag(news: TestSite) -> None:
    news.build()

    addresses = re.findall(r'(?:href|src)="([^"]*)"', news.read(f"{FOLDER}/email.html"))
    assert {address for address in addresses if not address.startswith("https://test.example/")} == {"{{ out }}"}


def test_text_is_escaped_in_html_and_not_in_plain_text(news: TestSite) -> None:
    news.build()

    assert "They &lt;carry&gt;." in news.read(f"{FOLDER}/email.html")
    text = news.read(f"{FOLDER}/email.txt")
    assert 'Ants & "bees"\nThey <carry>.\n' in text
    assert "- Ants & bees" in text


def test_the_message_has_both_forms_and_the_headers_to_unsubscribe_with_one_click(news: TestSite) -> None:
    news.build()
    message = message_of(news)

    assert message["List-Unsubscribe"] == "<{{ out }}>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["Subject"] == 'Ants & "bees"'
    assert message["Date"] == "Mon, 19 Jan 2026 00:00:00 +0000"
    assert message.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
    for kind, name in (("plain", "email.txt"), ("html", "email.html")):
        assert body_of(message, kind).split() == news.read(f"{FOLDER}/{name}").split()


def test_the_same_week_is_the_same_message_under_the_same_id_whatever_the_time(news: TestSite) -> None:
    news.build()
    first = (news.output / FOLDER / "email.eml").read_bytes()
    news.build(clean=True, now="2026-06-01T00:00:00+00:00")

    assert (news.output / FOLDER / "email.eml").read_bytes() == first


def test_what_a_headline_says_is_not_taken_for_a_tag(news: TestSite) -> None:
    news.write("c.md", title="Why {{ out }} is text", summary="{{ out }}", featured=True, date="2026-01-15")
    news.build()

    mail = news.read(f"{FOLDER}/email.html")
    assert mail.count("{{ out }}") == 1
    assert "Why {&#123; out }} is text" in mail
    text = news.read(f"{FOLDER}/email.txt")
    assert text.count("{{ out }}") == 1
    assert text.endswith("Unsubscribe: {{ out }}\n")


def test_a_mail_is_never_so_long_that_it_is_clipped_and_counts_what_it_leaves_out(news: TestSite) -> None:
    for number in range(14):
        points = [f"{'<&>' * 200} {line}" for line in range(6)]
        title, summary = '"' * 2000, "😀" * 900
        news.write(f"n{number}.md", title=title, summary=summary, key_points=points, date="2026-01-14")
    assert news.build().ok

    mail = (news.output / FOLDER / "email.html").read_bytes()
    assert len(mail) < MAX_BYTES
    assert 'href="{{ out }}"' in mail.decode()


def test_a_mail_that_does_not_fit_leaves_stories_out_and_says_how_many(news: TestSite) -> None:
    site_text = "x" * (MAX_BYTES - 30_000)
    folder = news.folder / "themes" / "default" / "templates" / "mail"
    folder.mkdir(parents=True)
    (folder / "digest.html").write_text(
        f"<p>{site_text}</p>{{% for section in digest.sections %}}{{% for item in section.items %}}"
        "<b>{{ item.post.summary * 10 }}</b>"
        '{% endfor %}{% endfor %}<i>{{ digest.more }}</i><a href="{{ mail.unsubscribe }}">out</a>',
        encoding="utf-8",
    )
    for number in range(9):
        news.write(f"n{number}.md", title=f"N{number}", summary="y" * 600, date="2026-01-14")
    assert news.build().ok

    mail = news.read(f"{FOLDER}/email.html")
    assert len(mail) < MAX_BYTES
    assert mail.count("<b>") == 5
    assert "<i>5</i>" in mail


@pytest.mark.parametrize("name", ["digest.html", "digest.txt"])
def test_a_template_that_leaves_no_way_to_unsubscribe_is_an_error(news: TestSite, name: str) -> None:
    folder = news.folder / "themes" / "default" / "templates" / "mail"
    folder.mkdir(parents=True)
    (folder / name).write_text("<p>{{ mail.subject }}</p>", encoding="utf-8")

    report = news.build()

    errors = [found.message for found in report.diagnostics if found.level == "error"]
    assert len(errors) == 1
    assert errors[0].startswith("the mail has no link to unsubscribe")


def test_lines_are_short_enough_for_mail_servers(news: TestSite) -> None:
    news.write("c.md", title="Long", summary="words and " * 300, date="2026-01-15")
    news.write("d.md", title="Longer", summary="字" * 900, date="2026-01-15")
    news.build()

    data = (news.output / FOLDER / "email.eml").read_bytes()
    assert max(map(len, data.split(b"\r\n"))) <= MAX_LINE + 98
    assert "{{ out }}" in body_of(message_of(news), "html")


def test_the_plain_text_is_wrapped_and_its_addresses_are_whole(news: TestSite) -> None:
    news.write("c.md", title="Long", summary="words and " * 30, slug="a" * 75, date="2026-01-15")
    news.build()

    text = news.read(f"{FOLDER}/email.txt")
    assert f"\nhttps://test.example/news/{'a' * 75}/\n" in text
    assert all(len(line) <= 72 or line.startswith("https://") for line in text.splitlines())


def test_the_feed_has_a_whole_digest_in_each_item(news: TestSite) -> None:
    news.build()
    feed = news.read("digest/feed.xml")

    assert feed.count("<item>") == 1
    assert "https://test.example/digest/2026-w03/" in feed
    assert "<strong>Ants</strong>" in feed
    assert 'href="https://test.example/news/b/"' in feed


@pytest.mark.parametrize(
    "title",
    [
        "Models, Inc.",
        'The "AI" Post <x@y.example>',
        "Models, Inc.: a name that is longer than a line of a header may be, with a comma in it",
        'Ünï, "Cödé" <x@y.example>',
        "AI洞察日报, " + "每日" * 30,
        "A" * 300,
        "one\\nline and\\nanother",
    ],
)
def test_the_sender_is_the_site_by_its_name_whatever_stands_in_it(news: TestSite, title: str) -> None:
    quoted = title.replace('"', '\\"')
    news.configure(SENT.replace("Test News", quoted))
    assert news.build().ok

    data = (news.output / FOLDER / "email.eml").read_bytes()
    header = email.message_from_bytes(data)["From"]
    ((name, address),) = getaddresses([header])
    assert address == "newsletter@test.example"
    assert str(make_header(decode_header(name))) == " ".join(title.replace("\\n", "\n").split())
    assert all(len(line) <= 78 or " " not in line.strip() for line in header.splitlines())
