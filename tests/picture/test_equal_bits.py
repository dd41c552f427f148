"""The same config, the same bits: alone and beside 24 others, with one, two and four matrix threads."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def digests(n_threads, *words):
    environment = os.environ | {"OMP_NUM_THREADS": str(n_threads), "OPENBLAS_NUM_THREADS": str(n_threads)}
    program = [sys.executable, "-m", "tests.picture.neighbours", *words]
    done = subprocess.run(program, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300, check=True)
    return json.loads(done.stdout)


@pytest.mark.slow
def test_no_bit_depends_on_matrix_threads_or_neighbours():
    alone = digests(1)
    assert len(alone) == 4
    for n_threads in (2, 4):
        assert digests(n_threads) == alone, n_threads
    assert digests(2, "beside") == alone
