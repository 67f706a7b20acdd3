"""Random edits of any site's files, as an author makes them: words, titles, tags, files, settings, templates."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from pathlib import Path

from tests.sites import THEMES, TestSite

Edit = Callable[[TestSite, random.Random], None]

SUFFIXES = (".md", ".markdown", ".mdx")
CARD = Path("themes", "bare", "templates", "components", "card.html")


def sources(site: TestSite) -> list[Path]:
    return sorted(path for path in (site.folder / "content").rglob("*") if path.suffix in SUFFIXES)


def _change(path: Path, pattern: str, new: str) -> None:
    """Replace the first match in a file, whatever its bytes are."""
    data = path.read_bytes()
    path.write_bytes(re.sub(pattern.encode(), new.encode(), data, count=1))


def change_a_word(site: TestSite, chance: random.Random) -> None:
    path = chance.choice(sources(site))
    words = list(re.finditer(rb"\n(\w{4,})", path.read_bytes().partition(b"\n---")[2]))
    if words:
        data, word = path.read_bytes(), chance.choice(words)[1]
        path.write_bytes(data.replace(b"\n" + word, b"\nQuantum" + str(chance.randrange(99)).encode(), 1))


def add_a_paragraph(site: TestSite, chance: random.Random) -> None:
    path = chance.choice(sources(site))
    path.write_bytes(path.read_bytes() + f"\n\nUpdate {chance.randrange(999)} on language models.\n".encode())


def change_a_title(site: TestSite, chance: random.Random) -> None:
    _change(chance.choice(sources(site)), r"(?m)^title:.*$", f"title: Headline {chance.randrange(999)}")


def change_tags(site: TestSite, chance: random.Random) -> None:
    tags = ", ".join(chance.sample(["Models", "models", "Phones", "Chips", "Policy"], 2))
    path = chance.choice(sources(site))
    if b"\ntags:" in path.read_bytes():
        _change(path, r"(?m)^tags:.*(\r?\n( +-|- ).*)*", f"tags: [{tags}]")
    else:
        _change(path, r"\A---\r?\n", f"---\ntags: [{tags}]\n")


def delete(site: TestSite, chance: random.Random) -> None:
    chance.choice(sources(site)).unlink()


def write_a_new_post(site: TestSite, chance: random.Random) -> None:
    number = chance.randrange(10_000)
    day = f"2026-0{chance.randrange(1, 9)}-1{chance.randrange(10)}"
    site.write(f"new/n{number}.md", "Words on models.\n\n## Chips\n\nMore.", title=f"New {number}", date=day)


def rename(site: TestSite, chance: random.Random) -> None:
    path = chance.choice(sources(site))
    path.rename(path.with_name(f"{path.stem}-renamed{path.suffix}"))


def configure(site: TestSite, chance: random.Random) -> None:
    lines = ("", "[listing]\nper_page = 7", "[listing]\nper_page = 30", "[feeds]\nitems = 3", "[related]\ncount = 3")
    path = site.folder / "site.toml"
    own = path.read_text("utf-8").partition("# Edited.")[0]
    site.configure(f"{own}# Edited.\n{chance.choice(lines)}\n")


def edit_a_template(site: TestSite, chance: random.Random) -> None:
    text = (site.folder / CARD).read_text("utf-8").partition("<!--")[0]
    (site.folder / CARD).write_text(f"{text}<!-- {chance.randrange(999)} -->", encoding="utf-8")


def override_a_template(site: TestSite, chance: random.Random) -> None:
    """Put a theme between the site and the bare one, or take its one template out again."""
    child = site.folder / "themes" / "child" / "templates" / "page.html"
    if child.exists():
        child.unlink()
        return
    child.parent.mkdir(parents=True, exist_ok=True)
    (child.parent.parent / "theme.toml").write_text('inherits = "bare"\n', encoding="utf-8")
    child.write_text((THEMES / "bare" / "templates" / "page.html").read_text("utf-8") + "\n", encoding="utf-8")
    _change(site.folder / "site.toml", r'theme = "bare"', 'theme = "child"')


EDITS: tuple[Edit, ...] = (
    change_a_word,
    add_a_paragraph,
    change_a_title,
    change_tags,
    delete,
    write_a_new_post,
    rename,
    configure,
    edit_a_template,
    override_a_template,
)


def edit_at_random(site: TestSite, chance: random.Random) -> str:
    """Edit, and return what was done."""
    edit = chance.choice(EDITS)
    edit(site, chance)
    return edit.__name__
