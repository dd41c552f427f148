"""What is done once, before the first visitor: heavy imports, one small scene, and the shared engine."""

import gc
import logging
import threading

from landscape.api import configure
from landscape.baked import baked
from landscape.catalogue import EXPERIMENTS
from landscape.engine import Engine
from landscape.engine.engine import job_log
from landscape.engine.from_environment import engine_from_environment
from landscape.picture.scene import compute
from landscape.ui.parts.viewer import compress
from landscape.viewer.message import scene_message
from landscape.words.lesson_text import lesson_text

_lock = threading.Lock()
_engines: list[Engine] = []


def engine() -> Engine:
    """The one engine of this process, shared by all visitors."""
    with _lock:
        if not _engines:
            _engines.append(engine_from_environment())
        return _engines[0]


def warm_up() -> None:
    """Touches every slow path once: torch, scikit-learn, SciPy, the viewer's message, the lessons' shipped findings.

    `gc.freeze` afterwards: Streamlit collects garbage after every rerun, and without it each collection walks the
    hundreds of thousands of objects of these imports (measured with thirty sessions: reruns 3 s against 0.03 s).
    """
    scene = compute(configure(steps=20, seeds="0-2", grid=17))
    scene_message(scene)
    for slug in EXPERIMENTS.names:
        lesson_text(slug)
        baked(slug)
    compress()
    engine()
    gc.collect()
    gc.freeze()


def write_job_log() -> None:
    """Writes the line of each job, as JSON, to the standard error stream: where a host collects what servers say."""
    if not job_log.handlers:
        job_log.addHandler(logging.StreamHandler())
    job_log.setLevel(logging.INFO)


def stop_work() -> None:
    """Stops every job."""
    for one in list(_engines):
        one.stop()


def close() -> None:
    """Ends the worker threads when the server ends."""
    with _lock:
        for one in _engines:
            one.close()
        _engines.clear()
