"""One thread for whatever decides a number: also beside others who come and go."""

import threading
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
import torch
from threadpoolctl import OpenBLASController, threadpool_info, threadpool_limits

from landscape.learning.one_thread import one_thread
from landscape.learning.pieces import HERE


def n_matrix_threads():
    np.ones((2, 2)) @ np.ones((2, 2))
    return {info["num_threads"] for info in threadpool_info() if info["user_api"] == "blas"}


@pytest.fixture(autouse=True)
def _two_threads():
    before = torch.get_num_threads()
    torch.set_num_threads(2)
    limits = threadpool_limits(2, user_api="blas")
    OpenBLASController.clear_controlling_thread(force=True)  # it obeys other threads as well from now on
    yield
    limits.restore_original_limits()
    torch.set_num_threads(before)


def test_threads_are_as_before_even_after_an_error():
    with one_thread():
        assert (torch.get_num_threads(), n_matrix_threads()) == (1, {1})
        with one_thread():
            pass
        assert (torch.get_num_threads(), n_matrix_threads()) == (1, {1})
    assert (torch.get_num_threads(), n_matrix_threads()) == (2, {2})
    with pytest.raises(ZeroDivisionError), one_thread():
        1 / 0  # noqa: B018
    assert (torch.get_num_threads(), n_matrix_threads()) == (2, {2})


def test_no_neighbour_undoes_it():
    """Two are inside at once; the first to come leaves first, and the other goes on with one thread."""
    inside, gone = threading.Event(), threading.Event()

    def first():
        with one_thread():
            inside.set()
            assert gone.wait(10)

    neighbour = threading.Thread(target=first)
    neighbour.start()
    assert inside.wait(10)
    with one_thread():
        gone.set()
        neighbour.join()
        assert (torch.get_num_threads(), n_matrix_threads()) == (1, {1})
    assert (torch.get_num_threads(), n_matrix_threads()) == (2, {2})


@pytest.mark.usefixtures("switch_often")
def test_many_who_come_and_go_all_have_one_thread():
    def look(_):
        with one_thread():
            return torch.get_num_threads(), frozenset(n_matrix_threads())

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(look, range(200))) == {(1, frozenset({1}))}
    assert n_matrix_threads() == {2}


def test_a_thread_that_begins_inside_takes_over_no_number_of_another():
    found = []

    def begin():
        with one_thread():
            torch.set_num_threads(1)
            other = threading.Thread(target=torch.set_num_threads, args=(2,))
            other.start()
            other.join()
            found.append(torch.get_num_threads())

    begins = threading.Thread(target=begin)
    begins.start()
    begins.join()
    assert found == [1]


def test_pieces_are_done_on_one_thread():
    assert HERE.run(n_matrix_threads) == {1}
    assert list(HERE.map(n_matrix_threads, [()])) == [{1}]
