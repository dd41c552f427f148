"""How the server is doing, in words: the page `/status` for whoever hosts it. It shows counts and nobody's data."""

from html import escape

from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route

from landscape.exports.files import LANDSCAPE_VERSION
from landscape.ui.server.census import GONE, Census, census
from landscape.ui.server.health import NO_STORE, seconds
from landscape.ui.server.metrics import n_sessions
from landscape.viewer.theme import token_rules

REFRESH_SECONDS = 5
UNITS = ((86_400, "day"), (3_600, "hour"), (60, "minute"), (1, "second"))
# Only the counts are replaced, so the focus stays where it is; whoever reads slowly can stop it.
SCRIPT = """
const again = document.getElementById("again"), counts = document.getElementById("counts");
setInterval(async () => {
  if (!again.checked || document.hidden) return;
  try {
    const text = await (await fetch(location.href)).text();
    counts.replaceChildren(...new DOMParser().parseFromString(text, "text/html").getElementById("counts").children);
  } catch { counts.textContent = "The server does not answer."; }
}, PERIOD);
""".replace("PERIOD", str(1000 * REFRESH_SECONDS))
STYLE = """
body { margin: 0; background: var(--ll-bg); color: var(--ll-ink); font: 17px/1.55 system-ui, sans-serif;
  accent-color: var(--ll-ink); font-variant-numeric: tabular-nums; }
main { max-width: 44rem; margin: 0 auto; padding: 2.5rem 1.25rem; }
h1, h2 { font-family: Georgia, serif; font-weight: 600; line-height: 1.15; }
h1 { font-size: 30px; margin: 0 0 .3em; } h2 { font-size: 21px; margin: 1.8em 0 .3em; }
p { margin: 0 0 .4em; } a { color: inherit; } .soft { color: var(--ll-soft); font-size: 14px; margin-top: 1.5em; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; padding: 5px 0; border-top: 1px solid var(--ll-line); font-weight: 400; }
td { text-align: right; white-space: nowrap; padding-left: 1.5rem; }
"""


def count(n: int, what: str) -> str:
    """A number and its noun.

    Example:
        >>> count(1, "worker"), count(2000, "worker")
        ('1 worker', '2,000 workers')
    """
    return f"{n:,} {what}" + ("" if n == 1 else "s")


def duration(span: float) -> str:
    """Seconds in the largest unit that fits, whole.

    Example:
        >>> duration(0.4), duration(7300)
        ('0 seconds', '2 hours')
    """
    size, unit = next((one for one in UNITS if span >= one[0]), UNITS[-1])
    return count(int(span // size), unit)


def size(n_bytes: int) -> str:
    """Bytes in megabytes.

    Example:
        >>> size(12_340_000)
        '12.3 MB'
    """
    return f"{n_bytes / 1e6:,.1f} MB"


def now(found: Census) -> list[str]:
    """What is computed now, and where, in sentences."""
    place = "the cluster" if found.cluster else "this process"
    workers = f"{count(found.workers, 'worker')} of {place}"
    running = f"{count(found.running, 'job')} running, with {workers}." if found.running else "Nothing is computed now."
    sentences = [running, f"{count(found.waiting, 'job')} waiting." if found.waiting else "Nobody waits."]
    if found.workers == 0:
        sentences.append("No worker is there: pages, shipped findings and stored results are served, new ones are not.")
    return sentences


def rows(found: Census) -> list[tuple[str, str]]:
    """What happened since the start, and what is kept."""
    return [
        ("Answers that were computed", f"{found.computed:,}"),
        ("Answers shared with somebody who had asked before", f"{found.shared:,}"),
        ("Answers from memory", f"{found.from_memory:,}"),
        ("Answers from the store", f"{found.from_store:,}"),
        ("Jobs that came to their end", f"{found.done:,}"),
        ("Jobs stopped because nobody waited", f"{found.stopped:,}"),
        ("Jobs that failed; the log says why", f"{found.failed:,}"),
        ("Requests that were not let in", f"{found.refused:,}"),
        ("Results in the store", f"{found.store_items:,}, {size(found.store_bytes)}"),
        ("Results in memory", size(found.memory_bytes)),
    ]


def _body() -> str:
    try:
        found = census()
    except GONE:
        return "<p>The engine does not answer: nothing new can be computed. The log says why.</p>"
    sentences = "".join(f"<p>{escape(sentence)}</p>" for sentence in now(found))
    table = "".join(
        f'<tr><th scope="row">{escape(name)}</th><td>{escape(value)}</td></tr>' for name, value in rows(found)
    )
    return f"<h2>Now</h2>{sentences}<h2>Since the start</h2><table>{table}</table>"


def page() -> str:
    """The page; it reads its counts again by itself."""
    sessions = n_sessions()
    open_pages = "" if sessions is None else f", {count(sessions, 'page')} open"
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Status: Loss Landscape Lab</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex">'
        f"<style>:root {{ color-scheme: light dark; }} {token_rules(':root')} {STYLE}</style></head><body><main>"
        f'<h1>Status</h1><div id="counts"><p>Version {LANDSCAPE_VERSION}, running for {duration(seconds())}'
        f'{open_pages}.</p>{_body()}</div><p class="soft"><label><input type="checkbox" id="again" checked> '
        f'Read again every {REFRESH_SECONDS} seconds</label></p><p class="soft">The same counts for programs: '
        '<a href="metrics">metrics</a>, <a href="health">health</a>.</p></main>'
        f"<script>{SCRIPT}</script></body></html>"
    )


def status(_request: Request) -> HTMLResponse:
    """The page; Starlette runs it in a thread, for a cluster may take its time to answer."""
    return HTMLResponse(page(), headers=NO_STORE)


def status_routes() -> list[Route]:
    """The route."""
    return [Route("/status", status, methods=["GET"])]
