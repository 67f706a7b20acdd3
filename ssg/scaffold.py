"""Start things: a new site, a new post."""

from __future__ import annotations

import json
import os
import uuid
from datetime import UTC, date, datetime, timedelta
from importlib import metadata
from pathlib import Path
from string import Template

from ssg.core.clock import read_clock
from ssg.core.encoding import CONTROL
from ssg.core.errors import Refused
from ssg.core.urls import slugify
from ssg.publish.write import output_file, write_file
from ssg.run.loading import load_site_config

STARTER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "starter")

SAMPLES = {
    "welcome.md": "today",
    "a-product-review.md": "yesterday",
    "a-project-worth-an-evening.md": "day_before",
}
"""The sample posts, each with the day that it is dated to."""


class FolderNotEmpty(Exception):
    """A new site wants a folder of its own."""


class CannotStart(Exception):
    """A post cannot be started; the argument says why."""


def make_site(folder: str) -> list[str]:
    """Make a new site and return the paths of its files. Raises FolderNotEmpty, CannotStart, OSError."""
    if os.path.isdir(folder) and set(os.listdir(folder)) - {".git"}:  # a repository may have been cloned empty
        raise FolderNotEmpty(folder)
    try:
        today = datetime.fromtimestamp(read_clock(None, os.environ), UTC).date()
    except ValueError as error:
        raise CannotStart(str(error)) from None
    values = {
        "title": _title_of(folder),
        "id": str(uuid.uuid4()),
        "today": today.isoformat(),
        "yesterday": (today - timedelta(days=1)).isoformat(),
        "day_before": (today - timedelta(days=2)).isoformat(),
    }
    files = {
        "site.toml": _starter("site.toml", values),
        "netlify.toml": _starter("netlify.toml", values),
        ".gitignore": _starter("gitignore", values),
        ".gitattributes": "addresses.lock merge=union\n",  # both branches' lines are kept: no address is lost
        "requirements.txt": _requirements(requirement()),
    }
    for name in SAMPLES:
        files[f"content/posts/{name}"] = _starter(f"content/posts/{name}", values)
    for path, text in files.items():
        write_file(output_file(folder, path), text.encode())
    return list(files)


def _title_of(folder: str) -> str:
    name = os.path.basename(os.path.abspath(folder)).replace("-", " ").replace("_", " ").strip()
    return json.dumps(name[:1].upper() + name[1:], ensure_ascii=False)[1:-1] or "A News Site"


def _starter(name: str, values: dict[str, str]) -> str:
    with open(os.path.join(STARTER, *name.split("/")), encoding="utf-8") as file:
        return Template(file.read()).substitute(values)


def _requirements(line: str) -> str:
    local = "# This names a folder of your own computer: before you deploy, name a version or a repository instead.\n"
    return (local if "file://" in line else "") + line + "\n"


def requirement() -> str:
    """Return the line for pip that installs this very ssg: from where it was installed (PEP 610), else by version."""
    try:
        distribution = metadata.distribution("ssg-news")
    except metadata.PackageNotFoundError:  # run where it stands, in a checkout
        return f"ssg-news @ {Path(__file__).resolve().parent.parent.as_uri()}"
    origin = json.loads(distribution.read_text("direct_url.json") or "{}")
    if "vcs_info" in origin:
        vcs = origin["vcs_info"]
        return f"ssg-news @ {vcs['vcs']}+{origin['url']}@{vcs['commit_id']}"
    if "url" in origin:
        return f"ssg-news @ {origin['url']}"
    return f"ssg-news=={distribution.version}"


# ── a new post ──────────────────────────────────────────────────────────────────────────────────────


POST = Template(
    """---
title: $title
subtitle: ""
date: $date
section: $section
tags: []
summary: ""
key_points: []
draft: true
---

"""
)


def start_post(site_folder: str, headline: str, section: str, now: str) -> str:
    """Make a draft and return its path. Raises CannotStart."""
    try:
        config, _ = load_site_config(site_folder, "", os.environ)
        instant = read_clock(now or None, os.environ)
    except Refused as refused:
        raise CannotStart("\n".join(item.message for item in refused.problems)) from None
    except ValueError as error:
        raise CannotStart(str(error)) from None
    headline = " ".join(CONTROL.sub(" ", headline).split())  # it may have been pasted from anywhere
    slug = slugify(headline)
    if not slug:
        raise CannotStart(f"“{headline}” has no letter or digit to make a file name of")
    day = _day(instant, config.site.timezone)
    path = os.path.join("content", "posts", f"{day.isoformat()}-{slug}.md")
    if os.path.exists(os.path.join(site_folder, path)):
        raise CannotStart(f"{path} exists already")
    text = POST.substitute(
        title=json.dumps(headline, ensure_ascii=False),
        date=day.isoformat(),
        section=json.dumps(section, ensure_ascii=False) if section else next(iter(config.sections), "news"),
    )
    write_file(output_file(site_folder, path.replace(os.sep, "/")), text.encode())
    return os.path.join(site_folder, path) if site_folder != "." else path


def _day(instant: int, timezone: str) -> date:
    from ssg.core.moments import zone_of

    return datetime.fromtimestamp(instant, zone_of(timezone)).date()
