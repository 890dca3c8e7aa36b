"""``.. measured::`` shows a table of results: best values bold, rows without values left out."""

import csv
import io
import re
from pathlib import Path

from docutils import nodes
from docutils.parsers.rst import Directive, directives
from docutils.statemachine import StringList

GAPS = {"", "-", "–", "NA", "| NA"}
NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")
NAME = re.compile(r"\b[A-Z]\w*(?:Sampler|Classifier)\b")


def names(text):
    """Return the columns that an option lists, separated by commas."""
    return [name.strip() for name in (text or "").split(",") if name.strip()]


def mark(rows, cells, best, places):
    """Set the best numbers of some cells in bold, each line of a cell with its like."""
    values = {}
    for row, column in places:
        for line, text in enumerate(rows[row][column].split("\n")):
            if found := NUMBER.search(text):
                values.setdefault(line, {})[row, column] = float(found[0])
    for line, found in values.items():
        for (row, column), value in found.items():
            if value == best(found.values()):
                lines = cells[row][column].split("\n")
                lines[line] = NUMBER.sub(r"**\g<0>**", lines[line], count=1)
                cells[row][column] = "\n".join(lines)


class MeasuredTable(Directive):
    """The argument is a file of ``benchmarks/results``; the content is the caption.

    ``most`` and ``least`` list the columns whose best value is marked, ``across`` marks the best
    value of each row instead. ``by`` is the number of a column within whose values the best is
    looked for, ``over`` a column of counts: rows with fewer are means of something else and not
    marked. ``without`` lists columns that are left out, ``only`` the rows that are shown, ``gap``
    is what stands in an empty cell, ``head`` names the columns without a name. Rows with more gaps
    than numbers are left out. Cells with several lines, as in ``| 1.0``, are marked line by line.
    """

    required_arguments = 1
    has_content = True
    option_spec = dict.fromkeys(("most", "least", "without", "only", "head"), names) | {
        "across": directives.flag,
        "by": directives.nonnegative_int,
        "over": directives.unchanged,
        "gap": directives.unchanged,
    }

    def run(self):
        environment = self.state.document.settings.env
        file = Path(environment.srcdir).parent / "benchmarks" / "results" / self.arguments[0]
        environment.note_dependency(str(file))
        with file.open(encoding="utf-8", newline="") as stream:
            header, *rows = csv.reader(stream)
        head = iter(self.options.get("head", ["method"]))
        self.header = [name or next(head, "") for name in header]
        self.rows = [row for row in rows if self._is_shown(row)]
        cells = [[self._filled(cell) for cell in row] for row in self.rows]
        for best, group in self._groups():
            mark(self.rows, cells, best, group)
        without = self.options.get("without", ())
        left = [at for at, name in enumerate(self.header) if name not in without]
        return self._table([[row[at] for at in left] for row in [self.header, *cells]])

    def _is_shown(self, row):
        numbers = sum(bool(NUMBER.search(cell)) for cell in row[1:])
        gaps = sum(cell in GAPS for cell in row[1:])
        return row[0] in self.options.get("only", [row[0]]) and numbers >= max(gaps, 1)

    def _filled(self, cell):
        cell = NAME.sub(r"``\g<0>``", cell)
        return self.options.get("gap", "not fitted") if cell in GAPS else cell

    def _groups(self):
        """Yield max or min, and the places, (row, column), of cells to compare."""
        if "across" in self.options:
            for row in range(len(self.rows)):
                yield max, [(row, column) for column in range(1, len(self.header))]
            return
        over = self.options.get("over")
        counts = [row[self.header.index(over)] if over else "0" for row in self.rows]
        compared = [at for at, count in enumerate(counts) if int(count) == max(map(int, counts))]
        by = self.options.get("by")
        kinds = [None if by is None else row[by] for row in self.rows]
        for best, option in ((max, "most"), (min, "least")):
            for column, name in enumerate(self.header):
                if name in self.options.get(option, ()):
                    for kind in dict.fromkeys(kinds):
                        rows = [row for row in compared if kinds[row] == kind]
                        yield best, [(row, column) for row in rows]

    def _table(self, rows):
        """Return the nodes of the table."""
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerows(rows)
        caption = " ".join(self.content)
        lines = [f".. csv-table:: {caption}", "    :header-rows: 1", ""]
        lines += [f"    {line}" for line in text.getvalue().splitlines()]
        block = nodes.container()
        self.state.nested_parse(StringList(lines, self.arguments[0]), self.content_offset, block)
        return block.children


def setup(app):
    app.add_directive("measured", MeasuredTable)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
