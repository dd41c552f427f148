"""The benchmark of the page, pressed once: its rows are well formed. No test looks at a time."""

import math
from concurrent.futures import ThreadPoolExecutor

from landscape.bench import page as bench_page


def test_rows_of_the_page_are_well_formed():
    with ThreadPoolExecutor(1) as own_thread:  # Playwright allows one of its kind in a thread
        rows = own_thread.submit(bench_page.run, presses=1).result()
    assert len({row.name for row in rows}) == len(rows) == 8
    for row in rows:
        assert row.value is not None, row.note
        assert math.isfinite(row.value)
        assert row.value > 0
        assert (row.met is None) == (row.target is None)
