"""What makes stored results stale, and what does not."""

import shutil

import pytest

from landscape.engine import code_version as module
from landscape.engine.code_version import ROOT, code_version, digest_of_code

OPTIMIZERS, SETTINGS = "landscape/learning/optimizers.py", "landscape/inputs/settings.py"
# One change each: the file, what stands in it, and what is put there.
HARMLESS = {
    "docstring": (OPTIMIZERS, '"""', '"""Another beginning: '),
    "new": ("landscape/planes/pca.py", "\n\n\n", '\n\n\n"""A word where there was none."""\n\n'),
    "help": (SETTINGS, "Number of hidden layers.", "How many hidden layers."),
    "comment": (SETTINGS, "# fmt: off", "# fmt:  off"),
    "title": ("landscape/datasets/moons.py", 'title="Two moons"', 'title="Two half moons"'),
    "lesson": ("assets/lessons/en/points.md", "\n## why\n", "\n## why\nAnd a word more. "),
    "retry": ("landscape/engine/cluster.py", "retries=0", "retries=1"),
    "style": ("landscape/viewer/theme.py", "\n\n\n", "\n\nANOTHER_STYLE = 1\n\n\n"),
}
STALE = {
    "optimiser": (OPTIMIZERS, "0.999", "0.99"),
    "data": ("landscape/datasets/spirals.py", "TURNS = 1.25", "TURNS = 1.26"),
    "architecture": ("models/mlp.py", "super().__init__()", "super().__init__() or None"),
    "default": (SETTINGS, 'Setting("width", 16,', 'Setting("width", 17,'),
    "choice": (SETTINGS, 'Setting("optimizer", "sgd"', 'Setting("optimizer", "adam"'),
}


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    root = tmp_path_factory.mktemp("copy")
    for folder in ("landscape", "models", "assets/lessons"):
        shutil.copytree(ROOT / folder, root / folder, ignore=shutil.ignore_patterns("__pycache__"))
    return root


@pytest.fixture(scope="module")
def unchanged(copy):
    return digest_of_code(copy)


def changed(root, file, old, new):
    """The digest after one change, which is then taken back."""
    path = root / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    try:
        return digest_of_code(root)
    finally:
        path.write_text(text, encoding="utf-8")


@pytest.mark.parametrize(("file", "old", "new"), HARMLESS.values(), ids=HARMLESS)
def test_words_retries_and_styles_leave_stored_results_alone(copy, unchanged, file, old, new):
    assert changed(copy, file, old, new) == unchanged


@pytest.mark.parametrize(("file", "old", "new"), STALE.values(), ids=STALE)
def test_what_can_change_a_number_makes_them_stale(copy, unchanged, file, old, new):
    assert changed(copy, file, old, new) != unchanged


def test_another_library_makes_them_stale(monkeypatch):
    assert len(code_version()) == 16
    monkeypatch.setattr(module, "version", lambda library: "0")
    assert code_version.__wrapped__() != code_version()


def test_every_room_that_decides_numbers_is_there():
    assert all((ROOT / room / "__init__.py").exists() for room in module.ROOMS)
