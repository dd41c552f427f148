"""The rules of dependency of the design, and a few of the house style, read off the source of every file."""

import ast
import subprocess
import sys
from functools import lru_cache
from pathlib import Path

import pytest

from landscape.catalogue import ARCHITECTURES, DATASETS, EXPERIMENTS, EXPORTS, PLANES

ROOT = Path(__file__).parents[1]
FILES = sorted(
    path.relative_to(ROOT).as_posix()
    for pattern in ("app.py", "landscape/**/*.py", "models/**/*.py")
    for path in ROOT.glob(pattern)
)
STDLIB = sys.stdlib_module_names

# The layer of a file is the first whose beginning it has; `never` holds for it and all below it.
LAYERS = (
    ("app.py", "page", ()),
    ("landscape/ui/", "page", ()),
    ("landscape/bench/", "benchmark", ("streamlit",)),
    ("landscape/exports/", "exports", ("torch", "models", "streamlit", "sklearn")),
    ("landscape/figures/", "figures", ("torch", "models", "streamlit", "sklearn")),
    ("landscape/viewer/", "viewer", ("torch", "models", "streamlit", "sklearn")),
    ("landscape/engine/", "engine", ("plotly", "streamlit")),
    ("landscape/api.py", "front", ("streamlit",)),
    ("landscape/baked.py", "front", ("streamlit", "torch")),
    ("landscape/__main__.py", "front", ("streamlit",)),
    ("landscape/__init__.py", "front", ("streamlit", "torch", "plotly")),
    ("models/", "models", ("plotly", "streamlit", "sklearn", "scipy")),
    ("landscape/words/", "words", ("torch", "plotly", "streamlit", "models", "sklearn", "scipy")),
    ("landscape/inputs/", "plain", ("torch", "plotly", "streamlit", "sklearn", "scipy")),
    ("landscape/outputs/", "plain", ("torch", "plotly", "streamlit", "sklearn", "scipy")),
    ("landscape/catalogue.py", "plain", ("torch", "plotly", "streamlit", "sklearn", "scipy", "numpy")),
    ("landscape/errors.py", "plain", ("torch", "plotly", "streamlit", "sklearn", "scipy")),
    ("landscape/", "numerics", ("plotly", "streamlit")),
)
# Which parts of the project a layer may import besides its own.
ALLOWED = {
    "plain": ("plain",),
    "models": ("models", "landscape.errors"),
    "words": ("words", "plain"),
    "numerics": ("numerics", "plain", "models", "landscape.words.letters"),
    "engine": ("engine", "numerics", "plain", "models"),
    "viewer": ("viewer", "words", "plain"),
    "figures": ("figures", "viewer", "words", "plain"),
    "exports": ("exports", "figures", "viewer", "words", "plain"),
}
# Rooms and what else stands alone, from the ground up; a file belongs to the first beginning it has. It imports from
# its own room and from floors below, for type checkers too.
FLOORS = (
    ("landscape/errors.py", "landscape/catalogue.py"),
    ("models/",),
    ("landscape/inputs/",),
    ("landscape/outputs/",),
    ("landscape/words/", "landscape/learning/"),
    ("landscape/datasets/", "landscape/planes/"),
    ("landscape/picture/",),
    ("landscape/experiments/parts/",),
    ("landscape/experiments/strip/", "landscape/experiments/scenery/"),
    ("landscape/experiments/",),
    ("landscape/viewer/",),
    ("landscape/figures/",),
    ("landscape/exports/", "landscape/baked.py"),
    ("landscape/engine/", "landscape/api.py"),
    ("landscape/__init__.py",),
    ("landscape/ui/",),
    ("landscape/bench/", "app.py"),
    ("landscape/__main__.py",),
)


def layer_of(file):
    return next((layer, never) for start, layer, never in LAYERS if file.startswith(start))


@lru_cache
def tree_of(file):
    return ast.parse((ROOT / file).read_text(encoding="utf-8"))


@lru_cache
def nodes_of(file):
    return tuple(ast.walk(tree_of(file)))


@lru_cache
def imports_of(file, *, for_types=False):
    return tuple(_imports_of(file, for_types))


def _imports_of(file, for_types):
    """Full names of what a file imports when it runs, with the line; or also of what it imports for type checkers."""
    only_for_types = (
        set()
        if for_types
        else {
            id(inner)
            for node in nodes_of(file)
            if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
            for inner in ast.walk(node)
        }
    )
    for node in nodes_of(file):
        if id(node) in only_for_types:
            continue
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file}:{node.lineno}: relative imports hide where a name lives"
            names = [f"{node.module}.{alias.name}" for alias in node.names]
            yield from ((name if file_of(name) else node.module, node.lineno) for name in names)


def file_of(module):
    """The project's file of a module, or None."""
    stem = module.replace(".", "/")
    return next((f for f in (f"{stem}.py", f"{stem}/__init__.py") if f in FILES), None)


def each_file(check):
    """One test that holds every file against a rule, and names all files that break it."""

    def test():
        broken = []
        for file in FILES:
            try:
                check(file)
            except AssertionError as error:
                broken.append(f"{file}: {error}")
        assert not broken, "\n".join(broken)

    test.__name__, test.__doc__ = check.__name__, check.__doc__
    return test


def test_the_walk_sees_the_project():
    assert {"app.py", "landscape/picture/scene.py", "landscape/planes/pca.py", "models/mlp.py"} <= set(FILES)
    assert ("torch", 7) in [(name.split(".")[0], 7) for name, _ in imports_of("models/mlp.py")]
    assert "landscape.catalogue" in [name for name, _ in imports_of("landscape/picture/scene.py")]
    assert layer_of("landscape/picture/scene.py")[0] == "numerics"
    assert layer_of("landscape/inputs/link.py")[0] == "plain"


@each_file
def test_a_file_imports_only_what_its_layer_may(file):
    layer, never = layer_of(file)
    for module, line in imports_of(file):
        package = module.split(".")[0]
        assert package not in never, f"{file}:{line} imports {module}, which {layer} must not"
        target = file_of(module)
        if target is None or layer not in ALLOWED:
            continue
        allowed = ALLOWED[layer]
        assert layer_of(target)[0] in allowed or module in allowed, f"{file}:{line}: {layer} must not import {module}"


def floor_and_room_of(file):
    return next((i, room) for i, rooms in enumerate(FLOORS) for room in rooms if file.startswith(room))


@each_file
def test_a_room_imports_only_from_floors_below(file):
    floor, room = floor_and_room_of(file)
    for module, line in imports_of(file, for_types=True):
        if (target := file_of(module)) is not None:
            below, other = floor_and_room_of(target)
            assert other == room or below < floor, f"{file}:{line} imports {module}, which stands no lower"


def test_no_files_import_one_another_in_a_circle():
    """Imports for type checkers count; a plug-in that is loaded by its name when first asked for does not."""
    waiting = {
        file: {file_of(module) for module, _ in imports_of(file, for_types=True)} - {None, file} for file in FILES
    }
    while free := {file for file, needed in waiting.items() if not needed & waiting.keys()}:
        waiting = {file: needed for file, needed in waiting.items() if file not in free}
    assert not waiting, f"these files, or some that they need, import one another: {sorted(waiting)}"


@each_file
def test_streamlit_lives_in_the_pages_only(file):
    if layer_of(file)[0] != "page":
        assert "streamlit" not in {module.split(".")[0] for module, _ in imports_of(file)}


@each_file
def test_plain_files_need_no_package_but_numpy(file):
    if layer_of(file)[0] == "plain":
        packages = {module.split(".")[0] for module, _ in imports_of(file)}
        assert packages <= {*STDLIB, "numpy", "landscape", "models"}


@pytest.mark.parametrize("plugins", [ARCHITECTURES, DATASETS, PLANES, EXPERIMENTS, EXPORTS], ids=lambda p: p.package)
def test_the_catalogue_lists_every_file_that_defines_a_plugin(plugins):
    folder = plugins.package.replace(".", "/")
    defining = {
        Path(file).stem
        for file in FILES
        if Path(file).parent == Path(folder)
        for node in tree_of(file).body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == plugins.constant
    }
    assert sorted(plugins.names) == sorted(defining)


@pytest.mark.parametrize(
    ("module", "absent"),
    [
        ("landscape", ("torch", "plotly", "streamlit", "sklearn", "scipy", "numpy")),
        ("landscape.catalogue", ("torch", "plotly", "streamlit", "sklearn", "scipy", "numpy", "models")),
        ("landscape.inputs.link", ("torch", "plotly", "streamlit", "sklearn", "scipy")),
        ("landscape.outputs.results", ("torch", "plotly", "streamlit", "sklearn", "scipy")),
        ("landscape.figures", ("torch", "streamlit", "sklearn")),
        ("landscape.exports", ("torch", "plotly", "streamlit", "trimesh", "nbformat", "numpy")),
        ("landscape.exports.glb", ("torch", "streamlit", "sklearn")),
        pytest.param("landscape.engine", ("plotly", "streamlit"), marks=pytest.mark.slow),  # loads torch and sklearn
    ],
)
def test_what_importing_a_module_leaves_out(module, absent):
    code = f"import sys, {module}; print([name for name in {absent!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.stderr == ""
    assert done.stdout.strip() == "[]"


@each_file
def test_no_file_for_odds_and_ends(file):
    banned = {"util", "utils", "helper", "helpers", "common", "manager", "managers", "misc"}
    assert not banned & set(Path(file).with_suffix("").parts)


@each_file
def test_every_file_begins_with_one_sentence(file):
    first = (ast.get_docstring(tree_of(file)) or "").partition("\n")[0]
    assert first.endswith((".", ":")), file


@each_file
def test_no_global_randomness(file):
    """Every draw comes from a generator of its own, made from a seed of a config."""
    if layer_of(file)[0] == "benchmark":  # it repeats what a student would write
        return
    for node in nodes_of(file):
        if isinstance(node, ast.Call):
            called = ast.unparse(node.func)
            assert called not in {"torch.manual_seed", "random.random", "random.seed"}, f"{file}:{node.lineno}"
            if called.startswith("np.random.") and "(" not in called:
                assert called == "np.random.default_rng", f"{file}:{node.lineno}"
                assert node.args, f"{file}:{node.lineno}: a generator without a seed"


@each_file
def test_only_the_cluster_knows_dask(file):
    if file != "landscape/engine/cluster.py":
        imported = {alias.name for node in nodes_of(file) if isinstance(node, ast.Import) for alias in node.names}
        imported |= {node.module or "" for node in nodes_of(file) if isinstance(node, ast.ImportFrom)}
        assert not {name for name in imported if name.split(".")[0] in ("dask", "distributed")}, file
