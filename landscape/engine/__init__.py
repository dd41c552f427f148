"""One computation for all who ask for the same scene, off the page's thread, stopped when nobody waits for it."""

from landscape.engine.engine import Engine
from landscape.engine.jobs import Job, Report

__all__ = ["Engine", "Job", "Report"]
