"""For each part of a job's key an edit that moves it, and some output by nothing else."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tests.properties.moves_content import photograph as picture
from tests.properties.moves_theme import noted
from tests.properties.world import Text, World

POSTS = 14

DAYS = {13: "2021-02-03", 0: "2022-02-03", 1: "2023-02-03", 2: "2024-02-03"}
"""Days of the oldest posts; the others are of January 2025, one a day."""

LABS = (2, 3, 4)
SOME = (2, 4, 6, 8, 10)
"""Posts with the tag `some`: one page that is sealed, and three posts on the root."""

START = {
    "site": 'theme = "rich"',
    "[listing]": "per_page = 2",
    "[related]": "count = 1",
    "[permalinks]": 'post = "/{slug}/"',
    "[newsletter]": 'provider = "custom"\naction = "https://a.example/join"\nunsubscribe = "{{ out }}"',
}


def name_of(number: int) -> str:
    return f"n{number:02}"


def text_of(number: int) -> Text:
    tags = ["late"] * (number > 11) + ["some"] * (number in SOME)
    front: dict[str, object] = {
        "title": f"Post {number}",
        "date": DAYS.get(number, f"2025-01-{number + 1:02}"),
        "section": "labs" if number in LABS else "news",
        "tags": tags,
        "summary": f"Summary {number}",
    }
    return Text(front, f"Text of {number}.")


def prepare(world: World) -> None:
    """Write a site on which every part of a key has an edit of its own, and build it twice."""
    for path in world.paths():
        del world.texts[path]
        (world.content / path).unlink()
    world.settings = dict(START)
    world.save_settings()
    for number in range(POSTS):
        world.write(f"{name_of(number)}.md", text_of(number))
    _set(world, 1, featured=True)  # so that it leads, and stands nowhere else on the front page
    _set(world, 0, related=["n12"])
    _set(world, 10, related=["n03"])
    _set(world, 7, url="/stuff/")
    world.write("pages/about.md", Text({"title": "About", "summary": "S"}, "Words."))
    world.put(world.content / "notes.txt", b"0")
    photograph(world, 0)
    _set(world, 9, image={"src": "/photo.jpg", "alt": "A photo"})
    assert world.build().ok
    _set(world, 7, url="")  # its address becomes a redirect
    assert world.build().ok


def _set(world: World, number: int, **front: object) -> None:
    path = f"{name_of(number)}.md"
    text = world.texts[path]
    world.write(path, Text({**text.front, **front}, text.body))


def _settings(world: World, table: str, lines: str) -> None:
    world.settings[table] = lines
    world.save_settings()


def _theme(world: World, path: str, text: str) -> None:
    world.put(world.site.folder / "themes" / path, text.encode())


# ── edits: each is a change, whichever version came before ──────────────────────────────────────────


def body(world: World, version: int) -> None:
    path = f"{name_of(5)}.md"
    world.write(path, Text(world.texts[path].front, f"Version {version}."))


def page_body(world: World, version: int) -> None:
    world.write("pages/about.md", Text(world.texts["pages/about.md"].front, f"Version {version}."))


def link(world: World, version: int) -> None:
    """Let a text lead elsewhere."""
    path = f"{name_of(9)}.md"
    world.write(path, Text(world.texts[path].front, f"[another](n{version % 2 + 8:02}.md#v{version})"))


def title_of(number: int) -> Callable[[World, int], None]:
    return lambda world, version: _set(world, number, title=f"Title {version}")


def another_day(world: World, version: int) -> None:
    """Build for a day on which the newest posts were news, or for one long after."""
    world.options["now"] = "2026-02-01T12:00:00Z" if "now" in world.options and version % 2 else "2025-01-14T12:00:00Z"


def key_points(world: World, version: int) -> None:
    _set(world, 5, key_points=[f"Point {version}"])


def tags_of_the_oldest(world: World, version: int) -> None:
    _set(world, 0, tags=[f"v{version}"])


def key_story(world: World, version: int) -> None:
    """Let a post that the root of its section does not list be one of its key stories, or no longer."""
    _set(world, 5, featured=not world.texts["n05.md"].front.get("featured"))


def tags_beside_another(world: World, version: int) -> None:
    """Give a post that the root of its tag does not list another tag beside it."""
    _set(world, 2, tags=["some", f"beside {version}"])


def year_of_the_oldest(world: World, version: int) -> None:
    year = world.texts["n13.md"].front["date"][:4]
    _set(world, 13, date="2010-02-03" if year == "2021" else "2021-02-03")


def as_many_on_the_root_of_more(world: World, version: int) -> None:
    """Add an older post to a tag's list and put more on a page: the root has the same posts, and counts one more."""
    more = START["[listing]"] == world.settings["[listing]"]
    _settings(world, "[listing]", "per_page = 3" if more else START["[listing]"])
    _set(world, 0, tags=["some"] if more else [])


def drafts(world: World, version: int) -> None:
    world.options["drafts"] = not world.options.get("drafts")


def section(world: World, version: int) -> None:
    """Open a list on the address of a redirect, or close it."""
    _set(world, 6, section="news" if world.texts["n06.md"].front["section"] == "stuff" else "stuff")


def updated(world: World, version: int) -> None:
    _set(world, 12, updated=f"2025-02-{version % 28 + 1:02}")


def alias(world: World, version: int) -> None:
    _set(world, 5, aliases=[f"/old-{version}/"])


def file(world: World, version: int) -> None:
    world.put(world.content / "notes.txt", str(version).encode())


def photograph(world: World, version: int) -> None:
    world.put(world.content / "photo.jpg", picture(version))


def tables(table: str, lines: str) -> Callable[[World, int], None]:
    return lambda world, version: _settings(world, table, lines.replace("VERSION", str(version)))


def raw_html(world: World, version: int) -> None:
    _settings(world, "[markdown]", f"html = {'true' if 'false' in world.settings.get('[markdown]', '') else 'false'}")


def search(world: World, version: int) -> None:
    """Switch the search off or on."""
    on = "false" in world.settings.get("[search]", "")
    _settings(world, "[search]", f"enabled = {'true' if on else 'false'}")


def while_searched(edit: Callable[[World, int], None]) -> Callable[[World, int], None]:
    """Return ``edit`` of a site whose search is on, and was on when it was last built."""

    def edited(world: World, version: int) -> None:
        if world.settings.pop("[search]", ""):
            world.save_settings()
            assert world.build().ok
        edit(world, version)

    return edited


def as_many_posts_as_the_next_power_of_two(world: World, version: int) -> None:
    """Bring the number of posts to sixteen, or back: the index of the search is cut by such numbers."""
    for number in (POSTS, POSTS + 1):
        path = f"{name_of(number)}.md"
        if path in world.texts:
            del world.texts[path]
            (world.content / path).unlink()
        else:
            world.write(path, text_of(number))


def strings(world: World, version: int) -> None:
    _theme(world, "rich/strings/en.toml", f'read_on = "Read {version}"\nthanks_title = "Thanks"\n')


def template(name: str) -> Callable[[World, int], None]:
    def edit(world: World, version: int) -> None:
        themes = world.site.folder / "themes"
        path = themes / "rich" / "templates" / name
        path = path if path.exists() else themes / "bare" / "templates" / name
        world.put(path, noted(path.read_text("utf-8"), f"<!-- {version} -->").encode())

    return edit


def asset(name: str) -> Callable[[World, int], None]:
    def edit(world: World, version: int) -> None:
        path = "css/20-rich.css" if name == "site.css" else name
        _theme(world, f"rich/assets/{path}", f"/* {version} */")

    return edit


FAMILIES = {"template ": lambda name: while_searched(template(name)), "asset ": asset}
"""Parts that are named for a file of the theme."""

JOIN = 'provider = "custom"\naction = "https://vVERSION.example/join"\nunsubscribe = "{{ out }}"'

WITNESSES: dict[str, Callable[[World, int], None]] = {
    "post": body,
    "content": page_body,
    "page": drafts,
    "related": title_of(3),
    "neighbours": title_of(1),
    "paginator": title_of(12),
    "site": tables("site", 'theme = "rich"\ncopyright = "VERSION"'),
    "menu": tables("[[menu]]", 'title = "VERSION"\nurl = "/labs/"'),
    "strings": strings,
    "settings": tables("[theme]", 'motto = "VERSION"'),
    "newsletter": tables("[newsletter]", JOIN),
    "topic": tables("[tags.some]", 'title = "some"\nsame_as = ["https://vVERSION.example"]'),
    "lead": title_of(1),
    "latest": title_of(9),
    "strips": title_of(3),
    "topics": tags_of_the_oldest,
    "key_stories": key_story,
    "together": tags_beside_another,
    "counts": as_many_on_the_root_of_more,
    "index": tags_of_the_oldest,
    "years": year_of_the_oldest,
    "feed": tables("[feeds]", 'hub = "https://vVERSION.example"'),
    "items": title_of(12),
    "words": while_searched(body),
    "hits": while_searched(title_of(5)),
    "search": search,
    "search_index": while_searched(as_many_posts_as_the_next_power_of_two),
    "entries": updated,
    "redirects": alias,
    "live": section,
    "noindex": drafts,
    "form_host": tables("[newsletter]", JOIN),
    "digest": title_of(5),
    "digests": year_of_the_oldest,
    "unsubscribe": tables("[newsletter]", JOIN.replace("https://vVERSION", "https://a").replace("out", "VERSION")),
    "raw_html": raw_html,
    "news": another_day,
    "links": key_points,
    "robots": tables("[robots]", 'disallow = ["BotVERSION"]'),
    "bytes": file,
}

IMPLIED: dict[str, tuple[tuple[str, ...], str, Callable[[World, int], None]]] = {
    "structured_data": (("page", "post", "site"), "it is made of these three, which are parts themselves", body),
    "targets": (("post",), "the digest of a post has that of its targets in it", link),
    "asset": ((), "the digest of its bytes stands in the output's own name", asset("extra.js")),
    "name": ((), "it is the output's own name", asset("extra.js")),
    "print": ((), "the digest of all that it is of stands in the output's own name", photograph),
    "digest_url": ((), "only digests print it in this theme, which has all templates of them or none", title_of(5)),
    "mail": (("digest",), "it is made of the digest", title_of(11)),
    "message_id": (("site",), "it is made of the id of the site", tables("site", 'theme = "rich"\nid = "vVERSION"')),
    "hidden": ((), "it is a constant, for which the fingerprint of the engine stands", alias),
}
"""Part → the parts that move whenever it does, why, and an edit that shows it. No parts: it never moves."""


def witness_of(part: str) -> Callable[[World, int], None]:
    for family, edit in FAMILIES.items():
        if part.startswith(family):
            return edit(part.removeprefix(family))
    return WITNESSES[part]


def new_world(folder: Path) -> World:
    world = World(folder)
    prepare(world)
    return world
