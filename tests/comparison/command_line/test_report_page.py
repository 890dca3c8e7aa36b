"""Claims about the parts of a page."""

from html.parser import HTMLParser

from imbgan.comparison.command_line._report_figures import Figure
from imbgan.comparison.command_line._report_page import (
    bullets,
    figure,
    folded,
    page,
    paragraph,
    table,
)


class _Balance(HTMLParser):
    """Checks that what is opened is closed, in order."""

    void = {"meta", "br", "img"}

    def __init__(self):
        super().__init__()
        self.open = []

    def handle_starttag(self, tag, attrs):
        if tag not in self.void:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def is_balanced(html):
    parser = _Balance()
    parser.feed(html)
    return not parser.open


def test_names_from_the_data_cannot_become_part_of_the_page():
    bad = "<script>alert('x')</script>&"
    html = table([bad], [[bad], [(bad, True)]], caption=bad) + paragraph(bad) + bullets([bad])
    html += folded(bad, "") + figure(Figure(bad, bad, svg="<svg></svg>"))
    html += figure(Figure(bad, "", reason=bad)) + page(bad, [("a", "", ""), ("b", bad, "")])
    assert "<script" not in html and "&lt;script&gt;" in html
    assert is_balanced(html.partition("<!DOCTYPE html>")[2])


def test_the_best_cell_is_marked():
    html = table(["a", "b"], [["x", ("1", True)], ["y", ("0", False)]])
    assert html.count('class="best"') == 1 and '<td class="best">1</td>' in html


def test_sections_with_a_heading_can_be_reached():
    html = page("title", [("top", "", "start"), ("one", "First", "text")])
    assert '<a href="#one">First</a>' in html and '<section id="one"><h2>First</h2>' in html
    assert html.index("start") < html.index("<nav") < html.index('id="one"')


def test_the_page_may_ask_for_nothing_and_fits_the_window():
    html = page("title", [("top", "", "")])
    assert "default-src 'none'" in html and "width=device-width" in html
    assert "prefers-color-scheme: dark" in html
