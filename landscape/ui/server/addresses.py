"""Routes for the pages' own addresses, so that a link such as /lab reaches the server without detours."""

from importlib.resources import files

import streamlit as st
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route

# Opened at /lab, Streamlit's page first looks for its server under /lab/ and fails twice (404) before it tries the
# root: streamlit/streamlit#7074. Told where the server is, it need not guess.
WHERE = """<script>
{{ const base = location.origin + location.pathname.replace(/({names})$/, "");
  window.__streamlit = {{ BACKEND_BASE_URL: base, MAIN_PAGE_BASE_URL: base }}; }}
</script>"""


def below_base(routes: list[Route]) -> list[Route]:
    """Routes under `server.baseUrlPath`, and there alone: a lesson may have the same name as the base path."""
    prefix = str(st.get_option("server.baseUrlPath") or "").strip("/")
    return [Route(f"/{prefix}{route.path}", route.endpoint) for route in routes] if prefix else routes


def also_below_base(routes: list[Route]) -> list[Route]:
    """Routes at the root too, where supervisors look for them: Streamlit mounts an app's own at the root alone."""
    below = below_base(routes)
    return routes if below is routes else [*routes, *below]


def start_page() -> str:
    """Streamlit's own start page, which it also gives under every address that is nobody else's."""
    return files("streamlit").joinpath("static/index.html").read_text(encoding="utf-8")


def page_html(*names: str) -> str:
    """The page under the pages' own addresses: the start page with the server's address filled in."""
    html = start_page().replace("<head>", "<head>" + WHERE.format(names="|".join(names)), 1)
    return html.replace("<title>Streamlit</title>", "<title>Loss Landscape Lab</title>")


def page_routes(*names: str) -> list[Route]:
    """One route per page."""
    html = page_html(*names)

    async def page(_request: Request) -> HTMLResponse:
        return HTMLResponse(html, headers={"cache-control": "no-cache"})

    return [Route(f"/{name}", page) for name in names]
