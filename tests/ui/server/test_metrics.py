"""`/metrics`: a scrape can be parsed, and each number of the census stands where it belongs."""

import os
from dataclasses import fields
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from landscape.exports.files import LANDSCAPE_VERSION
from landscape.ui.server import metrics
from landscape.ui.server.metrics import metrics_routes
from tests.ui.asgi import get
from tests.ui.census import COUNTS, Counting, use

PLACES = {
    "waiting": ("landscape_jobs", {"state": "waiting"}),
    "running": ("landscape_jobs", {"state": "running"}),
    "computed": ("landscape_answers_total", {"source": "computed"}),
    "shared": ("landscape_answers_total", {"source": "shared"}),
    "from_memory": ("landscape_answers_total", {"source": "memory"}),
    "from_store": ("landscape_answers_total", {"source": "store"}),
    "done": ("landscape_jobs_ended_total", {"end": "done"}),
    "stopped": ("landscape_jobs_ended_total", {"end": "stopped"}),
    "failed": ("landscape_jobs_ended_total", {"end": "failed"}),
    "refused": ("landscape_jobs_ended_total", {"end": "refused"}),
    "store_bytes": ("landscape_store_bytes", {}),
    "store_items": ("landscape_store_items", {}),
    "memory_bytes": ("landscape_memory_bytes", {}),
    "workers": ("landscape_workers", {}),
}


def scrape():
    answer = get(metrics_routes(), "/metrics")
    assert answer.status == 200
    assert answer.headers["content-type"].startswith("text/plain; version=")
    families = text_string_to_metric_families(answer.text)
    return {(one.name, tuple(sorted(one.labels.items()))): one.value for family in families for one in family.samples}


def value(found, name, labels=()):
    return found[name, tuple(sorted(dict(labels).items()))]


def test_every_number_of_the_census_has_its_place(monkeypatch):
    counting = Counting()
    use(monkeypatch, counting)
    found = scrape()
    assert set(PLACES) == {field.name for field in fields(COUNTS)} - {"cluster"}
    for field, place in PLACES.items():
        assert value(found, *place) == getattr(counting.counts, field), field
    assert value(found, "landscape_on_cluster") == 0


def test_each_scrape_reads_the_census_again(monkeypatch):
    use(monkeypatch, Counting(waiting=0))
    assert value(scrape(), *PLACES["waiting"]) == 0
    use(monkeypatch, Counting(waiting=9))
    assert value(scrape(), *PLACES["waiting"]) == 9


def test_a_cluster_is_counted_and_not_named(monkeypatch):
    use(monkeypatch, Counting(cluster="tls://10.1.2.3:8786"))
    assert value(scrape(), "landscape_on_cluster") == 1
    assert "10.1.2.3" not in get(metrics_routes(), "/metrics").text


def test_the_server_itself(monkeypatch):
    monkeypatch.setattr(metrics, "n_sessions", lambda: 17)
    found = scrape()
    assert value(found, "landscape_version_info", {"version": LANDSCAPE_VERSION}) == 1
    assert value(found, "landscape_sessions") == 17
    assert value(found, "landscape_up_seconds") > 0


@pytest.mark.skipif(not os.path.exists("/proc/self/stat"), reason="the library reads /proc, which this system has not")
def test_memory_of_the_process():
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    assert value(scrape(), "process_resident_memory_bytes") == pytest.approx(
        pages * os.sysconf("SC_PAGE_SIZE"), rel=0.2
    )


def test_without_streamlit_no_sessions_are_claimed():
    assert metrics.n_sessions() is None
    assert not any(name == "landscape_sessions" for name, _ in scrape())
