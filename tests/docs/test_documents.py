"""The documents say what the code does: examples run, tables agree, names and links exist."""

import re
import shlex
import subprocess

import pytest

import landscape
import landscape.scene
import models
from landscape import __main__ as command_line
from landscape import datasets, evaluation, planes, settings, sheet, training
from landscape.datasets import csv
from landscape.errors import NoPictureError
from landscape.figures import height
from landscape.files import LANDSCAPE_VERSION, arrays_of

from .markdown import DOCUMENTS, ROOT, anchors, blocks, links, read, rows, section, without_blocks
from .parameter_table import with_table

TERMS = (
    "parameter vector", "theta", "snapshot", "run", "ensemble", "trajectory", "direction", "plane", "sheet", "surface",
    "landscape", "gap", "basin", "behaviour", "probe set", "barrier", "sharpness", "proxy rule", "intended rule",
    "scene", "lesson", "held-out step", "node", "view", "fidelity", "quantity", "filter-normalised", "link",
)  # fmt: skip
MORE_FILES = ("LICENSE", "CITATION.cff", ".pre-commit-config.yaml")
# Written so that this file does not match itself.
MACHINE_PATHS = re.compile(r"(?<![\w.])/(wor[k]|roo[t]|tmp/dev[e]nv)/|\.\./share[d]\b")


def shell_lines(name):
    lines = [line for block in blocks(read(name), "bash") for line in block.text.splitlines()]
    return [shlex.split(line, comments=True) for line in lines if line]


def landscape_calls(name):
    return [words[3:] for words in shell_lines(name) if words[1:3] == ["-m", "landscape"]]


def tracked():
    """Tracked text files and those about to be; without git, the documents."""
    try:
        command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return [ROOT / name for name in (*DOCUMENTS, *MORE_FILES)]
    return [path for name in done.stdout.splitlines() if (path := ROOT / name).is_file()]


def prose(name):
    """A document's text with runs of space as one, so that a line break does not hide a phrase."""
    return " ".join(read(name).split())


# The examples


def test_the_python_example_runs(tmp_path, monkeypatch):
    (block,) = blocks(read("README.md"), "python")
    assert len([line for line in block.text.splitlines() if line]) <= 6
    monkeypatch.chdir(tmp_path)
    names = {}
    exec(block.text, names)
    assert names["scene"].fidelity.gap_mean < names["scene"].fidelity.plane_gap_mean
    assert {path.name for path in (tmp_path / "moons-scene").iterdir()} == {"scene.json", "scene.npz", "scene.html"}
    assert len(names["figure"].data) > 0


def test_public_names_in_the_readme_exist():
    for name in set(re.findall(r"`landscape\.(\w+)\(", read("README.md"))):
        assert name in landscape.__all__
    for name in re.findall(r"`(\w+_figure)`", read("README.md")):
        assert name in landscape.__all__


@pytest.mark.parametrize("name", DOCUMENTS)
def test_make_targets_and_files_of_commands_exist(name):
    targets = set(re.findall(r"^([\w-]+):", read("Makefile"), re.MULTILINE))
    in_words = re.findall(r"`make (\w+)", read(name))
    for words in [*shell_lines(name), *(["make", target] for target in in_words)]:
        if words[0] == "make":
            assert set(words[1:2]) <= targets, words
        for word in words[1:]:
            if word.endswith((".py", ".txt")) and "=" not in word and not word.startswith("my-"):
                assert (ROOT / word).exists(), word


def test_the_torch_to_install_is_the_pinned_one():
    pinned = re.search(r"^torch==\S+$", read("requirements.txt"), re.MULTILINE)
    assert pinned is not None
    assert re.findall(r"torch==[\d.]+", read("README.md")) == [pinned[0]]


def test_there_are_commands_to_test():
    assert len([call for call in landscape_calls("README.md") if call[0] == "run"]) >= 3


@pytest.mark.parametrize("call", [c for c in landscape_calls("README.md") if c[0] != "run"], ids=" ".join)
def test_other_commands_of_the_readme(call, capsys):
    assert command_line.main(call) == 0
    assert capsys.readouterr().out


@pytest.mark.parametrize("call", [c for c in landscape_calls("README.md") if c[0] == "run"], ids=" ".join)
def test_run_commands_of_the_readme_are_understood(call, tmp_path, monkeypatch, capsys):
    configs = []

    def no_computation(config, **_options):
        landscape.scene.check_scene(config, landscape.scene.load_data(config.ensemble.data))
        configs.append(config)
        raise NoPictureError("understood")

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(landscape.scene, "compute", no_computation)
    (tmp_path / "my-data.csv").write_text("\n".join(f"{i},{i * i % 7},{i % 2}" for i in range(40)))
    assert command_line.main(call) == 1, capsys.readouterr().err
    assert capsys.readouterr().err == "understood\n"
    assert configs


def test_the_first_run_command_runs(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    call = next(c for c in landscape_calls("README.md") if c[0] == "run")
    assert command_line.main(call) == 0
    assert capsys.readouterr().out.startswith("Sheet through the runs.")
    assert (tmp_path / call[-1] / "scene.html").exists()


# What is promised of files, views and limits


@pytest.fixture(scope="module")
def scene():
    values = {"data": "two_cues", "n_train": 16, "width": 2, "depth": 1, "steps": 12, "snapshots": 5, "seeds": "0-1"}
    return landscape.run(landscape.configure(**values, grid="5x7", color="accuracy"), save_nodes=True)


def test_table_of_arrays(scene):
    promised = {}
    for names, shape, kind, *_ in rows(section(read("README.md"), "What `run` and `save` write")):
        dimensions = tuple(d for d in shape.strip("`()").replace(" ", "").split(",") if d)
        for name in re.findall(r"`([^`]+)`", names):
            promised[name] = (dimensions, kind)
    pattern = promised.pop("<quantity>_surface")
    for quantity in ("train_loss", "accuracy"):
        promised[f"{quantity}_surface"] = pattern
    found = arrays_of(scene)
    assert set(promised) == set(found)
    sizes = {"n_y": 7, "n_x": 5, "n_runs": 2, "n_params": scene.ensemble.n_params, "n_features": 2}
    for name, (dimensions, kind) in promised.items():
        assert str(found[name].dtype) == kind, name
        assert len(found[name].shape) == len(dimensions), name
        for dimension, size in zip(dimensions, found[name].shape, strict=True):
            assert sizes.setdefault(dimension, size) == size, f"{name}: {dimension}"


def test_table_of_views():
    for name, _, exact in rows(section(read("README.md"), "The views, and where each is exact")):
        assert planes.load(name.strip("`")).exact_where == exact


def test_limits():
    words = section(read("README.md"), "Limits")
    limits = {
        "runs": settings.MAX_RUNS,
        "nodes": settings.GRID_LIMITS[1],
        "examples": settings.SETTINGS["n_train"].high,
        "measured": evaluation.MAX_EXAMPLES,
        "width": settings.SETTINGS["width"].high,
        "depth": settings.SETTINGS["depth"].high,
        "steps": settings.SETTINGS["steps"].high,
        "kept": training.MAX_KEPT_NUMBERS,
        "saved": landscape.scene.MAX_NODE_NUMBERS,
        "centers": sheet.MAX_CENTERS,
        "megabytes": csv.MAX_BYTES / 2**20,
        "rows": csv.ROW_LIMITS[1],
        "features": csv.MAX_FEATURES,
        "classes": csv.MAX_CLASSES,
        "ratio": height.LARGEST_RATIO,
        "above": height.HIGHEST_OVER_PATHS,
    }
    for what, value in limits.items():
        assert re.search(rf"(?<![\d,]){value:,.0f}(?!\d|,\d)", words), what


def test_number_of_weights_of_the_default_network():
    n_params = 2 * 16 + 16 + 16 * 16 + 16 + 16 * 2 + 2
    assert f"{n_params} for the default one" in prose("README.md")
    assert f"the other {n_params - 2} are not" in prose("README.md")


# Names


@pytest.mark.parametrize("name", [*models.NAMES, *datasets.NAMES, *planes.NAMES])
def test_every_id_is_named(name):
    assert re.search(rf"\b{name}\b", read("README.md") + read("GLOSSARY.md"))


@pytest.mark.parametrize("term", TERMS)
def test_every_term_is_explained(term):
    assert f"**{term}**" in read("GLOSSARY.md")


@pytest.mark.parametrize("name", settings.SETTINGS)
def test_every_parameter_is_explained(name):
    assert f"| `{name}` |" in read("GLOSSARY.md")


def test_parameter_table_is_the_generated_one():
    assert read("GLOSSARY.md") == with_table(read("GLOSSARY.md")), "write it again: see CONTRIBUTING.md"


def test_tree_of_the_architecture():
    text = read("ARCHITECTURE.md")
    tree = [line for block in blocks(text, "text") for line in block.text.splitlines()]
    inside = [line.split()[0] for line in tree if line.startswith("  ")]
    for path in (ROOT / "landscape").iterdir():
        entry = path.name if path.is_file() else f"{path.name}/"
        if entry not in ("__init__.py", "__pycache__/"):
            assert entry in inside, f"{entry} is missing in the tree of ARCHITECTURE.md"
    for entry in inside:
        found = [*(ROOT / "landscape").rglob(entry.rstrip("/")), *(ROOT / "models").rglob(entry.rstrip("/"))]
        assert found, f"{entry} stands in ARCHITECTURE.md but does not exist"


# Versions, licence, links, words


def test_versions_agree():
    assert f'version = "{LANDSCAPE_VERSION}"' in read("pyproject.toml")
    assert f"\nversion: {LANDSCAPE_VERSION}\n" in read("CITATION.cff")
    assert f"version = {{{LANDSCAPE_VERSION}}}" in read("README.md")
    assert f"\n## [{LANDSCAPE_VERSION}]" in read("CHANGELOG.md")


def test_licence():
    text = read("LICENSE")
    assert "Apache License" in text
    assert "END OF TERMS AND CONDITIONS" in text
    assert "license: Apache-2.0" in read("CITATION.cff")


@pytest.mark.parametrize("name", DOCUMENTS)
def test_links_resolve(name):
    for target in links(read(name)):
        if target.startswith(("http://", "https://")):
            continue
        path, _, anchor = target.partition("#")
        file = ROOT / path if path else ROOT / name
        if path.startswith("assets/screenshots/") and not file.parent.exists():
            continue
        assert file.exists(), target
        assert not anchor or anchor in anchors(file.read_text(encoding="utf-8")), target


def test_pictures_have_words():
    alternatives = re.findall(r"!\[([^\]]*)\]", read("README.md"))
    assert alternatives
    assert all(len(words) > 40 for words in alternatives)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_banned_words(name):
    assert not re.search(r"\bepochs?\b", without_blocks(read(name)), re.IGNORECASE)


def test_file_names_say_what_is_inside():
    banned = re.compile(r"utils?|helpers?|manager|process(or)?|common", re.IGNORECASE)
    for folder in ("landscape", "models"):
        for path in (ROOT / folder).rglob("*.py"):
            assert not any(banned.fullmatch(word) for word in path.stem.split("_")), path.name


def test_no_paths_of_one_machine():
    for path in tracked():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        found = MACHINE_PATHS.search(text)
        assert found is None, f"{path.relative_to(ROOT)}: {found and found[0]}"
