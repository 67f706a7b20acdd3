"""The wheel, installed into an empty environment, makes and builds a site with nothing else."""

from __future__ import annotations

import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


def run(*command: str | Path, cwd: Path) -> str:
    environ = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    done = subprocess.run(list(map(str, command)), cwd=cwd, env=environ, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "build", "--wheel", "--outdir", folder, ROOT, cwd=folder)
    (built,) = folder.glob("*.whl")
    return built


def test_the_wheel_holds_the_package_the_themes_and_the_starter_and_nothing_else(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()

    assert {"ssg/cli.py", "ssg/py.typed", "ssg/themes/default/theme.toml", "ssg/starter/site.toml"} <= set(names)
    assert {name.split("/")[0].partition("-")[0] for name in names} == {"ssg", "ssg_news"}
    assert [name for name in names if "__pycache__" in name or "/tests/" in name] == []
    sources = {path.relative_to(ROOT).as_posix() for path in (ROOT / "ssg").rglob("*.py")}
    assert sources <= set(names)
    fonts = {path.relative_to(ROOT).as_posix() for path in (ROOT / "ssg" / "render" / "fonts").iterdir()}
    assert fonts <= set(names)
    licences = {name.rpartition("/")[2] for name in names if ".dist-info/licenses/" in name}
    assert {path.rpartition("/")[2] for path in fonts if path.endswith(".txt")} <= licences
    themes = {f"ssg/{path.relative_to(ROOT).as_posix()}" for path in (ROOT / "themes").rglob("*") if path.is_file()}
    assert themes <= set(names)


def test_the_wheel_in_an_empty_environment_makes_and_builds_a_site(wheel: Path, tmp_path: Path) -> None:
    venv.create(tmp_path / "venv", with_pip=True)
    commands = tmp_path / "venv" / ("Scripts" if os.name == "nt" else "bin")
    run(commands / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", wheel, cwd=tmp_path)
    version = run(commands / "ssg", "--version", cwd=tmp_path)
    run(commands / "ssg", "init", "blog", cwd=tmp_path)
    run(commands / "ssg", "build", "blog", "--strict", cwd=tmp_path)
    output = tmp_path / "blog" / "output"

    assert version.strip() == f"ssg, version {wheel.name.split('-')[1]}"
    pages = ["index.html", "404.html", "feed.xml", "sitemap.xml", "tags/index.html", "news/welcome/index.html"]
    assert [page for page in pages if not (output / page).is_file()] == []
    assert list((output / "assets" / "t").glob("site.*.css")) != []
    assert run(commands / "python", "-c", "import ssg; print(ssg.__file__)", cwd=tmp_path).startswith(str(tmp_path))
