"""BibTeX: this program with the scene's link, and the sources of the view."""

from landscape.exports.export import Export
from landscape.exports.files import LANDSCAPE_VERSION
from landscape.inputs import link
from landscape.inputs.config import key_of
from landscape.outputs.results import Scene
from landscape.words.sentences import headline

NEURIPS = "Advances in Neural Information Processing Systems"
# The facts of CITATION.cff; a test compares them. By citation key: authors, title, year.
SOURCES = {
    "li2018visualizing": (
        "Li, Hao and Xu, Zheng and Taylor, Gavin and Studer, Christoph and Goldstein, Tom",
        "Visualizing the Loss Landscape of Neural Nets",
        2018,
    ),
    "garipov2018loss": (
        "Garipov, Timur and Izmailov, Pavel and Podoprikhin, Dmitrii and Vetrov, Dmitry and Wilson, Andrew Gordon",
        "Loss Surfaces, Mode Connectivity, and Fast Ensembling of DNNs",
        2018,
    ),
    "antognini2018pca": (
        "Antognini, Joseph and Sohl-Dickstein, Jascha",
        "PCA of high dimensional random walks with comparison to neural network training",
        2018,
    ),
}
SOURCES_OF_VIEWS = {
    "sheet": ("li2018visualizing", "antognini2018pca"),
    "pca": ("li2018visualizing", "antognini2018pca"),
    "last": ("li2018visualizing", "antognini2018pca"),
    "ends": ("garipov2018loss",),
    "random": ("li2018visualizing",),
}


def entry(kind: str, key: str, fields: dict[str, object]) -> str:
    """One entry; values must be TeX already."""
    width = max(map(len, fields))
    lines = ",\n".join(f"  {name:{width}} = {{{value}}}" for name, value in fields.items())
    return f"@{kind}{{{key},\n{lines}\n}}\n"


def write(scene: Scene) -> bytes:
    """An entry for the program, with the scene's link in its note, and one for each source of the view."""
    link_of_scene = rf"\url{{/lab?{link.encode(scene.config)}}}"
    title = headline(scene.ensemble.n_runs, scene.data.title)
    program = entry(
        "software",
        f"loss_landscape_lab_{key_of(scene.config)[:8]}",
        {
            "author": "{The Loss Landscape Lab contributors}",
            "title": "Loss Landscape Lab",
            "version": LANDSCAPE_VERSION,
            "year": 2026,
            "note": f"{title}: {link_of_scene}",
        },
    )
    sources = [
        entry(
            "inproceedings",
            key,
            {"author": author, "title": f"{{{title}}}", "booktitle": NEURIPS, "volume": 31} | {"year": year},
        )
        for key in SOURCES_OF_VIEWS.get(scene.config.view.view, ())
        for author, title, year in [SOURCES[key]]
    ]
    return "\n".join([program, *sources]).encode()


EXPORT = Export(suffix="bib", media_type="application/x-bibtex", write=write)
