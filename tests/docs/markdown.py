"""What the tests need to read of a Markdown file: fenced blocks, sections, tables, headings and links."""

import re
import shlex
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = ("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "GLOSSARY.md", "HOSTING.md", "CHANGELOG.md")

_FENCE = re.compile(r"^```(\w*)(?: title=\"([^\"]+)\")?\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block."""

    language: str
    title: str
    text: str


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def blocks(text: str, language: str) -> list[Block]:
    found = [Block(kind, title, content) for kind, title, content in _FENCE.findall(text)]
    return [block for block in found if block.language == language]


def without_blocks(text: str) -> str:
    return _FENCE.sub("", text)


def section(text: str, heading: str) -> str:
    """The text under a heading of level two."""
    return text.split(f"\n## {heading}\n")[1].split("\n## ")[0]


def rows(text: str) -> list[list[str]]:
    """The cells of every table row, headings and rulers left out."""
    lines = [line for line in text.splitlines() if line.startswith("|")]
    rulers = {i for i, line in enumerate(lines) if set(line) <= set("|-: ")}
    kept = [line for i, line in enumerate(lines) if i not in rulers and i + 1 not in rulers]
    return [[cell.strip() for cell in line.strip("| ").split(" | ")] for line in kept]


def anchors(text: str) -> set[str]:
    """The anchors of the headings, formed as code hosts do."""
    headings = re.findall(r"^#+ (.+)$", without_blocks(text), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def links(text: str) -> list[str]:
    """Targets of inline links and images."""
    return re.findall(r"\]\(([^)\s]+)\)", without_blocks(text))


def shell_lines(name: str) -> list[list[str]]:
    """The words of each command in the shell blocks of a document."""
    lines = [line for block in blocks(read(name), "bash") for line in block.text.splitlines()]
    return [shlex.split(line, comments=True) for line in lines if line]


def prose(name: str) -> str:
    """A document's text with runs of space as one, so that a line break does not hide a phrase."""
    return " ".join(read(name).split())
