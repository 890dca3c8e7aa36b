"""Writing a benchmark down: a page to read and its numbers beside it."""

import json

from harness.environment import commit, cores, versions


def heading(title, commits=None):
    """Return the top of a page: what it is and where it was made, by which commits if not one."""
    made_with = ", ".join(f"{name} {version}" for name, version in versions().items())
    return f"# {title}\n\n{made_with}; commit {commits or commit()}; {cores()} cores."


def markdown_table(rows):
    """Return dicts with the same keys as a table."""
    names = list(rows[0])
    lines = [names, ["---"] * len(names), *([str(row[name]) for name in names] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def write(path, text, results):
    """Write the page and, as JSON, the numbers."""
    path.parent.mkdir(parents=True, exist_ok=True)
    about = {"versions": versions(), "commit": commit(), "cores": cores()}
    path.with_suffix(".md").write_text(text + "\n")
    path.with_suffix(".json").write_text(
        json.dumps({**about, "results": results}, indent=1) + "\n"
    )
