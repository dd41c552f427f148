"""The command line: list, run, lesson, bench, bake."""

from landscape.exports.interrupts import STOPPED, as_interrupts, uninterrupted  # first: what follows takes seconds

# isort: split
import argparse
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict
from math import isfinite
from pathlib import Path
from typing import Any, NoReturn

from landscape import api
from landscape.catalogue import ARCHITECTURES, DATASETS, EXPERIMENTS, PLANES
from landscape.errors import ConfigError, DataError, LandscapeError, quoted
from landscape.experiments.parts.experiment import Experiment
from landscape.inputs import csv_choices
from landscape.inputs.config import SceneConfig, scene_from, unknown_name
from landscape.inputs.quantities import QUANTITIES
from landscape.inputs.settings import MAX_SEED, SETTINGS
from landscape.learning.work import Work
from landscape.outputs.findings import Measure
from landscape.words.badge import badge
from landscape.words.lesson_text import lesson_text

BAD_INPUT = 2
MAX_CLAIM_SEEDS = 10_000


def _one_line(text: object) -> str:
    """Text without line breaks or control characters: a path may hold both."""
    return "".join(c if c.isprintable() else "?" for c in " ".join(str(text).split()))


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one line and exits with status 2."""

    def error(self, message: str) -> NoReturn:
        """Prints one sentence on stderr."""
        line = _one_line(message)
        print(f"{line[0].upper()}{line[1:]}; see python -m landscape --help.", file=sys.stderr)
        raise SystemExit(BAD_INPUT)


def _folder(text: str) -> Path:
    if not text.strip():
        raise argparse.ArgumentTypeError(f"--out must be a folder's name; got {text!r}, so choose one")
    return Path(text)


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="python -m landscape", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True, parser_class=_Parser)
    listing = commands.add_parser("list", help="what there is to choose from")
    listing.add_argument("what", nargs="?", choices=sorted(_LISTS))
    listing.add_argument("--json", action="store_true", help="as JSON")
    run = commands.add_parser("run", help="train, compute and write one scene")
    run.add_argument("--link", default="", help="a scene's link or query string")
    run.add_argument("--lesson", help="start from a lesson's scene")
    run.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", help="any parameter of a link")
    run.add_argument("--csv", metavar="FILE", help="your own data: a table with a row per example")
    csv_choices.add_to(run)
    run.add_argument("--save-nodes", action="store_true", help="keep the parameter vector of every node")
    run.add_argument("--out", required=True, type=_folder, help="folder for scene.json, scene.npz and scene.html")
    run.add_argument("--force", action="store_true", help="replace a scene that is in the folder already")
    lesson = commands.add_parser("lesson", help="run a lesson's claim again over many seeds")
    lesson.add_argument("slug")
    lesson.add_argument("--seeds", type=int, default=32)
    lesson.add_argument("--first-seed", type=int, default=0)
    lesson.add_argument("--json", action="store_true")
    bench = commands.add_parser("bench", help="speed as ratios against a plain reference, in one run")
    bench.add_argument("name", nargs="?")
    bench.add_argument("--json", action="store_true")
    bake = commands.add_parser("bake", help="rebuild the shipped results")
    bake.add_argument("slug", nargs="*")
    return parser


def _architectures() -> list[dict[str, Any]]:
    return [
        {"id": name, "title": one.title, "summary": one.summary, "parameters": list(one.settings)}
        for name in ARCHITECTURES.names
        for one in [ARCHITECTURES.load(name)]
    ]


def _datasets() -> list[dict[str, Any]]:
    return [
        {"id": name, "title": one.title, "summary": one.summary, "task": one.task, "parameters": list(one.settings)}
        for name in DATASETS.names
        for one in [DATASETS.load(name)]
    ]


def _planes() -> list[dict[str, Any]]:
    return [
        {"id": name, "title": one.title, "summary": one.summary, "exact": one.exact_where}
        for name in PLANES.names
        for one in [PLANES.load(name)]
    ]


def _quantities() -> list[dict[str, Any]]:
    return [
        {"id": name, "title": one.label, "summary": one.summary, "examples": one.examples}
        for name, one in QUANTITIES.items()
    ]


def _lessons() -> list[dict[str, Any]]:
    found = []
    for slug in EXPERIMENTS.names:
        one, text = EXPERIMENTS.load(slug), lesson_text(slug)
        controls = {control.name: list(control.choices) for control in one.controls}
        found.append({"id": slug, "title": text["short"], "summary": text.title, "controls": controls})
    return found


_LISTS = {
    "architectures": _architectures,
    "datasets": _datasets,
    "planes": _planes,
    "quantities": _quantities,
    "lessons": _lessons,
}


def _list(arguments: argparse.Namespace) -> int:
    wanted = [arguments.what] if arguments.what else list(_LISTS)
    found = {name: _LISTS[name]() for name in wanted}
    if arguments.json:
        print(json.dumps(found[arguments.what] if arguments.what else found, indent=2))
        return 0
    for name, rows in found.items():
        print(f"{name}:")
        for row in rows:
            print(f"  {row['id']:15} {row.get('title', '')}. {row.get('summary', '')}")
        if not rows:
            print("  none yet")
    return 0


def _experiment(slug: str) -> Experiment:
    if slug not in EXPERIMENTS.names:
        known = ", ".join(EXPERIMENTS.names)
        raise ConfigError("lesson", f"There is no lesson called {quoted(slug)!r}; lessons: {known}.")
    experiment: Experiment = EXPERIMENTS.load(slug)
    return experiment


def _scene_config(arguments: argparse.Namespace) -> SceneConfig:
    base = api.configure(arguments.link)
    if arguments.lesson is not None:
        experiment = _experiment(arguments.lesson)
        scene = experiment.lab(experiment.config())
        if scene is None:
            raise ConfigError(
                "lesson", f"The lab cannot make the scene of the lesson {arguments.lesson}; choose another."
            )
        base = scene
    values: dict[str, Any] = {}
    for pair in arguments.set:
        name, equals, text = pair.partition("=")
        if not equals:
            raise ConfigError("set", f"--set needs NAME=VALUE; got {pair[:40]!r}.")
        if name not in SETTINGS:
            raise ConfigError(name, unknown_name(name))
        values[name] = SETTINGS[name].parse(text)
    if arguments.csv is not None:
        values |= {"data": "csv", "file": api.load_csv(arguments.csv, **csv_choices.chosen(arguments))}
    elif csv_choices.chosen(arguments):
        raise ConfigError("csv", "The choices --csv-... are about a table of yours; add --csv FILE.")
    return scene_from(values, base)


def _run(arguments: argparse.Namespace) -> int:
    from landscape.exports.files import check_folder, save
    from landscape.learning.recorder import TrainingProgress
    from landscape.picture.cost import refuse_too_costly
    from landscape.picture.scene import check_scene, compute, load_data

    config = _scene_config(arguments)
    refuse_too_costly(config)
    check_folder(arguments.out, may_replace=arguments.force)
    if arguments.csv is not None:
        check_scene(config, load_data(config.ensemble.data))  # before it is told how the table was read
        print(_one_line(" ".join(api.said_of(config.ensemble.data.file))), file=sys.stderr)
    shown = sys.stderr.isatty()

    def report(progress: TrainingProgress) -> None:
        if shown:
            print(f"\rtraining: step {progress.step} of {progress.n_steps}", end="", file=sys.stderr)

    scene = compute(config, Work(report=report), save_nodes=arguments.save_nodes)
    if shown:
        print("\r" + " " * 60 + "\r", end="", file=sys.stderr)
    folder = save(scene, arguments.out)
    with uninterrupted():  # it is written: nothing else may be said any more
        for sentence in (" ".join(badge(scene)), *scene.notes):
            if sentence.strip():
                print(sentence)
        print(f"Wrote scene.json, scene.npz and scene.html to {_one_line(folder)}.")
    return 0


def _lesson(arguments: argparse.Namespace) -> int:
    experiment = _experiment(arguments.slug)
    if not 1 <= arguments.seeds <= MAX_CLAIM_SEEDS:
        raise ConfigError("seeds", f"seeds must be from 1 to {MAX_CLAIM_SEEDS}; got {arguments.seeds}.")
    if not 0 <= arguments.first_seed <= MAX_SEED:
        raise ConfigError("first-seed", f"first-seed must be from 0 to {MAX_SEED}; got {arguments.first_seed}.")
    if arguments.first_seed + arguments.seeds - 1 > MAX_SEED:
        highest = MAX_SEED - arguments.seeds + 1
        raise ConfigError(
            "first-seed",
            f"first-seed must be at most {highest} for {arguments.seeds} seeds; got {arguments.first_seed}.",
        )
    work = Work(progress=_percent("measuring")) if sys.stderr.isatty() else Work()
    claim = experiment.claim(arguments.seeds, arguments.first_seed, work)
    if arguments.json:
        found = {"lesson": claim.slug, "seeds": claim.n_seeds, "first_seed": claim.first_seed, "held": claim.held}
        print(json.dumps(found | {"measures": [_as_json(measure) for measure in claim.measures]}, indent=2))
        return 0
    for measure in claim.measures:
        bounds = [f"at least {measure.at_least:g}"] if measure.at_least is not None else []
        bounds += [f"at most {measure.at_most:g}"] if measure.at_most is not None else []
        interval = f"[{measure.low:.3g}, {measure.high:.3g}]"
        kept = "held" if measure.held else "NOT HELD"
        print(f"{measure.name}: {measure.value:.4g} {interval} over {measure.n}, {', '.join(bounds)}: {kept}")
    print("The claim held." if claim.held else "The claim did not hold.")
    return 0


def _as_json(measure: Measure) -> dict[str, Any]:
    found = asdict(measure) | {"held": measure.held}
    return {name: None if isinstance(value, float) and not isfinite(value) else value for name, value in found.items()}


def _percent(what: str) -> Callable[[float], None]:
    def tell(share: float) -> None:
        print(f"\r{what}: {100 * share:.0f} %", end="", file=sys.stderr)

    return tell


def _bake(arguments: argparse.Namespace) -> int:
    from landscape.baked import pack_findings, path_of
    from landscape.viewer.finding import packed_finding

    for experiment in [_experiment(slug) for slug in arguments.slug or EXPERIMENTS.names]:  # all names are right first
        slug = experiment.slug
        work = Work()
        findings = [packed_finding(experiment.run(config, work)) for config in experiment.shipped()]
        content = pack_findings(findings)
        path_of(slug).parent.mkdir(parents=True, exist_ok=True)
        path_of(slug).write_bytes(content)
        print(f"{slug}: {len(findings)} findings, {len(content):,} bytes.")
    return 0


def _bench(arguments: argparse.Namespace) -> int:
    from landscape import bench

    return int(bench.main(arguments.name, as_json=arguments.json))


_COMMANDS = {"list": _list, "run": _run, "lesson": _lesson, "bench": _bench, "bake": _bake}


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command.

    Returns:
        0 when all went well; 2 for bad input, with one sentence on stderr and nothing written; 1 for anything else.
    """
    arguments = _parser().parse_args(argv)
    try:
        with as_interrupts():
            return _COMMANDS[arguments.command](arguments)
    except (ConfigError, DataError) as error:
        print(_one_line(error), file=sys.stderr)
        return BAD_INPUT
    except LandscapeError as error:
        print(_one_line(error), file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print(STOPPED, file=sys.stderr)
        return 1


if __name__ == "__main__":
    raise SystemExit(main())
