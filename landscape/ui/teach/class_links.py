"""The links of a class to a lesson: one for all, one for each student, one for the projector, and a frame."""

from dataclasses import dataclass, replace
from html import escape
from urllib.parse import urlsplit, urlunsplit

from landscape.catalogue import EXPERIMENTS
from landscape.ui.teach.classroom import class_code, class_seed, student_seeds
from landscape.ui.teach.plans import HALL
from landscape.words.lesson_text import lesson_text


@dataclass(frozen=True, slots=True)
class ClassLinks:
    """All links of one class.

    Attributes:
        title: The lesson's question.
        code: The class code as it counts.
        for_all: One address whose starts all screens share.
        hall: The same for the projector.
        frame: The same as lines for another page.
        students: The first seed and the address of each student, in order.
    """

    title: str
    code: str
    for_all: str
    hall: str
    frame: str
    students: tuple[tuple[int, str], ...]

    def lines(self) -> str:
        """Number and address of each student, one a line, with a tab between them as spreadsheets take it."""
        return "\n".join(f"{i}\t{address}" for i, (_, address) in enumerate(self.students, 1))

    def table(self) -> str:
        """The students' links as a table in HTML."""
        rows = "".join(
            f'<tr><th scope="row">{i}</th><td>{seed}</td>'
            f'<td class="ll-words"><a href="{escape(address)}" target="_blank">{escape(address)}</a></td></tr>'
            for i, (seed, address) in enumerate(self.students, 1)
        )
        caption = escape(f"Class {self.code}: {self.title}")
        return (
            f'<div class="ll-wide" tabindex="0" role="region" aria-label="{caption}"><table class="ll-table ll-links">'
            f"<caption>{caption}</caption><thead><tr>"
            '<th scope="col">Student</th><th scope="col">First seed</th><th scope="col" class="ll-words">Link</th>'
            f"</tr></thead><tbody>{rows}</tbody></table></div>"
        )


def class_links(slug: str, code: str, n_students: int, page: str) -> ClassLinks:
    """The links of a class.

    Args:
        slug: The lesson.
        code: The class code, as typed.
        n_students: How many students.
        page: Address of the page that asks, from which the others are one level away; may be empty.

    Raises:
        ConfigError: The code or the number cannot be used; the sentence says why.
    """
    experiment, title = EXPERIMENTS.load(slug), lesson_text(slug).title
    config = experiment.config()

    def address(first_seed: int, before: str = "") -> str:
        return f"{site_of(page)}{slug}?{before}{experiment.write(replace(config, first_seed=first_seed))}"

    seeds = student_seeds(code, n_students)
    base = class_seed(code)
    frame = (
        f'<iframe src="{escape(address(base, "embed=true&"))}" width="1024" height="640" '
        f'title="{escape(title)}"></iframe>'
    )
    students = tuple((seed, address(seed)) for seed in seeds)
    return ClassLinks(title, class_code(code), address(base), f"{address(base)}&{HALL}", frame, students)


def site_of(page: str) -> str:
    """The folder all pages live in, with a slash at its end.

    Example:
        >>> site_of("https://example.org/lab/teach?x=1"), site_of("")
        ('https://example.org/lab/', '')
    """
    parts = urlsplit(page)
    return urlunsplit((parts.scheme, parts.netloc, parts.path.rpartition("/")[0] + "/", "", "")) if page else ""
