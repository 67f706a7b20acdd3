"""Imports point one way, and each heavy library has one door. A new module fails until its place is decided here."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import ssg

PACKAGE = Path(ssg.__file__).parent

LAYERS: dict[str, str] = {
    "core": """
        boot clock digests errors options
        encoding folders model urls
        artifacts cards lazy_jobs
        moments nodes report settings theme views
        readers theme_contract
        toml_nodes web_readers
        config_readers
        config
    """,
    "content": """
        directives figures focus headings highlight images jsx parse_options scan tokenize tokens unfenced yaml_nodes
        code_blocks field_values key_point_checks prose vocabulary
        fields terms
        frontmatter
        search_terms
        collecting
        findings footnotes rules tables template_syntax
        addresses directive_html emphasis
        elements inline_loop mdx
        block_loop printing spans
        parser
        markdown
        parse
    """,
    "catalog": """
        addresses documents ledger lists places related_choice shelf taxonomy term_choice
        site
        threads
        editions filing tag_names pictures redirects search_segments term_parts
        atlas files introductions relations term_index weeks
        claims due links room term_buckets term_ranking term_splice
        entries related related_question replacing term_update
        kept_site outline related_kept related_lists related_sight
        growth loaded_site newcomers related_memory
        related_file
        index
    """,
    "render": """
        bodies card_fonts dates images llms mail_html moments robots search splicing template_nodes theme_layers
        template_prints twin_links xml_text
        feed_html line_breaking sitemaps structured_data theme_assets theme_card twins
        card_layout readdressing
        cards
        feed_parts template_uses themes
        json_feed template_scan template_trees
        compiling feeds template_names
        corrections_feed digest_feed pages search_patch theme_reading
        digest_mail host_files
        render
    """,
    "plan": """
        digest_choice planning subjects thread_needs
        digest_needs list_needs post_needs site_needs
        needs pictures
        cards files images pages
        feeds listings posts search
        threads
        discovery
        clashes digest machines redirects
        plan
    """,
    "publish": """
        cache engine lock write
        edits inputs manifest pictures places replacing seal silent_changes
        changes
        reasons
    """,
    "run": """
        beside excerpts executors fetching keeping picturing pipes standing verify
        aside freshness looking rank_rows rendering touched
        building loading publishing ranking reading reprinting
        ahead live_settings live_stamps preparing
        explaining live_site retouch shards silence
        ending theme_plan
        cycle live_changes live_edits live_reading retheme shortcut
        live
    """,
    "": "pipeline",  # the modules beside the packages: the six verbs in order
    "check": """
        html
        accessibility sharing forms feed_parts contrast leaks links page_rules
        sitemaps
        feeds
        audit places formats
        tellings
        gate
    """,
    "preview": """
        additions exchange files heaps host_rules interrupts mime watch_hints watch_mends watch_mounts watch_pace
        conditions page_headers press streams watch_bursts watch_places
        admission answers first_build snapshot watch_system
        incoming studio watch
        connection desk
        server
        serve
    """,
    "commands": """
        command_options console inspect scaffold survey theme_samples theming
        digest_command schedule tag_report theme_trial
        question_commands theme_commands
    """,
    "face": """
        cli
        __main__ __init__
    """,
}
"""Package → its modules, from the bottom up. A module may import those of lower packages, and of its own package
those in the rows above its own. "", "commands" and "face" are modules of `ssg` itself."""

NUMBERS = (
    *("related_file", "related_memory", "related_sight"),
    *("term_buckets", "term_choice", "term_index", "term_parts", "term_ranking", "term_splice", "term_update"),
)

JINJA = (
    *("compiling", "pages", "template_nodes", "template_prints", "template_scan", "template_trees", "template_uses"),
    *("theme_reading", "themes"),
)

DOORS: dict[str, set[str]] = {
    "PIL": {"content.images", "render.card_fonts", "render.cards", "render.images"},
    "babel": {"render.dates"},
    "css_inline": {"render.mail_html"},
    "click": {"cli", "command_options", "console", "question_commands", "theme_commands"},
    "frontmatter": {"content.frontmatter"},
    "h11": {"preview.connection", "preview.incoming"},
    "jinja2": {f"render.{name}" for name in JINJA},
    "markdown_it": {"content.parser", "content.block_loop", "content.inline_loop", "content.spans"},
    "markupsafe": {"render.compiling", "render.pages", "render.splicing"},
    "mdit_py_plugins": {"content.parser"},
    "nh3": {"render.feed_html"},
    "numpy": {
        *(f"catalog.{name}" for name in NUMBERS),
        "content.search_terms",
        "content.terms",
        "content.vocabulary",
        "render.search",
    },
    "pygments": {"content.highlight"},
    "rich": {"console"},
    "selectolax": {"check.html"},
    "watchdog": {"preview.watch_system"},
    "yaml": {"content.yaml_nodes"},
    # of the standard library
    "concurrent": {"run.executors", "preview.serve", "preview.studio"},
    "multiprocessing": {"run.executors"},
    # All but the first for its exceptions.
    "sqlite3": {
        "publish.cache",
        "run.cycle",
        "run.retheme",
        "run.shortcut",
        "check.gate",
        "preview.press",
        "preview.studio",
        "survey",
    },
    "tomllib": {"core.toml_nodes", "render.theme_layers"},
    "uuid": {"catalog.ledger", "plan.feeds", "scaffold"},
    "fcntl": {"publish.lock"},
}
"""Library → the only modules that may import it."""

EVERYWHERE = {"msgspec"}
FORBIDDEN = {"pickle", "shelve", "marshal", "random", "locale", "importlib.util", "pathlib"}
"""Never: state that could run code, and sources of chance. pathlib is slow, and the command line's alone."""

ALLOWED = {("scaffold", "pathlib")}


def modules() -> dict[str, Path]:
    """Return every Python file of the package by its name below `ssg`."""
    files = sorted(PACKAGE.rglob("*.py"))
    return {path.relative_to(PACKAGE).with_suffix("").as_posix().replace("/", "."): path for path in files}


def places() -> dict[str, tuple[int, int]]:
    """Return (layer, row) of each module in the table."""
    found: dict[str, tuple[int, int]] = {}
    for layer, (package, text) in enumerate(LAYERS.items()):
        prefix = f"{package}." if (PACKAGE / package).is_dir() and package else ""
        for row, line in enumerate(text.strip().splitlines()):
            found |= {prefix + name: (layer, row) for name in line.split()}
    return found


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


@cache
def imports(path: Path) -> tuple[tuple[int, str], ...]:
    """Return (line, name) of all imports of a file: lazy and type-only ones too."""
    return tuple(_imports(path))


def _imports(path: Path) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: a relative import hides what it imports"
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


def own_imports(name: str, path: Path) -> Iterator[tuple[int, str]]:
    """Yield (line, module below `ssg`) of what a module imports of our own."""
    known = modules()
    for line, imported in imports(path):
        if imported.partition(".")[0] == "ssg":
            inner = imported.removeprefix("ssg").removeprefix(".")
            parent = inner.rpartition(".")[0]
            yield line, next((module for module in (inner, parent) if module in known), "__init__")


def test_every_module_has_its_place_in_the_table() -> None:
    inits = {name for name in modules() if name.endswith(".__init__")}

    assert set(modules()) - inits == set(places())


def test_the_init_files_of_packages_are_empty_but_for_their_line() -> None:
    for name, path in modules().items():
        if name.endswith(".__init__"):
            assert len(tree_of(path).body) == 1, name


def test_imports_point_one_way() -> None:
    place = places()
    wrong = [
        f"ssg/{name.replace('.', '/')}.py:{line} imports {imported}"
        for name, path in modules().items()
        if name in place
        for line, imported in own_imports(name, path)
        if not place[imported] < place[name]
    ]

    assert wrong == []


@pytest.mark.parametrize("library", DOORS)
def test_a_heavy_library_has_one_door(library: str) -> None:
    users = {
        name for name, path in modules().items() for _, imported in imports(path) if imported.split(".")[0] == library
    }

    assert users == DOORS[library]


def test_every_library_has_its_door() -> None:
    used = {imported.partition(".")[0] for path in modules().values() for _, imported in imports(path)}
    foreign = used - set(sys.stdlib_module_names) - {"ssg"} - EVERYWHERE

    assert foreign <= set(DOORS)


def test_every_dependency_is_used_and_every_library_is_a_dependency() -> None:
    text = (PACKAGE.parent / "pyproject.toml").read_text("utf-8")
    declared = {
        name.lower() for name in re.findall(r'^  "([A-Za-z0-9-]+)>=', text.split("[dependency-groups]")[0], re.M)
    }
    distributions = {
        "PIL": "pillow",
        "frontmatter": "python-frontmatter",
        "yaml": "pyyaml",
        "markdown_it": "markdown-it-py",
    }
    libraries = {library for library in DOORS if library not in sys.stdlib_module_names} | EVERYWHERE
    used = {distributions.get(library, library.replace("_", "-")).lower() for library in libraries}

    assert used - declared == {"markupsafe"}  # a part of Jinja
    assert declared - used == {"tzdata"}  # the time zones of Windows


def test_nothing_imports_what_could_run_code_from_a_file_or_bring_in_chance() -> None:
    found = {
        (name, imported)
        for name, path in modules().items()
        for _, imported in imports(path)
        if imported in FORBIDDEN or imported.partition(".")[0] in FORBIDDEN
    }

    assert {(name, imported.partition(".")[0]) for name, imported in found} <= ALLOWED


def test_nothing_below_the_commands_prints_or_reads_the_environment() -> None:
    speaks = re.compile(r"\b(print|input)\(|\bsys\.(stdout|stderr|argv)|\bos\.environ\b|\bos\.getenv\b|\bclick\.echo\b")
    allowed = {"__main__", "cli", "console", "scaffold", "core.options"}  # core.options: the default of an option
    found = {
        name
        for name, path in modules().items()
        if any(speaks.search(line.partition("#")[0]) for line in path.read_text("utf-8").splitlines())
    }

    assert found <= allowed


def test_every_module_says_its_idea_in_a_line() -> None:
    missing = [
        name
        for name, path in modules().items()
        if not (ast.get_docstring(tree_of(path)) or "").partition("\n")[0].endswith((".", "?", "—"))
    ]

    assert missing == []


def test_importing_the_core_imports_no_heavy_library() -> None:
    code = "import sys, ssg.core.urls, ssg.core.report; print(*sorted(sys.modules))"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=PACKAGE.parent)
    heavy = {library for library in DOORS if library not in sys.stdlib_module_names}

    assert heavy & set(found.stdout.split()) == set()
