"""A scene as one HTML file that opens with the network off: the viewer, Plotly and the numbers are inside."""

import base64
import json
import re
from html import escape
from pathlib import Path

from plotly.offline import get_plotlyjs

from landscape.outputs.results import Scene
from landscape.viewer.message import scene_message
from landscape.viewer.theme import FONT, token_rules
from landscape.words.sentences import headline

VIEWER = Path(__file__).parent

STYLE = f"""
body {{ margin: 0 auto; padding: 24px 20px 40px; max-width: 1240px; background: var(--ll-bg); color: var(--ll-ink);
       font: 16px/1.5 {FONT}; }}
.made {{ color: var(--ll-soft); font-size: 14px; }} code {{ font-size: 13px; overflow-wrap: anywhere; }}
"""
START = """
import { Viewer } from "viewer/viewer.js";
import { unpack } from "viewer/message.js";
const coded = document.getElementById("scene").textContent;
const bytes = Uint8Array.from(atob(coded), (c) => c.charCodeAt(0));
const viewer = new Viewer(document.getElementById("viewer"), { plotly: async () => window.Plotly });
viewer.show(unpack(bytes));
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => viewer.show(unpack(bytes)));
"""


def _modules() -> str:
    """The viewer's modules as an import map: each one as a data address, found by its name."""
    found = {}
    for file in sorted((VIEWER / "js").glob("*.js")):
        source = re.sub(r'from "\./', 'from "viewer/', file.read_text(encoding="utf-8"))
        found[f"viewer/{file.name}"] = "data:text/javascript;base64," + base64.b64encode(source.encode()).decode()
    return json.dumps({"imports": found})


def page(scene: Scene, query: str) -> str:
    """The stand-alone page of a scene: the same viewer as in the app, without its server.

    Args:
        scene: A computed scene; without a surface the page has the losses and says why.
        query: The scene's link, without the address before it.

    Returns:
        A whole HTML document.
    """
    title = escape(headline(scene.ensemble.n_runs, scene.data.title))
    css = (VIEWER / "css" / "viewer.css").read_text(encoding="utf-8")
    coded = base64.b64encode(scene_message(scene)).decode()
    return f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title><style>:root {{ color-scheme: light dark; }}
{token_rules(":root")}
{css}{STYLE}</style>
<script type="importmap">{_modules()}</script><script>{get_plotlyjs()}</script></head>
<body><main class="llv-host" id="viewer"></main>
<p class="made">Made with Loss Landscape Lab. The scene\u2019s link: <code>/lab?{escape(query)}</code></p>
<script type="text/plain" id="scene">{coded}</script><script type="module">{START}</script>
</body></html>
"""
