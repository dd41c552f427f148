"""One word, one meaning: no class name stands for two things."""

import ast
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def test_no_two_classes_have_one_name():
    found = defaultdict(list)
    for folder in ("landscape", "models"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.ClassDef):
                    found[node.name].append(str(path.relative_to(ROOT)))
    assert found, "no class was found at all"
    assert {name: places for name, places in found.items() if len(places) > 1} == {}
