"""Install what the tests need beside the package: the dev group, Chromium, fonts, jq, axe and the HTML validator."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tomllib

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
NODE_TOOLS = ("vnu-jar", "axe-core")
APT_PACKAGES = {"chromium": "chromium", "java": "default-jre-headless", "npm": "npm", "jq": "jq", "curl": "curl"}
"""Command → Debian package that brings it. The last two are what the recipes of docs/deploying.md run."""

FONT_PACKAGES = {"Liberation Serif": "fonts-liberation", "WenQuanYi Micro Hei": "fonts-wqy-microhei"}
"""Family → Debian package that brings it: one stands in for the theme's own, one draws the Chinese pages."""


def main() -> None:
    install_python_tools()
    install_system_tools()
    install_node_tools()


def install_python_tools() -> None:
    with open(os.path.join(ROOT, "pyproject.toml"), "rb") as file:
        wanted = tomllib.load(file)["dependency-groups"]["dev"]
    run(sys.executable, "-m", "pip", "install", "--quiet", *wanted)


def install_system_tools() -> None:
    missing = [package for command, package in APT_PACKAGES.items() if shutil.which(command) is None]
    families = installed_families()
    missing += [package for family, package in FONT_PACKAGES.items() if family not in families]
    if not missing:
        return
    sudo = [] if os.geteuid() == 0 else ["sudo"]
    environ = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    run(*sudo, "apt-get", "update", "-qq", env=environ)
    run(*sudo, "apt-get", "install", "-y", "-qq", "--no-install-recommends", *missing, env=environ)


def installed_families() -> str:
    """Return the names of all fonts that browsers see, or nothing on a system without fontconfig."""
    if shutil.which("fc-list") is None:
        return ""
    return subprocess.run(["fc-list", ":", "family"], capture_output=True, text=True, check=True).stdout


def install_node_tools() -> None:
    folder = os.path.join(ROOT, ".tools")
    os.makedirs(folder, exist_ok=True)
    if all(os.path.isdir(os.path.join(folder, "node_modules", tool)) for tool in NODE_TOOLS):
        return
    run("npm", "install", "--silent", "--no-audit", "--no-fund", "--no-save", "--prefix", folder, *NODE_TOOLS)


def run(*command: str, env: dict[str, str] | None = None) -> None:
    print("+", " ".join(command), flush=True)
    subprocess.run(command, check=True, env=env)


if __name__ == "__main__":
    main()
