"""Claims about the page of a report."""

from html.parser import HTMLParser

from imbgan.comparison.command_line._report_page import Block, render


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
    cells = {"header": [bad], "rows": [[bad], [(bad, True)]], "items": [bad], "code": bad}
    block = Block(bad, "soft", bad, svg="<svg></svg>", **cells)
    html = render(bad, [block], {bad: [block, Block(title=bad, folded=True)]})
    assert "<script" not in html and "&lt;script&gt;" in html
    assert is_balanced(html.partition("<!DOCTYPE html>")[2])


def test_the_best_cell_is_marked():
    html = render(
        "t", [Block(header=["a", "b"], rows=[["x", ("1", True)], ["y", ("0", False)]])], {}
    )
    assert html.count('class="best"') == 1 and '<td class="best">1</td>' in html


def test_sections_can_be_reached_from_the_top():
    html = render("title", [Block("start")], {"First": [Block("text")]})
    assert '<a href="#section-1">First</a>' in html
    assert '<section id="section-1"><h2>First</h2>' in html
    assert html.index("start") < html.index("<nav") < html.index('id="section-1"')


def test_only_what_is_folded_is_in_details():
    html = render("title", [Block("open"), Block("more", title="closed", folded=True)], {})
    assert html.count("<details>") == 1
    assert html.index("open") < html.index("<summary>closed</summary>") < html.index("more")


def test_the_page_may_load_nothing_and_fits_the_window():
    html = render("title", [], {})
    assert "default-src 'none'" in html and "width=device-width" in html
    assert "prefers-color-scheme: dark" in html
