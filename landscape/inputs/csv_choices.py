"""The choices on the command line about how a table of one's own is read."""

import argparse
from typing import Any

# Of each choice how the reader calls it, its values and its help.
CHOICES: dict[str, tuple[str, list[str] | None, str]] = {
    "class": ("class_column", None, "its column of classes or numbers to predict: a name, or a number from 1"),
    "header": ("header", ["yes", "no"], "whether its first row names the columns"),
    "leave-out": ("leave_out", None, "its columns that are no features: names with commas between; '' for none"),
    "missing": ("missing", ["row", "median"], "leave rows with a missing cell out, or fill it with the median"),
    "predict": ("predict", ["classes", "numbers"], "what its class column holds"),
    "wild": ("wild", ["keep", "robust", "row"], "keep values far outside, pull them in, or leave their rows out"),
    "capitals": ("capitals", ["merge", "keep"], "whether classes that differ in capitals only are one"),
}


def add_to(parser: argparse.ArgumentParser) -> None:
    """Adds an option `--csv-...` for each choice."""
    for choice, (_, values, words) in CHOICES.items():
        parser.add_argument(f"--csv-{choice}", choices=values, metavar=None if values else "NAME", help=words)


def chosen(arguments: argparse.Namespace) -> dict[str, Any]:
    """What was chosen, by the names of the reader."""
    given = vars(arguments)
    found = {name: given[f"csv_{choice.replace('-', '_')}"] for choice, (name, *_) in CHOICES.items()}
    found["leave_out"] = None if found["leave_out"] is None else found["leave_out"].split(",")
    return {name: value for name, value in found.items() if value is not None}
