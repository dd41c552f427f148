"""The message from both ends: what Python packs, the browser reads alike; one cut short is refused."""

import base64

import numpy as np
import pytest
from playwright.sync_api import Error

from landscape.ui.parts.viewer import version
from landscape.viewer.packing import pack

ARRAYS = {
    "row": np.array([[1.5, np.nan, -np.inf]]),
    "nothing": np.zeros((0, 3)),
    "odd": np.array([7, 0, 255], np.uint8),
    "after_odd": np.array([[1], [-2_000_000_000]]),
    "one": np.float32(0.1).reshape(1, 1, 1),
}
HEADER = {"title": "Größe — 損失 \U0001f30d", "nested": {"a": [1, None, "\n"]}}
READ = """async ([address, coded]) => {
  const { unpack } = await import(address), bytes = Uint8Array.from(atob(coded), c => c.charCodeAt(0));
  const { header, arrays } = unpack(bytes);
  return { header, arrays: Object.fromEntries(Object.entries(arrays).map(([name, values]) =>
    [name, { kind: values.constructor.name, texts: Array.from(values, String) }])) } }"""


@pytest.fixture
def read(page, server):
    page.goto(f"{server}/_stcore/health")
    address = f"{server}/viewer/{version()}/message.js"
    return lambda raw: page.evaluate(READ, [address, base64.b64encode(raw).decode()])


def test_browser_reads_what_python_packs(read):
    found = read(pack(HEADER, ARRAYS))
    places = found["header"].pop("arrays")
    assert found["header"] == HEADER
    assert {name: tuple(place["shape"]) for name, place in places.items()} == {n: a.shape for n, a in ARRAYS.items()}
    kinds = {"row": "Float32Array", "nothing": "Float32Array", "odd": "Uint8Array", "after_odd": "Int32Array"}
    assert {name: found["arrays"][name]["kind"] for name in kinds} == kinds
    for name, values in ARRAYS.items():
        texts = [text.replace("Infinity", "inf") for text in found["arrays"][name]["texts"]]
        np.testing.assert_array_equal(np.array(texts, np.float64), values.ravel().astype(np.float64))


@pytest.mark.parametrize("cut", [0, 3, 40, -1])
def test_browser_refuses_a_message_cut_short(read, cut):
    raw = pack(HEADER, ARRAYS)
    with pytest.raises(Error, match=r"at least 4 bytes|JSON|ends within"):
        read(raw[:cut])
