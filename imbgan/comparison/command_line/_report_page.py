"""The page of a report: blocks of content in the template ``report.html``."""

from dataclasses import dataclass
from importlib.resources import files

from .._optional import import_extra


@dataclass(frozen=True)
class Block:
    """A paragraph with what belongs to it: a table, a list, code or a figure.

    Cells of a table are texts, or pairs of a text and whether it is the best. The style is a
    class of the style sheet.
    """

    text: str = ""
    style: str = ""
    title: str = ""
    folded: bool = False
    header: tuple = ()
    rows: tuple = ()
    items: tuple = ()
    code: str = ""
    svg: str = ""


def render(title, head, sections):
    """The HTML of a page that loads nothing: blocks at its head and by heading of a section."""
    jinja2 = import_extra("jinja2", "the report")
    environment = jinja2.Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
    template = environment.from_string(files(__package__).joinpath("report.html").read_text())
    return template.render(title=title, head=head, sections=sections)
