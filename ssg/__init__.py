"""A static site generator for news blogs."""

from ssg.core.report import BuildReport
from ssg.pipeline import build
from ssg.run.preparing import BuildOptions

__all__ = ["BuildOptions", "BuildReport", "build"]
