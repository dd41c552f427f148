"""What another processor would find: every check of two ways to one number, under each set of instructions here."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import torch

ROOT = Path(__file__).parents[1]
ROOMS = ("models", "learning", "picture", "experiments", "test_processors.py")  # where such checks are
LOOPS = ("default", "avx2", "avx512")  # torch's own loops, each set with all before it
# One processor per row: its loops, and which instructions the libraries of matrix products and convolutions may use.
# The first library takes them on processors of its maker alone; elsewhere it has one way, and COMPATIBLE as another.
PROCESSORS = {
    "of long ago": ("default", {"MKL_CBWR": "COMPATIBLE", "ONEDNN_MAX_CPU_ISA": "SSE41"}),
    "usual": ("avx2", {"MKL_ENABLE_INSTRUCTIONS": "AVX2", "ONEDNN_MAX_CPU_ISA": "AVX2"}),
    "new": ("avx512", {"MKL_ENABLE_INSTRUCTIONS": "AVX512"}),
}
HERE = LOOPS[: LOOPS.index(torch.backends.cpu.get_cpu_capability().lower()) + 1]
OTHERS = HERE[:-1] or HERE  # under the best ones all other tests run


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name, (loops, _) in PROCESSORS.items() if loops in OTHERS])
def test_checks_hold_under_these_instructions(name):
    loops, libraries = PROCESSORS[name]
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-n", "0", "-m", "processor", *(f"tests/{room}" for room in ROOMS)],
        cwd=ROOT,
        env={**os.environ, "ATEN_CPU_CAPABILITY": loops, **libraries},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert run.returncode == 0, run.stdout[-5000:] + run.stderr[-1000:]
    passed = re.search(r"(\d+) passed", run.stdout)
    assert passed is not None
    assert int(passed[1]) > 100


@pytest.mark.processor
def test_the_loops_that_were_asked_for_are_used():
    asked = os.environ.get("ATEN_CPU_CAPABILITY", HERE[-1])
    assert torch.backends.cpu.get_cpu_capability() == asked.upper()
