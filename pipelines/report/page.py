"""Writes the page: figures as HTML, rows as compressed chunks behind it, all in one file.

Nothing is fetched and nothing can be: the page's content policy allows its own style and script, by their hashes, and
no connection. Rows become nodes of text in the browser, never markup.
"""

from __future__ import annotations

import base64
import hashlib
import re
from pathlib import Path

from pipelines.report.chunks import Chunks, packed
from pipelines.report.markup import Node, el
from pipelines.report.overview import contents, overview
from pipelines.report.rows import Selection, browsed_views
from pipelines.shards import replacing
from schemas import BadInput, Recipe, Release
from schemas.resources import data_path

ROWS = 50_000
MOST_ROWS = 200_000  # a list of more would be taller than browsers draw
SCRIPTS = ("math.js", "text.js", "nodes.js", "chunks.js", "list.js", "detail.js", "browser.js", "page.js")
_SLOT = re.compile(r"\{\{([a-z_]+)\}\}")


def write(path: Path, release: Path, manifest: Release, recipe: Recipe, rows: int = ROWS) -> None:
    """Write the report of the release in the folder `release` to `path`.

    At most `rows` rows are shown, chosen by hash. The same release gives the same bytes.
    """
    if not 0 <= rows <= MOST_ROWS:
        raise BadInput(
            "--rows", f"{rows:,} is not between 0 and {MOST_ROWS:,}", "leave it out, or name a number between"
        )
    with replacing(path) as temporary, Selection(release, manifest, rows, path.parent) as selection:
        chunks = Chunks(selection, manifest.engines)
        with temporary.open("w", encoding="utf-8", newline="\n") as page:
            page.write(_page(manifest, recipe, selection))
            for number, chunk in enumerate(chunks):
                page.write(_data(f"chunk-{number}", chunk))
            # The index comes last because it is known last; the page shows its figures meanwhile.
            page.write(_data("index", packed({**chunks.index, "totals": selection.browsed.totals})))
            page.write("</body>\n</html>\n")


def script() -> str:
    """The page's script: one closed block, so no part of it can be reached from outside."""
    parts = [data_path("report", name).read_text(encoding="utf-8") for name in SCRIPTS]
    return '"use strict";\n(() => {\n' + "\n".join(parts) + "\n})();\n"


def _data(name: str, content: str) -> str:
    return f'<script type="application/octet-stream" id="{name}">{content}</script>\n'


def _page(manifest: Release, recipe: Recipe, selection: Selection) -> str:
    style, code = data_path("report", "report.css").read_text(encoding="utf-8"), script()
    policy = (
        f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(code)}; base-uri 'none'; form-action 'none'; "
        "require-trusted-types-for 'script'; trusted-types 'none'"
    )
    parts = {
        "policy": str(el("meta", http_equiv="Content-Security-Policy", content=policy)),
        "title": str(el("title", f"{manifest.name}: report")),
        "name": str(el("h1", manifest.name)),
        "contents": "".join(str(_entry(*entry)) for entry in contents()),
        "overview": "\n".join(str(node) for node in overview(manifest, recipe, selection.browsed)),
        "browsed": str(_browsed(manifest, selection)),
        "style": f"<style>{style}</style>",
        "script": f"<script>{code}</script>",
    }
    template = data_path("report", "page.html").read_text(encoding="utf-8")
    # One pass: what is put in is not looked at again, so no text of a release can name a slot.
    return _SLOT.sub(lambda found: parts[found[1]], template)


def _entry(name: str, title: str) -> Node:
    return el("li", el("a", title, href=f"#{name}"))


def _browsed(manifest: Release, selection: Selection) -> Node:
    browsed = selection.browsed
    total = sum(browsed.totals.values())
    if not total:
        return el("p", "This release has no samples to browse.", class_="note")
    views = " and ".join(f"{name} ({number:,})" for name, number in browsed.totals.items())
    missing = "" if "rollouts" in browsed_views(manifest) else " It has no rollouts, so these are the published ones."
    some = "" if browsed.shown == total else f" {browsed.shown:,} of {total:,} are here, chosen by hash."
    return el("p", f"Rows of {views}.{some}{missing}", class_="note")


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
