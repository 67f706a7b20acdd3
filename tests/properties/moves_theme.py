"""Moves of whoever keeps the site: theme, configuration, options, clock."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from tests.properties.moves import Move, pick
from tests.properties.world import World
from tests.sites import THEMES

NOTES = ("", "<!-- 1 -->", "<!-- 2 -->", "{{ 1 / 0 }}", "{% if %}")
"""What is written into a template; the last two are mistakes."""

TEMPLATES = (
    "bare/templates/base.html",
    "bare/templates/list.html",
    "bare/templates/post.html",
    "bare/templates/page.html",
    "bare/templates/404.html",
    "bare/templates/tags.html",
    "bare/templates/year.html",
    "bare/templates/components/card.html",
    "rich/templates/macros.html",
    "rich/templates/parts/byline.html",
    "rich/templates/components/card.html",
    "rich/templates/home.html",
)
"""A base, leaves, a partial, macros and components."""

OVERRIDES = {
    "rich/templates/base.html": '{% extends "bare/base.html" %}',
    "rich/templates/archive.html": '{% extends "bare/archive.html" %}{% block body %}{{ site.title }}{% endblock %}',
    "rich/templates/404.html": '{% extends "bare/404.html" %}',
    "rich/strings/zh.toml": 'home = "Shouye"\nread_on = "Du"',
    "rich/assets/css/10-base.css": "body { color: navy; }",
    "rich/assets/logo.svg": "<svg></svg>",
    "default/templates/parts/byline.html": "<p>{{ post.title }}</p>",
    "default/templates/404.html": '{% extends "default/404.html" %}',
}
"""Files that a site puts over those of a theme that it inherits, or of one that came with the package."""

MOTTO = 'inherits = "bare"\n[settings.motto]\ntype = "text"\ndefault = "Some of it."'

FILES = {
    "rich/strings/en.toml": ('read_on = "Go on"', 'read_on = "More"\nhome = "Front"\ntags = "Topics"'),
    "rich/assets/css/20-rich.css": ("main { color: red; }", "main { color: blue; }"),
    "rich/assets/extra.js": ("1;", "2;"),
    "rich/theme.toml": (MOTTO, MOTTO + '\n[code]\nlight = "vs"\ndark = "monokai"'),
}

TABLES: dict[str, tuple[str, ...]] = {
    "site": (
        'theme = "rich"',
        'theme = "bare"',
        'theme = "default"',
        'theme = "rich"\ntitle = "Other News"\ndescription = "Changed."',
        'theme = "rich"\nbase_url = "https://other.example/blog"\nid = "other"',
        'theme = "rich"\nlanguage = "zh"\ntimezone = "Asia/Tokyo"',
        'theme = "rich"\nauthor = "bob"\ncopyright = "(c)"\nlogo = "d/photo.jpg"',
    ),
    "[theme]": ('motto = "Ours."', 'accent = "#123456"'),
    "[permalinks]": ('post = "/{slug}/"', 'post = "/{year}/{slug}.html"\npage = "/p/{path}/"'),
    "[listing]": ("per_page = 1", "per_page = 2"),
    "[feeds]": ("items = 1", 'content = "summary"', 'hub = "https://hub.example"'),
    "[related]": ("count = 0", "count = 1", "count = 2"),
    "[newsletter]": (
        'provider = "none"',
        'provider = "buttondown"\naction = "https://buttondown.example/x"',
        'provider = "mailchimp"',
        'provider = "custom"\naction = "/join/"\nunsubscribe = "{{ out }}"',
    ),
    "[cards]": ('image = "p.png"', 'mode = "all"', 'mode = "all"\nkey_points = true'),
    "[images]": ('mode = "copy"', "widths = [120, 240]", 'formats = ["webp", "jpeg"]\nquality = 60'),
    "[robots]": ('ai_training = "disallow"', 'ai_search = "disallow"\ndisallow = ["Bot"]'),
    "[search]": ("enabled = false",),
    "[front_matter]": ('unknown = "error"', 'unknown = "ignore"'),
    "[front_matter.rename]": ('unknown = "subtitle"',),
    "[addresses]": ('gone = ["/news/a/"]', 'moved = { "/elsewhere/" = "/news/b/" }'),
    "[authors.ada]": (
        'name = "Ada L."\nbio = "B"\nurl = "https://ada.example"\nimage = "d/p.png"',
        'name = "Ada"\nsame_as = ["https://x.example"]',
    ),
    "[sections.labs]": ('title = "The labs"', 'title = "Labs"\ndescription = "D"'),
    "[tags.x]": (
        'title = "Ex"\naliases = ["y"]',
        'title = "X"\ndescription = "About x"\nkind = "company"\nsame_as = ["https://x.example"]',
    ),
    "[stories.s]": ('title = "S"\ndescription = "D"',),
    "[series.r]": ('title = "R"\ndescription = "D"',),
    "[[menu]]": ('title = "Labs"\nurl = "/labs/"', 'title = "All"\nurl = "/archive/"'),
    "[markdown]": ("html = false", "math = true"),
    "[nonsense]": ("key = 1",),  # an error
}
"""Tables of site.toml, and lines that they may have. All keys of the configuration occur."""

NETLIFY = {"NETLIFY": "true", "URL": "https://live.example", "DEPLOY_PRIME_URL": "https://preview.example"}

AT_THE_END_OF_A_WINDOW = ("2026-01-11T23:59:59Z", "2026-01-12T00:00:00Z")
"""The last second of a post of 10 January in the news sitemap, and the first without it."""

AT_THE_END_OF_A_WEEK = ("2026-01-11T23:59:59Z", "2026-01-12T00:00:00Z")
"""The last second of the week of 10 January, in which it has no digest, and the first after it."""

OPTIONS: dict[str, tuple[Any, ...]] = {
    "now": (
        "2026-02-01T12:00:00Z",
        "2026-02-03T12:00:00Z",
        "2026-01-05T12:00:00Z",
        "2026-01-10T08:00:00Z",
        *AT_THE_END_OF_A_WINDOW,
        *AT_THE_END_OF_A_WEEK,
    ),
    "drafts": (False, True),
    "keep_going": (False, True),
    "strict": (False, True),
    "locked": (False, True),
    "base_url": ("", "https://staging.example"),
    "environ": ({}, {"CI": "1"}, {**NETLIFY, "CONTEXT": "production"}, {**NETLIFY, "CONTEXT": "deploy-preview"}),
}
"""Options of a build that its outputs or findings hang on."""


def edit_template(world: World, path: str, note: str) -> None:
    """Write a template as it was shipped, with a note where it prints."""
    text = (THEMES / path).read_text("utf-8")
    world.put(world.site.folder / "themes" / path, noted(text, note).encode())


def noted(text: str, note: str) -> str:
    block = "{% block body %}"
    if text.startswith("{% extends"):
        # What a child writes outside of blocks is never printed.
        return text.replace(block, block + note, 1) if block in text else f"{text}{block}{note}{{% endblock %}}"
    return text.replace("{% endmacro %}", f"{note}{{% endmacro %}}") if "{% endmacro %}" in text else text + note


def override(world: World, path: str) -> None:
    world.put(world.site.folder / "themes" / path, OVERRIDES[path].encode())


def drop_override(world: World, path: str) -> None:
    (world.site.folder / "themes" / path).unlink(missing_ok=True)


def edit_theme_file(world: World, path: str, version: int) -> None:
    world.put(world.site.folder / "themes" / path, pick(list(FILES[path]), version).encode())


def configure(world: World, table: str, choice: int) -> None:
    world.settings[table] = pick(list(TABLES[table]), choice)
    world.save_settings()


def drop_table(world: World, table: str) -> None:
    if table == "site":
        world.settings["site"] = TABLES["site"][0]
    else:
        world.settings.pop(table, None)
    world.save_settings()


def choose_option(world: World, option: str, choice: int) -> None:
    world.options[option] = pick(list(OPTIONS[option]), choice)


def move_the_clock(world: World, to: int) -> None:
    choose_option(world, "now", to)


CHOICE = st.integers(0, 6)
# A broken configuration stops everything until it is mended, so it is to be rare.
SOUND = st.sampled_from([table for table in TABLES if table != "[nonsense]"] * 3 + ["[nonsense]"])
NOTE = st.sampled_from(NOTES[:3] * 4 + NOTES[3:])

THEME_MOVES = (
    Move(edit_template, {"path": st.sampled_from(TEMPLATES), "note": NOTE}),
    Move(override, {"path": st.sampled_from(sorted(OVERRIDES))}),
    Move(drop_override, {"path": st.sampled_from(sorted(OVERRIDES))}),
    Move(edit_theme_file, {"path": st.sampled_from(sorted(FILES)), "version": CHOICE}),
    Move(configure, {"table": SOUND, "choice": CHOICE}),
    Move(drop_table, {"table": st.sampled_from(sorted(TABLES))}, lambda world: len(world.settings) > 1),
    Move(choose_option, {"option": st.sampled_from(sorted(OPTIONS)), "choice": CHOICE}),
    Move(move_the_clock, {"to": CHOICE}),
)
