"""Parts of an HTML page that needs nothing from outside: style, tables, sections."""

from html import escape

STYLE = """
:root { color-scheme: light dark; --ink: #1c2430; --paper: #ffffff; --soft: #5b6675;
  --line: #d9dee5; --band: #f4f6f9; --mark: #0b6e4f; --warn: #9a4a00; }
@media (prefers-color-scheme: dark) { :root { --ink: #e4e8ee; --paper: #14181e; --soft: #9aa6b5;
  --line: #333c48; --band: #1c222b; --mark: #5fd0a5; --warn: #f0b072; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink);
  font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif; }
main { max-width: 68rem; margin: 0 auto; padding: 1.5rem 1.25rem 4rem; }
h1 { font-size: 1.75rem; line-height: 1.25; margin: .5rem 0 .25rem; overflow-wrap: anywhere; }
h2 { font-size: 1.3rem; margin: 2.75rem 0 .5rem; padding-top: .75rem;
  border-top: 1px solid var(--line); }
h3 { font-size: 1.05rem; margin: 1.75rem 0 .25rem; }
p { max-width: 46rem; margin: .5rem 0; } ul { max-width: 46rem; padding-left: 1.25rem; }
.soft, figcaption { color: var(--soft); font-size: .9rem; }
.warn { color: var(--warn); } .best { color: var(--mark); font-weight: 650; }
nav ul { list-style: none; padding: 0; display: flex; flex-wrap: wrap; gap: .25rem 1.1rem; }
a { color: inherit; text-decoration-color: var(--soft); text-underline-offset: .2em; }
.scroll { overflow-x: auto; margin: .75rem 0; }
table { border-collapse: collapse; font-size: .9rem; font-variant-numeric: tabular-nums; }
th, td { padding: .32rem .7rem; text-align: right; white-space: nowrap;
  border-bottom: 1px solid var(--line); }
th:first-child, td:first-child { text-align: left; position: sticky; left: 0;
  background: var(--paper); }
.text td, .text th { text-align: left; white-space: normal; min-width: 7rem; }
thead th { background: var(--band); font-weight: 600; vertical-align: bottom; }
thead th:first-child { background: var(--band); }
figure { margin: 1.25rem 0; } figure svg { display: block; max-width: 100%; height: auto;
  fill: currentColor; }
details { margin: .75rem 0; } summary { cursor: pointer; font-weight: 600; }
code { font: .88em ui-monospace, "SF Mono", Menlo, Consolas, monospace; overflow-wrap: anywhere; }
pre { background: var(--band); padding: .75rem 1rem; white-space: pre-wrap; border-radius: 6px; }
@media (max-width: 40rem) { th:first-child, td:first-child { white-space: normal;
  overflow-wrap: break-word; min-width: 8.5rem; max-width: 9rem; } }
@media print { .scroll { overflow: visible; } details > * { display: block; } }
"""


def page(title, sections):
    """The whole page: sections are (anchor, heading, HTML), the first without a heading."""
    links = "".join(
        f'<li><a href="#{anchor}">{escape(heading)}</a></li>'
        for anchor, heading, _ in sections
        if heading
    )
    parts = []
    for anchor, heading, html in sections:
        head = f"<h2>{escape(heading)}</h2>" if heading else ""
        parts.append(f'<section id="{anchor}">{head}{html}</section>')
        if not heading:
            parts.append(f'<nav aria-label="sections"><ul>{links}</ul></nav>')
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        # Nothing is asked of any network, whatever a name in the data looks like.
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
        "style-src 'unsafe-inline'; img-src data:\">"
        f"<title>{escape(title)}</title><style>{STYLE}</style></head>\n"
        f"<body><main>{''.join(parts)}</main></body></html>\n"
    )


def table(header, rows, caption="", kind=""):
    """A table; a cell is text, or (text, whether it is the best)."""
    head = "".join(f'<th scope="col">{escape(str(text))}</th>' for text in header)
    body = "".join(f"<tr>{''.join(map(_cell, row))}</tr>" for row in rows)
    words = paragraph(caption, "soft") if caption else ""
    style = f' class="{kind}"' if kind else ""
    return (
        f'{words}<div class="scroll" tabindex="0"><table{style}>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _cell(cell):
    """One cell."""
    text, best = cell if isinstance(cell, tuple) else (cell, False)
    style = ' class="best"' if best else ""
    return f"<td{style}>{escape(str(text))}</td>"


def heading(text):
    """The title of the page."""
    return f"<h1>{escape(text)}</h1>"


def code(text):
    """A line as it is typed."""
    return f"<pre><code>{escape(text)}</code></pre>"


def paragraph(text, kind=""):
    """A paragraph of plain text."""
    style = f' class="{kind}"' if kind else ""
    return f"<p{style}>{escape(text)}</p>"


def bullets(texts):
    """A list of plain texts."""
    return f"<ul>{''.join(f'<li>{escape(text)}</li>' for text in texts)}</ul>" if texts else ""


def figure(one):
    """A figure with its caption, or why there is none."""
    if one.reason:
        reason = paragraph(f"Not drawn: {one.reason}", "soft")
        return f"<h3>{escape(one.title)}</h3>{reason}"
    caption = f"<figcaption>{escape(one.caption)}</figcaption>"
    return (
        f"<h3>{escape(one.title)}</h3><figure>{caption}"
        f'<div class="scroll" tabindex="0">{one.svg}</div></figure>'
    )


def folded(title, html):
    """What is shown when it is asked for."""
    return f"<details><summary>{escape(title)}</summary>{html}</details>"
