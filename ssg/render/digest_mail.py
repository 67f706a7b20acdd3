"""The weekly digest as a mail: HTML that no mail program clips, plain text, and both as one message (RFC 5322)."""

from __future__ import annotations

import html
import re
import textwrap
from collections.abc import Callable
from email.header import Header
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formataddr
from urllib.parse import urlsplit

import msgspec

from ssg.core.errors import Diagnostic, diagnostic
from ssg.core.model import Job, KeyPoint, Summary
from ssg.core.views import UNSUBSCRIBE_MARK, Digest, DigestItem, DigestSection, Mail, SiteInfo
from ssg.render.mail_html import inlined
from ssg.render.moments import rfc822
from ssg.render.pages import RenderError

Print = Callable[[str, Job], str]
"""Prints the template of a name with the values of a job."""

MAX_BYTES = 100_000  # of the HTML: Gmail clips what is longer than 102 KB
MAX_TITLE, MAX_TEXT, MAX_POINTS = 300, 600, 6  # characters of a headline, of a summary or key point; key points
TEXT_WIDTH = 72  # columns of the plain text
LINE = 78  # characters of a header, which goes on in the next one (RFC 5322, section 2.1.1)
MAX_LINE = 900  # bytes; SMTP forbids more than 998 (RFC 5321, section 4.5.3.1.6)
BOUNDARY = "=_ssg_digest"

_OPENER = re.compile(r"[^\w\s/]{2,}")
_BULLET = re.compile(r"\s*(?:[-*•] )?")


def mail_html(job: Job, show: Print) -> bytes:
    """Return the mail as HTML. Raises RenderError where its template fails or leaves no way to unsubscribe."""
    return _with_tag(_html(job, show), job).encode()


def mail_text(job: Job, show: Print) -> bytes:
    """Return the mail as plain text. Raises RenderError."""
    return _text(job, show).encode()


def mail_message(job: Job, show: Print) -> bytes:
    """Return the whole message, but for whom it goes to: that is the newsletter service's part. Raises RenderError.

    It is dated by the end of its week, so that the same digest is always the same bytes.
    """
    mail, site, digest = _mail(job), _site(job), _digest(job)
    message = EmailMessage(policy=SMTP)
    host = _host(site)
    message["Subject"] = " ".join(mail.subject.split())[:MAX_TITLE]
    message["Date"] = rfc822(digest.over)
    message["Message-ID"] = f"<{str(job.values['message_id']).removeprefix('urn:uuid:')}@{host}>"
    _set_content(message, _text(job, show), "plain")
    folded = _folded(_html(job, show))
    message.make_alternative()
    part = EmailMessage(policy=SMTP)
    _set_content(part, _with_tag(folded, job), "html")
    del part["MIME-Version"]
    message.attach(part)
    message.set_boundary(BOUNDARY)
    # These are put before the others as they are: to fold or encode a tag would be to break it.
    tag = str(job.values["unsubscribe"])
    own = f"List-Unsubscribe: <{tag}>\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"
    return own.encode() + _sender(site.title, f"newsletter@{host}").encode() + message.as_bytes()


def _sender(title: str, address: str) -> str:
    """Return the header that names who sends.

    Not left to the message, which loses the quotes of a long name in Python 3.11.7, and of one with an
    umlaut: then a comma makes two senders, and what stands in angle brackets becomes the address.
    """
    name = " ".join(title.split())
    line = f"From: {formataddr((name, address))}"
    if name.isascii() and len(line) <= LINE:
        return f"{line}\r\n"
    encoded = Header(name, "utf-8", header_name="From").encode(linesep="\r\n")
    return f"From: {encoded}\r\n <{address}>\r\n"


def _set_content(part: EmailMessage, text: str, subtype: str) -> None:
    # As it is, since a quoted tag would be two half ones; but for text in which a line cannot be broken at a space.
    plain = all(len(line.encode()) <= MAX_LINE for line in text.split("\n"))
    part.set_content(text, subtype=subtype, cte="8bit" if plain else "quoted-printable")


def _host(site: SiteInfo) -> str:
    return (urlsplit(site.base_url).hostname or "localhost").encode("idna").decode()


# ── HTML ────────────────────────────────────────────────────────────────────────────────────────────


def _html(job: Job, show: Print) -> str:
    """Return the HTML with the mark still in it: as many stories as there is room for."""
    digest = _trimmed(_digest(job))
    stories = sum(len(section.items) for section in digest.sections)
    size = 0
    for kept in range(stories, -1, -1):
        made = inlined(show("mail/digest.html", _with_digest(job, first_stories(digest, kept))))
        made = _guarded(_demand_way_out(made, job, "mail/digest.html"), job, lambda char: f"&#{ord(char)};")
        size = len(made.encode()) + len(str(job.values["unsubscribe"]).encode())
        if size < MAX_BYTES:
            return made
    raise RenderError(_problem(job, "mail/digest.html", f"the mail has {size:,} bytes without its stories"))


def first_stories(digest: Digest, count: int) -> Digest:
    """Return a digest with the first ``count`` stories below its lead; the others are counted."""
    sections: list[DigestSection] = []
    left = count
    for section in digest.sections:
        items = section.items[:left]
        left -= len(items)
        if items:
            sections.append(DigestSection(section.section, items))
    dropped = [item for section in digest.sections for item in section.items][count:]
    return msgspec.structs.replace(digest, sections=tuple(sections), more=digest.more + len(dropped))


def _trimmed(digest: Digest) -> Digest:
    """Return a digest in which no text is longer than a mail has room for."""
    sections = tuple(
        DigestSection(section.section, tuple(_trimmed_item(item) for item in section.items))
        for section in digest.sections
    )
    points = tuple(_trimmed_post(post) for post in digest.points)
    return msgspec.structs.replace(digest, lead=_trimmed_item(digest.lead), sections=sections, points=points)


def _trimmed_item(item: DigestItem) -> DigestItem:
    return DigestItem(_trimmed_post(item.post), tuple(_trimmed_post(post) for post in item.earlier))


def _trimmed_post(post: Summary) -> Summary:
    return msgspec.structs.replace(
        post,
        title=_cut(post.title, MAX_TITLE),
        summary=_cut(post.summary, MAX_TEXT),
        key_points=tuple(_mail_point(point) for point in post.key_points[:MAX_POINTS]),
    )


def _mail_point(point: KeyPoint) -> KeyPoint:
    """Return a key point without links and pictures, which lead nowhere from a mail, and not too long."""
    is_plain = len(point.html) <= MAX_TEXT and "<a" not in point.html and "<img" not in point.html
    text = _cut(point.text, MAX_TEXT)
    return point if is_plain else KeyPoint(html.escape(text), text)


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"


def _folded(made: str) -> str:
    """Return HTML with long lines broken at spaces, which it has room for anywhere but in `<pre>`."""
    lines = []
    for line in made.split("\n"):
        while len(line.encode()) > MAX_LINE:
            room = len(line.encode()[:MAX_LINE].decode(errors="ignore"))
            at = line.rfind(" ", 1, room)
            if at < 0:
                break
            lines.append(line[:at])
            line = line[at + 1 :]
        lines.append(line)
    return "\n".join(lines)


# ── plain text ──────────────────────────────────────────────────────────────────────────────────────


def _text(job: Job, show: Print) -> str:
    shown = show("mail/digest.txt", _with_digest(job, _trimmed(_digest(job))))
    # Templates escape what they print: here it is undone, to the last sign.
    text = _demand_way_out(html.unescape(shown), job, "mail/digest.txt")
    return _with_tag(_guarded(_wrapped(text), job, lambda char: f" {char}"), job)


def _wrapped(text: str) -> str:
    lines: list[str] = []
    for line in text.strip().split("\n"):
        if line.strip() or (lines and lines[-1]):
            lines += _wrapped_line(line.rstrip())
    return "\n".join(lines) + "\n"


def _wrapped_line(line: str) -> list[str]:
    found = _BULLET.match(line)
    indent = " " * (found.end() if found else 0)
    wrapped = textwrap.wrap(line, TEXT_WIDTH, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)
    return wrapped or [""]


# ── the provider's tags ─────────────────────────────────────────────────────────────────────────────


def _with_tag(text: str, job: Job) -> str:
    return text.replace(UNSUBSCRIBE_MARK, str(job.values["unsubscribe"]))


def _guarded(text: str, job: Job, other: Callable[[str], str]) -> str:
    """Return a mail in which nothing that a post says is taken for one of the newsletter service's tags."""
    found = _OPENER.match(str(job.values["unsubscribe"]))
    if not found:
        return text
    opener = found[0]
    return text.replace(opener, opener[0] + "".join(map(other, opener[1:])))


def _demand_way_out(text: str, job: Job, template: str) -> str:
    if UNSUBSCRIBE_MARK not in text:
        raise RenderError(_problem(job, template, "the mail has no link to unsubscribe"))
    return text


def _problem(job: Job, template: str, message: str) -> Diagnostic:
    help = "print {{ mail.unsubscribe }} in it, as the address of a link"
    return diagnostic("template-error", message, help=help, file=template, subject=job.output)


# ── values ──────────────────────────────────────────────────────────────────────────────────────────


def _with_digest(job: Job, digest: Digest) -> Job:
    return msgspec.structs.replace(job, values={**job.values, "digest": digest})


def _digest(job: Job) -> Digest:
    digest = job.values["digest"]
    assert isinstance(digest, Digest)
    return digest


def _mail(job: Job) -> Mail:
    mail = job.values["mail"]
    assert isinstance(mail, Mail)
    return mail


def _site(job: Job) -> SiteInfo:
    site = job.values["site"]
    assert isinstance(site, SiteInfo)
    return site


MAILS: dict[str, Callable[[Job, Print], bytes]] = {
    "mail html": mail_html,
    "mail text": mail_text,
    "mail message": mail_message,
}
"""Renderers of mails, which print templates."""
