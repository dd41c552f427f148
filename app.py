"""Entry of `streamlit run app.py`: warms up before the first visitor, then serves the pages."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import streamlit as st

import landscape.ui.lean  # noqa: F401  (before the numerics, to save memory)
from landscape import experiments
from landscape.ui.downloads import download_routes
from landscape.ui.entrance import also_below_base, page_routes
from landscape.ui.stills import still_routes
from landscape.ui.viewer import asset_routes
from landscape.ui.warm import close, warm_up


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[dict[str, object]]:
    """Imports what is heavy and computes one small scene, so that nobody waits for it later."""
    warm_up()
    yield {}
    close()


pages = page_routes("lab", "compare", "teach", "method", *experiments.NAMES)
routes = also_below_base([*pages, *download_routes(), *still_routes(), *asset_routes()])
app = st.App("landscape/ui/pages/all_pages.py", routes=routes, lifespan=lifespan)
