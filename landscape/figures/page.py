"""A scene as one HTML file that opens with the network off: Plotly is inside, nothing is fetched."""

from html import escape

import plotly.graph_objects as go
from plotly.offline import get_plotlyjs

from landscape.figures.behaviour import behaviour_figure
from landscape.figures.contour import contour_figure
from landscape.figures.losses import scene_loss_figure
from landscape.figures.surface import surface_figure
from landscape.figures.theme import FONT, LIGHT
from landscape.results import Scene
from landscape.words import badge, behaviour_sentence, drawn_sentence, headline, long_badge, run_sentence, table

STYLE = f"""
body {{ margin: 0 auto; padding: 24px 20px 48px; max-width: 1240px; background: {LIGHT.bg}; color: {LIGHT.ink};
       font: 16px/1.5 {FONT}; }}
h1, h2 {{ font-family: "Source Serif 4", Georgia, serif; font-weight: 600; line-height: 1.15; margin: 0 0 12px; }}
h1 {{ font-size: 34px; }} h2 {{ font-size: 21px; margin-top: 32px; }}
.columns {{ display: grid; grid-template-columns: minmax(0, 1fr) 340px; gap: 32px; }}
.badge, .soft {{ color: {LIGHT.soft}; font-size: 15px; max-width: 75ch; }} .badge b {{ color: {LIGHT.ink}; }}
table {{ border-collapse: collapse; font-variant-numeric: tabular-nums; font-size: 15px; }}
th, td {{ padding: 6px 18px 6px 0; text-align: right; border-top: 1px solid {LIGHT.line}; }}
th:first-child, td:first-child {{ text-align: left; }}
summary {{ cursor: pointer; padding: 6px 0; }} .wide {{ overflow-x: auto; }}
code {{ font-size: 13px; overflow-wrap: anywhere; }}
@media (max-width: 900px) {{ .columns {{ grid-template-columns: minmax(0, 1fr); }} h1 {{ font-size: 26px; }} }}
"""


def _div(figure: go.Figure, name: str, label: str) -> str:
    config = {"displayModeBar": False, "responsive": True}
    html = figure.to_html(full_html=False, include_plotlyjs=False, div_id=name, config=config)
    return f'<div role="figure" aria-label="{escape(label)}">{html}</div>'


def page(scene: Scene, query: str) -> str:
    """The stand-alone page of a scene.

    Args:
        scene: A computed scene; without a surface the page has the loss curves and says why.
        query: The scene's link, without the address before it.

    Returns:
        A whole HTML document.
    """
    title = escape(headline(scene.ensemble.n_runs, scene.data.title))
    lead, text = badge(scene)
    notes = "".join(f'<p class="soft">{escape(note)}</p>' for note in (*scene.notes, drawn_sentence(scene)) if note)
    pictures = ""
    if scene.surface is not None:
        why = "".join(f"<p>{escape(paragraph)}</p>" for paragraph in long_badge(scene))
        pictures = (
            _div(surface_figure(scene), "surface", "Surface with every path on it; the table below has the numbers")
            + f'<p class="badge"><b>{escape(lead)}</b> {escape(text)}</p>'
            + f'<details class="soft"><summary>How true is this?</summary>{why}</details>'
            + _div(contour_figure(scene), "contour", "The same surface as a map")
        )
    side = ""
    if scene.behaviour is not None:
        side = (
            f'<h2>What each run does</h2><p class="soft">{escape(behaviour_sentence(scene))} '
            f"{escape(scene.behaviour.note)}</p>"
            + _div(behaviour_figure(scene), "behaviour", "The answers of each run over a map of inputs")
        )
    columns, rows = table(scene)
    head = "".join(f"<th>{escape(c)}</th>" for c in columns)
    body = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    losses = _div(scene_loss_figure(scene), "losses", "Training loss of each run over the steps")
    return f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title><style>{STYLE}</style><script>{get_plotlyjs()}</script></head>
<body><h1>{title}</h1><div class="columns"><main>{pictures}{notes}</main><aside>{side}</aside></div>
<h2>Training</h2>{losses}
<h2>The runs in numbers</h2><div class="wide"><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>
<p class="soft">{escape(run_sentence(scene))} Made with Loss Landscape Lab.
The scene's link: <code>/lab?{escape(query)}</code></p>
</body></html>
"""
