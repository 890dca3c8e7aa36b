"""Check in a headless browser that no page scrolls sideways and no code is clipped.

    python doc/check_width.py doc/_build/html [--chromium chromium]

Each page is loaded once, at 1280 pixels, and then narrowed to 420. Tables, formulas and, on the
narrow page, code may scroll in their frames; the page may not, nor code on the wide one.
"""

import argparse
import html
import json
import re
import subprocess
import sys
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

WIDTHS = 1280, 420
HARNESS = """<!doctype html><body style="margin: 0"><script>
const pages = PAGES, widths = WIDTHS, found = [];
const frame = document.createElement("iframe");
frame.style = "border: 0; height: 900px";
document.body.append(frame);
const pause = milliseconds => new Promise(done => setTimeout(done, milliseconds));
async function look(page) {
  frame.style.width = widths[0] + "px";
  const loaded = new Promise(done => { frame.onload = done; });
  frame.src = page;
  await Promise.race([loaded, pause(20000)]);
  for (const width of widths) {
    frame.style.width = width + "px";
    await pause(50);
    const inside = frame.contentDocument, root = inside.documentElement;
    if (root.scrollWidth > root.clientWidth) found.push([page, width, "page", root.scrollWidth]);
    if (width > 1000 && !page.includes("_modules"))
      for (const code of inside.querySelectorAll("article div.highlight pre"))
        if (code.scrollWidth > code.clientWidth + 1)
          found.push([page, width, "code", code.textContent.trim().slice(0, 60)]);
  }
}
(async () => {
  for (const page of pages) await look(page);
  const said = document.createElement("pre");
  said.id = "found";
  said.textContent = JSON.stringify({seen: pages.length, found});
  document.body.append(said);
})();
</script></body>"""


class Handler(SimpleHTTPRequestHandler):
    """Serves a folder, and the page that looks at the others."""

    harness = ""

    def do_GET(self):
        if self.path != "/look-at-all":
            return super().do_GET()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(self.harness.encode())

    def log_message(self, *args):
        pass


def look(folder, chromium="chromium"):
    """Return how many pages were seen, and what is too wide: (page, width, what, how much)."""
    pages = sorted(str(page.relative_to(folder)) for page in folder.rglob("*.html"))
    Handler.harness = HARNESS.replace("PAGES", json.dumps(pages))
    Handler.harness = Handler.harness.replace("WIDTHS", json.dumps(WIDTHS))
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}/look-at-all"
    options = "--headless", "--no-sandbox", "--disable-gpu", "--virtual-time-budget=9000000"
    command = [chromium, *options, "--window-size=1400,1000", "--dump-dom", address]
    try:
        seen = subprocess.run(command, capture_output=True, text=True, timeout=1200, check=True)
    finally:
        server.shutdown()
    said = re.search(r'<pre id="found">(.*?)</pre>', seen.stdout, re.DOTALL)
    if said is None:
        raise RuntimeError("the browser did not come to an end")
    result = json.loads(html.unescape(said[1]))
    return result["seen"], [tuple(entry) for entry in result["found"]]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--chromium", default="chromium")
    arguments = parser.parse_args()
    seen, found = look(arguments.folder, arguments.chromium)
    for page, width, what, much in found:
        print(f"{page} at {width}: {what} too wide ({much})")
    print(f"{seen} pages at {' and '.join(map(str, WIDTHS))} pixels, {len(found)} too wide")
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
