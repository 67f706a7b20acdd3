"""A static site generator for news blogs."""

from ssg.core.options import BuildOptions
from ssg.core.report import BuildReport
from ssg.pipeline import build

__all__ = ["BuildOptions", "BuildReport", "build"]
