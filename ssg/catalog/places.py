"""What a file's path says about it: its date, its slug, its language, its folder."""

from __future__ import annotations

import re
from datetime import date

from ssg.core.model import Moment, Value

MARKDOWN_SUFFIXES = (".md", ".markdown", ".mdx")

_DATED_NAME = re.compile(r"^(\d{4})-(\d{1,2})-(\d{1,2})(?:[-_](.+))?$")
_DATED_FOLDERS = re.compile(r"(?:^|/)(\d{4})[-/](\d{2})[-/](\d{2})(?:[-_][^/]+)?(?=/|$)")
_DAY_FOLDER = re.compile(r"(?:^|/)\d{4}/\d{2}/\d{2}$")
_LANGUAGE_SUFFIX = re.compile(r"^(.+)\.([a-z]{2,3}(?:-[A-Za-z]{4})?(?:-(?:[A-Za-z]{2}|\d{3}))?)$")

# ISO 639-1, and the three-letter codes that sites are written in: without a list, `node.js.md` would be in the
# language "js".
_LANGUAGE_CODES = """
aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee
el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik is it
iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt
my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl
sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo
za zh zu yue cmn fil haw ceb kab ast gsw nds
"""
DRAFTS = "_drafts"
LANGUAGES = frozenset(_LANGUAGE_CODES.split())


class Place(Value, frozen=True):
    """A Markdown file's path, read."""

    path: str  # below content/
    folder: str  # below content/, without the last "/"; empty for content/ itself
    stem: str  # file name without suffix and language
    key: str  # path without suffix, language or final "index": what {path} stands for
    name: str  # what the slug comes from: the stem, or the folder's name for index.md, without its date
    date: Moment  # from the file's or a folder's name; empty when there is none
    bad_date: str  # text that looks like a date and is none; else empty
    lang: str  # from the file's name; empty when it has none

    @property
    def is_intro(self) -> bool:
        return self.stem == "_index"

    @property
    def is_among_drafts(self) -> bool:
        """Whether it stands where Jekyll keeps what is not to be published."""
        return DRAFTS in self.folder.split("/")

    @property
    def is_bundle(self) -> bool:
        """Whether the files beside it belong to it."""
        return self.stem == "index"


def is_markdown(path: str) -> bool:
    return path.endswith(MARKDOWN_SUFFIXES)


def read_place(path: str) -> Place:
    """Return what ``path`` (a Markdown file below content/) says. Pure; never raises."""
    folder, _, file_name = path.rpartition("/")
    stem, lang = _split_language(file_name[: file_name.rindex(".")])
    named_by_folder = stem in ("index", "_index")
    own_name = folder.rpartition("/")[2] if named_by_folder else stem
    name, moment, bad = _split_date(own_name)
    if not moment and not bad and stem != "_index":
        moment, bad = _date_of_folders(folder)
        if moment and named_by_folder and _DAY_FOLDER.search(folder):
            name = moment  # the folder's own name is the day of the month, which names nothing
    return Place(
        path=path,
        folder=folder,
        stem=stem,
        key=folder if named_by_folder else (f"{folder}/{stem}" if folder else stem),
        name=name,
        date=moment,
        bad_date=bad,
        lang=lang,
    )


def _split_language(stem: str) -> tuple[str, str]:
    match = _LANGUAGE_SUFFIX.match(stem)
    if match and match[2].partition("-")[0] in LANGUAGES:
        return match[1], match[2]
    return stem, ""


def _split_date(name: str) -> tuple[str, Moment, str]:
    match = _DATED_NAME.match(name)
    if not match:
        return name, "", ""
    moment, bad = _calendar_day(match[1], match[2], match[3])
    # A file named by its date alone has the date as its slug.
    return (match[4] or moment or name), moment, bad


def _date_of_folders(folder: str) -> tuple[Moment, str]:
    matches = list(_DATED_FOLDERS.finditer(folder))
    return _calendar_day(*matches[-1].group(1, 2, 3)) if matches else ("", "")


def _calendar_day(year: str, month: str, day: str) -> tuple[Moment, str]:
    try:
        return date(int(year), int(month), int(day)).isoformat(), ""
    except ValueError:
        return "", f"{year}-{month}-{day}"
