"""Lesson plans: the minutes add up, the pages exist, and numbers are those of the shipped finding."""

import pytest

from landscape.baked import baked
from landscape.catalogue import EXPERIMENTS
from landscape.errors import LandscapeError
from landscape.ui.parts.page_text import page_text
from landscape.ui.teach.plans import START, plan, plan_table
from landscape.ui.teach.teacher import PARTS, misconceptions, teacher_lines

TEXT = page_text("teach")
PAGES = {START, "lab", "compare", "method", *EXPERIMENTS.names}
PLANS = [key.removeprefix("plan ") for key in TEXT.sections if key.startswith("plan ")]
each_plan = pytest.mark.parametrize("name", PLANS)


@each_plan
def test_minutes_add_up(name):
    steps = plan(TEXT.sections[f"plan {name}"])
    assert steps[-1].last == int(name.split()[0])
    assert all(step.first < step.last for step in steps)
    assert [step.first for step in steps[1:]] == [step.last for step in steps[:-1]]


@each_plan
def test_every_step_opens_a_page_that_exists(name):
    steps = plan(TEXT.sections[f"plan {name}"])
    assert {step.page for step in steps} <= PAGES
    source = plan_table(name, TEXT)
    assert source.count("?size=hall") == len(steps)


def test_plans_name_every_lesson():
    named = {step.page for name in PLANS for step in plan(TEXT.sections[f"plan {name}"])}
    assert set(EXPERIMENTS.names) <= named


def test_a_line_that_is_no_step_is_named():
    with pytest.raises(LandscapeError, match=r"'- soon \| start'"):
        plan("- soon | start")


def test_numbers_of_the_plan_are_those_on_the_projector():
    numbers = baked("paths")[EXPERIMENTS.load("paths").config()].numbers
    assert (
        f"{numbers['n_intended']} of {numbers['n_starts']} by the coin, {numbers['n_proxy']} by the cue"
        in (TEXT.sections["plan 5"])
    )


@pytest.mark.parametrize("slug", EXPERIMENTS.names)
def test_every_lesson_tells_its_teacher(slug):
    lines = teacher_lines(slug)
    assert list(lines) == list(PARTS)
    assert all(lines.values())


def test_answers_are_inside_toggles():
    closed, opened = misconceptions(False), misconceptions(True)
    assert closed.count("<details>") == opened.count("<details open>") == len(EXPERIMENTS.names)
    for one in closed.split("<section>")[1:]:
        assert one.index("</summary>") < one.index("Answer:") < one.index("</details>")
