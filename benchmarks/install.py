"""Install the peers into a folder of the benchmark's own, never globally."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence

from benchmarks.peers.peer import Peer, Tools


class NotInstalled(Exception):
    """A peer cannot be had on this machine."""


def install(folder: str, peers: Sequence[Peer]) -> Tools:
    """Install what the peers need below ``folder``, each package in its newest version. Raises NotInstalled."""
    os.makedirs(folder, exist_ok=True)
    python = sorted({package for peer in peers for package in peer.python_packages})
    node = sorted({package for peer in peers for package in peer.node_packages})
    if python:
        _install_python(folder, python)
    if node:
        _install_node(folder, node)
    return Tools(folder)


def _install_python(folder: str, packages: Sequence[str]) -> None:
    venv = os.path.join(folder, "venv")
    if not os.path.isdir(venv):
        _run(sys.executable, "-m", "venv", venv)
    pip = os.path.join(venv, "bin", "python")
    _run(pip, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *packages)


def _install_node(folder: str, packages: Sequence[str]) -> None:
    npm = shutil.which("npm")
    if npm is None:
        raise NotInstalled("npm is missing: install Node.js, or leave Eleventy out with --peers")
    _run(npm, "install", "--silent", "--no-audit", "--no-fund", "--prefix", folder, *packages)


def _run(*command: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise NotInstalled(f"{' '.join(command)} failed:\n{done.stderr[-2000:]}")


def version(peer: Peer, tools: Tools) -> str:
    """Return the line in which the peer says its version, without what follows the number."""
    done = subprocess.run(peer.version(tools), capture_output=True, text=True, check=True)
    line = done.stdout.strip().splitlines()[0]
    return next((word.lstrip("v").partition("-")[0] for word in line.split() if _is_version(word)), "of this checkout")


def _is_version(word: str) -> bool:
    return word.lstrip("v")[:1].isdigit() and "." in word
