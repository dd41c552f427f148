"""Writes the table of parameters into GLOSSARY.md: PYTHONPATH=. .venv/bin/python tests/docs/parameter_table.py."""

from pathlib import Path

from landscape.inputs.settings import ALL

GLOSSARY = Path(__file__).resolve().parents[2] / "GLOSSARY.md"
BEGIN = "<!-- parameters: made by tests/docs/parameter_table.py -->"
END = "<!-- end of parameters -->"


def parameter_table() -> str:
    """One row per setting, in the order of links."""
    rows = ["| Name | Label | Default | Allowed | What it does |", "|---|---|---|---|---|"]
    for setting in ALL:
        default = setting.format(setting.default)
        written = f"`{default}`" if default else "empty"
        cells = (f"`{setting.name}`", setting.label, written, setting.allowed(), setting.help)
        rows.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return "\n".join(rows)


def with_table(text: str) -> str:
    """The glossary with the table between its two markers replaced."""
    before, rest = text.split(BEGIN)
    return f"{before}{BEGIN}\n\n{parameter_table()}\n\n{END}{rest.split(END)[1]}"


if __name__ == "__main__":
    GLOSSARY.write_text(with_table(GLOSSARY.read_text(encoding="utf-8")), encoding="utf-8")
