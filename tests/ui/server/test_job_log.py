"""The log of the app: one line of JSON per job, written once."""

import json
import logging

import pytest

from landscape.engine import Engine
from landscape.engine.engine import job_log
from landscape.ui.server.warm import write_job_log
from tests.conftest import tiny_scene
from tests.engine.test_jobs import ended, until


@pytest.fixture
def quiet_afterwards():
    before = job_log.level
    yield
    job_log.handlers.clear()
    job_log.setLevel(before)


@pytest.mark.usefixtures("quiet_afterwards")
def test_each_job_is_one_line_of_json(capsys):
    for _ in range(2):  # a second start in the same program must not double the lines
        write_job_log()
    engine = Engine(workers=1)
    ended(engine, engine.ask(tiny_scene(), "ada"), "ada")
    lines = []

    def told():
        lines.extend(capsys.readouterr().err.splitlines())
        return lines

    until(told)
    engine.close()
    (line,) = [json.loads(text) for text in lines + capsys.readouterr().err.splitlines()]
    assert (line["kind"], line["outcome"], line["from"]) == ("scene", "done", "computed")
    assert job_log.level == logging.INFO
