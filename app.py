"""Entry of `streamlit run app.py`: warms up before the first visitor, then serves the pages."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import streamlit as st
from starlette.middleware import Middleware

import landscape.ui.server.without_pandas  # noqa: F401  (before the numerics, to save memory)
from landscape.catalogue import EXPERIMENTS
from landscape.ui.parts.viewer import asset_routes
from landscape.ui.server.access import HostOnly, is_public
from landscape.ui.server.addresses import also_below_base, below_base, page_html, page_routes, start_page
from landscape.ui.server.closed_pages import let_go_of_closed_pages
from landscape.ui.server.connections import guard
from landscape.ui.server.downloads import download_routes
from landscape.ui.server.ending import end_in_time
from landscape.ui.server.health import enter, health_routes
from landscape.ui.server.hosting import Hosting, frame_ancestors
from landscape.ui.server.metrics import metrics_routes
from landscape.ui.server.status import SCRIPT, status_routes
from landscape.ui.server.stills import still_routes
from landscape.ui.server.warm import close, stop_work, warm_up, write_job_log


def begin_to_end() -> None:
    """No new visitors, and no work that somebody would wait for."""
    enter("ending")
    stop_work()


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[dict[str, object]]:
    """Imports what is heavy and computes one small scene, so that nobody waits for it later."""
    guard()
    end_in_time(begin_to_end)
    write_job_log()
    warm_up()
    enter("ready")
    sweeping = asyncio.create_task(let_go_of_closed_pages())
    yield {}
    enter("ending")
    sweeping.cancel()
    close()


NAMES = ("lab", "compare", "teach", "method", *EXPERIMENTS.names)
routes = [
    *below_base([*page_routes(*NAMES), *download_routes(), *still_routes(), *asset_routes()]),
    *also_below_base([*health_routes(), *metrics_routes(), *status_routes()]),
]
# What the host chose is read here: an error ends the start, which one in a middleware's own start would not.
middleware = [
    Middleware(
        Hosting,
        html=(start_page(), page_html(*NAMES), f"<script>{SCRIPT}</script>"),
        ancestors=frame_ancestors(),
    ),
    # Streamlit's own /_stcore/metrics is among them.
    Middleware(HostOnly, paths=("/metrics", "/status"), public=is_public()),
]
app = st.App("landscape/ui/all_pages.py", routes=routes, middleware=middleware, lifespan=lifespan)
