"""The report's figures: bars that stand in their table's cells, heat tables, and small charts of curves.

A table is each figure's own fallback: bars and shades add nothing that its cells do not say in words. Colours come from
classes, so that they follow the page's theme; styles in attributes would need a weaker content policy.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import log2
from urllib.parse import urlencode

from pipelines.report.markup import Node, el

Cell = Node | str
SHADES = 10


def count(number: float, digits: int = 0) -> str:
    """A number with thousands apart."""
    return f"{number:,.{digits}f}"


def share(part: float, whole: float) -> str:
    """A share in percent; a dash where there is nothing to have a share of."""
    return f"{part / whole:.1%}" if whole else "–"


def link(text: str, **filters: str | int) -> Node:
    """A link to the rows that have these values."""
    return el("a", text, href=f"#{urlencode(filters)}", class_="to-rows")


def bar(part: float, whole: float, kind: str = "") -> Node:
    """A bar over the cell's width; the cell beside it says the number."""
    width = max(0.0, min(100.0, 100.0 * part / whole)) if whole else 0.0
    if part > 0:
        width = max(width, 0.5)
    return el(
        "svg",
        el("rect", class_="track", width=100, height=8),
        el("rect", class_=f"fill {kind}".strip(), width=float(width), height=8),
        class_="bar", viewBox="0 0 100 8", preserveAspectRatio="none", aria_hidden="true",
    )  # fmt: skip


def table(
    caption: str,
    heads: Sequence[str],
    rows: Iterable[Sequence[Cell]],
    *,
    numbers: Iterable[int] = (),
    sortable: bool = True,
    kind: str = "",
) -> Node:
    """A table with its first column as the rows' heading. `numbers` are the columns that are aligned to the right."""
    right = set(numbers)
    columns = [
        el("th", head, scope="col", class_="n" if place in right else None) if head else el("td")
        for place, head in enumerate(heads)
    ]
    classes = f"{kind} sortable".strip() if sortable else kind

    def cell(place: int, content: Cell) -> Node:
        aligned = "n" if place in right else None
        if place == 0:
            return el("th", content, scope="row", class_=aligned)
        return el("td", content, class_=aligned)

    return el(
        "div",
        el(
            "table",
            el("caption", caption),
            el("thead", el("tr", *columns)),
            el("tbody", *(el("tr", *(cell(i, content) for i, content in enumerate(row))) for row in rows)),
            class_=classes or None,
        ),
        class_="scroll", tabindex=0, role="region", aria_label=caption,
    )  # fmt: skip


def folded(summary: str, *content: Node) -> Node:
    """What is there for those who ask."""
    return el("details", el("summary", summary), *content)


def heat(
    caption: str, levels: Sequence[int], rows: Iterable[tuple[Cell, Mapping[int, tuple[int, int]], Mapping[str, str]]]
) -> Node:
    """Shares by row and level: each row has its name, (part, whole) by level, and the filters of its link."""

    def cell(tally: tuple[int, int] | None, level: int, filters: Mapping[str, str]) -> Node:
        if tally is None or not tally[1]:
            return el("td", el("span", "–", class_="none"), class_="n")
        part, whole = tally
        inside = link(f"{part / whole:.0%}", **filters, level=level)
        inside.attributes["title"] = f"{part:,} of {whole:,} accepted"
        return el("td", inside, class_=f"n heat h{round(SHADES * part / whole)}", data_sort=part / whole)

    body = [
        el("tr", el("th", name, scope="row"), *(cell(tallies.get(level), level, filters) for level in levels), total)
        for name, tallies, filters in rows
        for total in [_total(tallies)]
    ]
    heads = [el("th", head, scope="col", class_="n") for head in (*(f"level {level}" for level in levels), "all")]
    return el(
        "div",
        el(
            "table",
            el("caption", caption),
            el("thead", el("tr", el("th", "family", scope="col"), *heads)),
            el("tbody", *body),
            class_="heatmap sortable",
        ),
        class_="scroll", tabindex=0, role="region", aria_label=caption,
    )  # fmt: skip


def _total(tallies: Mapping[int, tuple[int, int]]) -> Node:
    part, whole = (sum(tally[i] for tally in tallies.values()) for i in (0, 1))
    if not whole:
        return el("td", "–", class_="n")
    said = el("td", f"{part / whole:.0%}", class_="n total", data_sort=part / whole, title=f"{part:,} of {whole:,}")
    return said


WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 240, 150, 34, 10, 10, 22


def curves(title: str, lines: Sequence[tuple[str, Mapping[int, float]]]) -> Node:
    """A small chart of shares over k, which doubles from tick to tick. `lines` have a name and the points."""
    steps = sorted({k for _, points in lines for k in points})
    if not steps:
        return el("p", "No curve: no problem was asked.")
    widest = max(log2(steps[-1]), 1.0)

    def x(k: int) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * log2(k) / widest

    def y(value: float) -> float:
        return TOP + (HEIGHT - TOP - BOTTOM) * (1 - value)

    parts: list[Node] = []
    for tick in (0.0, 0.5, 1.0):
        parts.append(el("line", class_="grid", x1=float(LEFT), x2=float(WIDTH - RIGHT), y1=y(tick), y2=y(tick)))
        parts.append(el("text", f"{tick:.0%}", class_="tick", x=LEFT - 5.0, y=y(tick) + 3.5, text_anchor="end"))
    for k in steps:
        if k & (k - 1) == 0 or k == steps[-1]:
            parts.append(el("text", str(k), class_="tick", x=x(k), y=HEIGHT - 7.0, text_anchor="middle"))
    for number, (name, points) in enumerate(lines):
        if not points:
            continue  # it keeps its colour
        kind = f"line c{number % 6}"
        at = [(x(k), y(value)) for k, value in sorted(points.items())]
        path = "M" + "L".join(f"{a:.1f} {b:.1f}" for a, b in at)
        parts.append(el("path", el("title", name), class_=kind, d=path))
        parts += [
            el("circle", el("title", f"{name}: pass@{k} {value:.1%}"), class_=f"dot c{number % 6}", cx=x(k),
               cy=y(value), r=2.6)
            for k, value in sorted(points.items())
        ]  # fmt: skip
    said = "; ".join(
        f"{name}: " + ", ".join(f"pass@{k} {value:.0%}" for k, value in sorted(points.items()))
        for name, points in lines
        if points
    )
    return el(
        "figure",
        el("figcaption", title),
        el(
            "svg", el("title", f"pass@k of {title}"), el("desc", said), *parts,
            viewBox=f"0 0 {WIDTH} {HEIGHT}", role="img", class_="curves",
        ),
    )  # fmt: skip
