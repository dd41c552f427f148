"""The documents say what the code does: names, numbers, commands and links exist."""

import re
import subprocess

import pytest

from landscape.catalogue import ARCHITECTURES, DATASETS, PLANES
from landscape.exports.files import LANDSCAPE_VERSION
from landscape.inputs import settings

from .markdown import DOCUMENTS, ROOT, anchors, blocks, links, prose, read, shell_lines, without_blocks
from .parameter_table import with_table

TERMS = (
    "parameter vector", "theta", "snapshot", "run", "ensemble", "trajectory", "direction", "plane", "sheet", "surface",
    "landscape", "gap", "basin", "behaviour", "probe set", "barrier", "sharpness", "proxy rule", "intended rule",
    "level", "policy", "return",
    "scene", "lesson", "experiment", "control", "control experiment", "bet", "finding", "shipped finding", "claim",
    "catchment", "watershed", "held-out step", "node", "view", "fidelity", "quantity", "filter-normalised", "link",
)  # fmt: skip
MORE_FILES = ("LICENSE", "CITATION.cff", ".pre-commit-config.yaml")
# Written so that this file does not match itself.
MACHINE_PATHS = re.compile(r"(?<![\w.])/(wor[k]|roo[t]|tmp/dev[e]nv)/|\.\./share[d]\b")


def tracked():
    """Tracked text files and those about to be; without git, the documents."""
    try:
        command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return [ROOT / name for name in (*DOCUMENTS, *MORE_FILES)]
    return [path for name in done.stdout.splitlines() if (path := ROOT / name).is_file()]


@pytest.mark.parametrize("name", DOCUMENTS)
def test_make_targets_and_files_of_commands_exist(name):
    targets = set(re.findall(r"^([\w-]+):", read("Makefile"), re.MULTILINE))
    in_words = re.findall(r"`make ([\w-]+)", read(name))
    for words in [*shell_lines(name), *(["make", target] for target in in_words)]:
        if words[0] == "make":
            assert set(words[1:2]) <= targets, words
        for word in words[1:]:
            if word.endswith((".py", ".txt")) and "=" not in word and not word.startswith("my-"):
                assert (ROOT / word).exists(), word


@pytest.mark.parametrize(
    ("path", "phrases"),
    [
        ("models/mlp.py", ("1.4 ns a number against 4", "at most 1.8e-7", "5 times faster than one by one")),
        ("models/convnet.py", ("4 times",)),
        ("landscape/learning/losses.py", ("4e-7", "below 1e-7")),
        ("landscape/learning/optimizers.py", ("1.4 s and 71 MB that are never used here",)),
    ],
)
def test_measured_numbers_stand_where_the_code_says_them_too(path, phrases):
    for phrase in phrases:
        assert phrase in prose("ARCHITECTURE.md")
        assert phrase in prose(path)


@pytest.mark.parametrize("name", [*ARCHITECTURES.names, *DATASETS.names, *PLANES.names])
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


FILE_BY_FILE = ("inputs", "outputs", "learning", "picture", "engine", "viewer", "words")


def test_tree_of_the_architecture():
    """Every path of the tree is there, the rooms listed file by file are whole, and no room is missing."""
    tree = [line for block in blocks(read("ARCHITECTURE.md"), "text") for line in block.text.splitlines()]
    tree = tree[next(i for i, line in enumerate(tree) if line.startswith("app.py")) :]
    tree = tree[: next(i for i, line in enumerate(tree) if line.startswith("tests/")) + 1]
    listed, folders = set(), []
    for line in tree:
        indent = len(line) - len(line.lstrip())
        if indent <= 4:  # else the rest of a sentence
            folders = [*folders[: indent // 2], line.split()[0]]
            listed.add("".join(folders))
    missing = sorted(path for path in listed if not (ROOT / path).exists())
    assert not missing, "stands in ARCHITECTURE.md but does not exist"
    here = {
        path.relative_to(ROOT).as_posix() + "/" * path.is_dir()
        for folder in ("", *FILE_BY_FILE)
        for path in (ROOT / "landscape" / folder).iterdir()
        if path.name not in ("__init__.py", "__pycache__")
    }
    assert not here - listed, "is missing in the tree of ARCHITECTURE.md"


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
