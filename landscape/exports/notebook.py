"""Notebook: cells that make the scene again, draw it and print how true it is."""

import nbformat

from landscape.exports.export import Export
from landscape.inputs import link
from landscape.outputs.results import Scene
from landscape.words.badge import badge
from landscape.words.sentences import headline, number

KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}
DRAW = "landscape.surface_figure(scene)  # height is the quantity; each black line is a run from ring to letter"
MAP = "landscape.contour_figure(scene)  # the same surface as a map"
CURVES = "landscape.behaviour_figure(scene)  # what the network at the end of each run does"
FIDELITY = """fidelity = scene.fidelity  # None if every run diverged
if fidelity is not None:
    print("gap on", fidelity.n_held_out, "held-out steps: mean", fidelity.gap_mean, "largest", fidelity.gap_largest)
    print("flat plane: mean", fidelity.plane_gap_mean, "largest", fidelity.plane_gap_largest)
    print("share of variance along the two directions:", fidelity.variance_explained)"""


def introduction(scene: Scene) -> str:
    """What the notebook does, what it needs, and what it should find."""
    sentence = " ".join(badge(scene)).strip()
    lines = [
        f"# {headline(scene.ensemble.n_runs, scene.data.title)}",
        "This notebook makes a scene of Loss Landscape Lab again. Open it in the folder of the program, with the "
        "packages of its `requirements.txt` installed; then `import landscape` finds it.",
        f"The scene's link: `/lab?{link.encode(scene.config)}`",
    ]
    if scene.fidelity is not None:
        gap = f"{number(scene.fidelity.gap_mean)} {scene.data.unit}"
        lines.append(f"When it was saved the mean gap was {gap}; on the same machine it will be again. {sentence}")
    return "\n\n".join(lines)


def configuration(scene: Scene) -> str:
    """The code that configures the scene from its link; a file of one's own has to be read first."""
    code = f'config = landscape.configure("{link.encode(scene.config)}")'
    if scene.config.ensemble.data.name != "csv":
        return code
    digest = scene.config.ensemble.data.file
    reading = f'landscape.load_csv("my-data.csv")  # put the name of your file here; it must give "{digest}"'
    return f"{reading}\n{code}"


def write(scene: Scene) -> bytes:
    """A notebook whose cells run from top to bottom."""
    v4 = nbformat.v4
    codes = ("import landscape", configuration(scene), "scene = landscape.run(config)", DRAW, MAP, CURVES, FIDELITY)
    texts = [v4.new_markdown_cell(introduction(scene)), *(v4.new_code_cell(code) for code in codes)]
    for i, one in enumerate(texts):
        one["id"] = f"cell-{i}"  # drawn at random otherwise
    found = v4.new_notebook(cells=texts, metadata={"kernelspec": KERNEL, "language_info": {"name": "python"}})
    nbformat.validate(found)
    return (str(nbformat.writes(found)) + "\n").encode()


EXPORT = Export(suffix="ipynb", media_type="application/x-ipynb+json", write=write)
