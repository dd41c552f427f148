"""Counts for Prometheus: the route `/metrics`, read off the engine and off Streamlit at every scrape."""

from collections.abc import Iterable

from prometheus_client import CollectorRegistry, ProcessCollector, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, InfoMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.registry import Collector
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from streamlit.runtime import Runtime
from streamlit.runtime.stats import ACTIVE_SESSIONS_FAMILY

from landscape.exports.files import LANDSCAPE_VERSION
from landscape.ui.server.census import Census, census
from landscape.ui.server.health import NO_STORE, seconds

ANSWERS = {"computed": "computed", "shared": "shared", "memory": "from_memory", "store": "from_store"}
ENDS = ("done", "stopped", "failed", "refused")


def n_sessions() -> int | None:
    """Open pages, or None while Streamlit does not run."""
    if not Runtime.exists():
        return None
    stats = Runtime.instance().stats_mgr.get_stats([ACTIVE_SESSIONS_FAMILY])
    return sum(int(getattr(stat, "value", 0)) for stat in stats.get(ACTIVE_SESSIONS_FAMILY, ()))


class ServerCollector(Collector):
    """What the server is, how long it runs and how many pages are open."""

    def collect(self) -> Iterable[Metric]:
        """One metric each."""
        yield InfoMetricFamily("landscape_version", "The version of the program.", {"version": LANDSCAPE_VERSION})
        yield GaugeMetricFamily("landscape_up_seconds", "Seconds since the program was loaded.", seconds())
        sessions = n_sessions()
        if sessions is not None:
            yield GaugeMetricFamily("landscape_sessions", "Open pages.", sessions)


class CensusCollector(Collector):
    """What the engine counts."""

    def collect(self) -> Iterable[Metric]:
        """The census of this moment as metrics."""
        return tuple(_metrics_of(census()))


def _metrics_of(found: Census) -> Iterable[Metric]:
    jobs = GaugeMetricFamily("landscape_jobs", "Jobs now, by where they are.", labels=["state"])
    for state in ("waiting", "running"):
        jobs.add_metric([state], getattr(found, state))
    answers = CounterMetricFamily("landscape_answers", "Answers since the start, by where from.", labels=["source"])
    for source, field in ANSWERS.items():
        answers.add_metric([source], getattr(found, field))
    ends = CounterMetricFamily("landscape_jobs_ended", "Jobs since the start, by how they ended.", labels=["end"])
    for end in ENDS:
        ends.add_metric([end], getattr(found, end))
    yield from (jobs, answers, ends)
    yield GaugeMetricFamily("landscape_store_bytes", "Size of the store of results.", found.store_bytes)
    yield GaugeMetricFamily("landscape_store_items", "Results in the store.", found.store_items)
    yield GaugeMetricFamily("landscape_memory_bytes", "Size of the results in memory.", found.memory_bytes)
    yield GaugeMetricFamily("landscape_workers", "Computations that can run at once.", found.workers)
    yield GaugeMetricFamily("landscape_on_cluster", "1 if a cluster computes, 0 for threads.", bool(found.cluster))


def registry() -> CollectorRegistry:
    """A registry of our own: the library's global one belongs to whatever else runs in the process."""
    one = CollectorRegistry()
    ProcessCollector(registry=one)
    one.register(ServerCollector())
    one.register(CensusCollector())
    return one


def metrics_routes() -> list[Route]:
    """The route."""
    ours = registry()

    def metrics(_request: Request) -> Response:
        return Response(generate_latest(ours), headers=NO_STORE | {"content-type": CONTENT_TYPE_LATEST})

    return [Route("/metrics", metrics, methods=["GET"])]
