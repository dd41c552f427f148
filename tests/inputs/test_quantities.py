"""The table of quantities: whom it refuses, what it advises instead, and that both tables say what the data are."""

import pytest

from landscape.catalogue import DATASETS
from landscape.errors import ConfigError
from landscape.inputs.config import scene_from
from landscape.inputs.quantities import QUANTITIES
from landscape.inputs.tasks import TASKS
from landscape.picture.scene import check_scene, load_data

GENERATED = [name for name in DATASETS.names if name != "csv"]  # what a file has, its reader's tests see


def drawn(name):
    return load_data(scene_from({"data": name, "n_train": 64}).ensemble.data)


@pytest.mark.parametrize("name", GENERATED)
def test_a_data_set_knows_what_its_examples_turn_out_to_be(name):
    dataset, data = DATASETS.load(name), drawn(name)
    assert data.task == dataset.task
    assert (data.graded, data.has_two_rules) == (dataset.graded, dataset.has_two_rules)
    assert data.has_two_rules == (data.shifted_targets is not None)


@pytest.mark.parametrize(("quantity", "needs"), [("shifted_loss", "shifted"), ("intended_share", "shifted")])
def test_advice_after_a_refusal_names_every_data_set_that_has_the_quantity(quantity, needs):
    with pytest.raises(ConfigError, match=r"moons has none; choose .* or gridworld\.$") as caught:
        check_scene(scene_from({"quantity": quantity}), drawn("moons"))
    advised = str(caught.value).partition("; choose ")[2].removesuffix(".").replace(" or ", ", ").split(", ")
    assert advised == [name for name in GENERATED if getattr(drawn(name), f"{needs}_inputs") is not None]


def test_advice_where_no_answer_is_right_names_what_can_be_measured():
    with pytest.raises(ConfigError, match=r"sine has numbers to predict; choose train_loss or test_loss\.$"):
        check_scene(scene_from({"data": "sine", "quantity": "accuracy"}), drawn("sine"))


def test_units_and_titles():
    losses = [one for one in QUANTITIES.values() if not one.is_share]
    assert all(one.unit("nats") == "nats" and one.titled("nats") == f"{one.title}, nats" for one in losses)
    shares = [one for one in QUANTITIES.values() if one.is_share]
    assert all(one.unit("nats").startswith("share") and one.titled("nats") == one.title for one in shares)
    assert [name for name, one in QUANTITIES.items() if one.by_rule] == ["intended_share"]


def test_every_task_is_one_of_a_data_set():
    assert {DATASETS.load(name).task for name in DATASETS.names} == set(TASKS)
