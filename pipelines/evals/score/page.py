"""Scores as one HTML file: tables with their intervals drawn beside the numbers.

Nothing is fetched and nothing runs: the page's content policy allows its own style, by its hash, and no script.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable
from pathlib import Path

from pipelines.evals.score.scores import Group, Link, Model, Scores
from pipelines.evals.score.statistics import Estimate, Gap, Share
from pipelines.report.figures import Cell, count, folded, table
from pipelines.report.markup import Node, el
from pipelines.shards import write_bytes
from schemas.resources import data_path

MOST_ITEMS = 200
WIDTH, HEIGHT = 200, 14
BY = {"tier": "tier", "domain": "domain", "family": "family", "level": "level", "anchor": "anchors and others"}
TIERS = {
    "new_draw": "new draw", "new_template": "new template", "new_family": "new family", "held_out": "all held out",
}  # fmt: skip

_LEAD = (
    "Accuracy is the share of responses that an exact checker accepted. All intervals are of 95 %, and take the "
    "versions of one base item for what they are: not independent."
)
_MODELS = (
    "EAcc is the share of base items solved in all their versions. Undecided responses were cut off, or no checker "
    "could decide them: they are not accepted, and shown apart. What is missing counts as not accepted. Detectable is "
    "the smallest difference to a model as good that these items would tell."
)
_FRESH = (
    "How much better a model does on new draws of templates that may have been trained on than on what was held out "
    "of all training. The difference measures memorisation, and with other families their difficulty too."
)
_VERSIONS = (
    "A model that can do a problem can do its versions. Accuracies by version differ by chance alone unless some "
    "version is known; the p-value is Cochran's. The gap from accuracy to EAcc is what chance explains, mean(p) − "
    "mean(pⁿ), and an excess above 0 that chance does not."
)


def write_page(path: Path, scores: Scores) -> None:
    """Write the page. The same scores give the same bytes."""
    write_bytes(path, page(scores).encode())


def page(scores: Scores) -> str:
    """The whole page as text."""
    style = "".join(data_path("report", name).read_text(encoding="utf-8") for name in ("report.css", "scores.css"))
    hashed = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{hashed}'; base-uri 'none'; form-action 'none'"
    sections = list(_sections(scores))
    links = [el("li", el("a", title, href=f"#{name}")) for name, title, _ in sections]
    head = el(
        "head",
        el("meta", charset="utf-8"),
        el("meta", http_equiv="Content-Security-Policy", content=policy),
        el("meta", name="viewport", content="width=device-width, initial-scale=1"),
        el("meta", name="referrer", content="no-referrer"),
        el("meta", name="color-scheme", content="light dark"),
        el("title", f"{scores.eval}: scores"),
    )
    body = el(
        "body",
        el("a", "Skip to the content", class_="skip", href="#main"),
        el("header", el("h1", f"{scores.eval}: scores"), class_="top"),
        el(
            "main",
            el(
                "div",
                el("nav", el("ul", *links), class_="contents", aria_label="Figures"),
                el(
                    "div",
                    _lead(scores),
                    *(
                        el("section", el("h2", title, id=f"{name}-h"), *content, id=name, aria_labelledby=f"{name}-h")
                        for name, title, content in sections
                    ),
                    class_="figures",
                ),
                id="overview",
            ),
            id="main",
            tabindex=-1,
        ),
    )
    # The style is put in as it stands: it is ours, and escaping would change what its hash is of.
    written = str(head).removesuffix("</head>") + f"<style>{style}</style></head>"
    return f'<!doctype html>\n<html lang="en">\n{written}\n{body}\n</html>\n'


def _sections(scores: Scores) -> Iterable[tuple[str, str, list[Node]]]:
    yield "models", "Models", _models(scores)
    if scores.comparisons:
        yield "comparisons", "Models against each other", _comparisons(scores)
    if any(each.differences for each in scores.models):
        yield "memory", "Known against fresh", _differences(scores)
    if scores.versions > 1:
        yield "versions", "Versions of the same item", _versions(scores)
    yield "groups", "By tier, domain, family and level", _groups(scores)
    yield "reasons", "Why responses were not accepted", _reasons(scores)
    yield "items", "Items", _items(scores)
    if scores.link is not None:
        yield "link", "Linked to an older release", _link(scores.link)


def _lead(scores: Scores) -> Node:
    figures = [
        (count(scores.items), "items"),
        (count(scores.bases), f"base items of {scores.versions} versions" if scores.versions > 1 else "base items"),
        (count(len(scores.models)), "models" if len(scores.models) != 1 else "model"),
        (
            _points(scores.distinguishes),
            "smallest difference these items tell at worst, unpaired, with a power of 80 %",
        ),
    ]
    said = []
    if scores.incomplete:
        said.append(f"{scores.incomplete:,} base items lack a version and are left out of what compares versions.")
    if scores.unknown:
        said.append(f"{scores.unknown:,} responses were to items that this eval does not have; they are passed over.")
    return el(
        "section",
        el("p", _LEAD, class_="lead"),
        el("dl", *(el("div", el("dt", name), el("dd", figure)) for figure, name in figures), class_="cards"),
        *([el("p", " ".join(said), class_="note")] if said else []),
        id="summary",
        aria_label="At a glance",
    )


def _models(scores: Scores) -> list[Node]:
    rows = [[each.model, *_share(each.accuracy), *_share(each.eacc)] for each in scores.models]
    apart = [
        [
            each.model, count(each.responses), count(each.undecided), _percent(each.undecided / each.responses),
            _of(each.decided), count(each.missing), _points(each.detectable),
        ]
        for each in scores.models
    ]  # fmt: skip
    heads = ["model", "responses", "undecided", "", "accuracy among decided", "missing", "detectable"]
    missing = [_missing(each) for each in scores.models if each.missing]
    alike = [each.model for each in scores.models if each.alike]
    return [
        el("p", _MODELS),
        table("Accuracy", ["model", "accuracy", "", "EAcc", ""], rows, numbers=(1, 3), sortable=False,
              kind="intervals"),
        _scale("0 %", "50 %", "100 %"),
        table("Undecided and missing", heads, apart, numbers=range(1, 7), sortable=False),
        *([el("ul", *missing, class_="note")] if missing else []),
        *([el("p", f"All samples are the same text, and count as one: {', '.join(alike)}.", class_="note")]
          if alike else []),
    ]  # fmt: skip


def _missing(each: Model) -> Node:
    some = ", ".join(each.unanswered_ids[:10])
    more = "" if each.unanswered <= 10 else f" and {each.unanswered - 10:,} more"
    named = f" No response at all to {each.unanswered:,} items: {some}{more}." if each.unanswered else ""
    return el("li", f"{each.model}: {each.missing:,} of {each.responses:,} responses are missing.{named}")


def _comparisons(scores: Scores) -> list[Node]:
    rows: list[_Compared] = [
        ([f"{each.first} − {each.second}"], each.difference, [_points(each.detectable), _verdict(each.difference)])
        for each in scores.comparisons
    ]
    return [
        el("p", "The same items, compared base item by base item, so that what makes an item hard for both cancels."),
        *_compared("Differences in accuracy, in points", ["models", "difference", "", "detectable", ""], rows, {1, 3}),
    ]


def _differences(scores: Scores) -> list[Node]:
    rows: list[_Compared] = [
        ([each.model, TIERS.get(found.minus, found.minus)], found.accuracy, [_verdict(found.accuracy)])
        for each in scores.models
        for found in each.differences
    ]
    caption = "Accuracy on new draws, less that on what is held out, in points"
    return [el("p", _FRESH), *_compared(caption, ["model", "less", "difference", "", ""], rows, {2})]


def _versions(scores: Scores) -> list[Node]:
    heads = ["model", *(f"v{number}" for number in range(1, scores.versions + 1)), "all alike (p)"]
    rows = [
        [each.model, *(_interval_text(found) for found in each.versions), _p(each.equality.p)]
        for each in scores.models
        if each.equality is not None
    ]
    gaps: list[_Compared] = [
        ([each.model, _range(each.gap.gap), _range(each.gap.chance)], each.gap.excess, [_excess(each.gap)])
        for each in scores.models
        if each.gap is not None
    ]
    caption, columns = "From accuracy to EAcc, in points", ["model", "gap", "by chance", "excess", "", ""]
    reasons = sorted({each.why_no_gap for each in scores.models if each.why_no_gap})
    return [
        el("p", _VERSIONS),
        *([table("Accuracy by version", heads, rows, numbers=range(1, len(heads)), sortable=False)] if rows else []),
        *(_compared(caption, columns, gaps, {1, 2, 3}) if gaps else []),
        *(el("p", f"No gap is told where {reason}.", class_="note") for reason in reasons),
    ]


_Compared = tuple[list[Cell], Estimate, list[Cell]]  # the cells before a difference, itself, the cells behind it


def _compared(caption: str, heads: list[str], rows: list[_Compared], numbers: set[int]) -> list[Node]:
    """A table of differences, all drawn on a scale on which the widest interval has room."""
    widest = max(max(abs(found.low), abs(found.high)) for _, found, _ in rows)
    reach = next(reach for reach in (0.05, 0.1, 0.25, 0.5, 1.0) if widest <= reach)
    body = [
        [*before, _range(found), _drawn(found.value, found.low, found.high, -reach, reach), *after]
        for before, found, after in rows
    ]
    drawn = table(caption, heads, body, numbers=numbers, sortable=False, kind="intervals")
    return [drawn, _scale(f"−{100 * reach:g}", "0", f"+{100 * reach:g} points")]


def _excess(gap: Gap) -> str:
    if gap.method == "u_statistic":
        return "some versions are known" if gap.excess.low > 0 else ""
    if gap.least.low > 0:
        return "some versions are known, however hard the items are"
    return "if difficulty has a beta distribution" if gap.excess.low > 0 else ""


def _groups(scores: Scores) -> list[Node]:
    found = []
    for by, title in BY.items():
        rows = [
            [_group_name(group), each.model, count(group.items), *_share(group.accuracy), *_share(group.eacc),
             _percent(group.undecided)]
            for each in scores.models
            for group in each.groups
            if group.by == by
        ]  # fmt: skip
        if not rows or (by == "anchor" and len({row[0] for row in rows}) < 2):
            continue
        order = {name: place for place, name in enumerate(dict.fromkeys(str(row[0]) for row in rows))}
        rows.sort(key=lambda row: order[str(row[0])])
        heads = [by if by != "anchor" else "items", "model", "number", "accuracy", "", "EAcc", "", "undecided"]
        drawn = table(f"By {title}", heads, rows, numbers=(2, 3, 5, 7), sortable=False, kind="intervals")
        found.append(folded(f"By {title}: {len(order)} rows", drawn) if len(rows) > 30 else drawn)
    return [*found, _scale("0 %", "50 %", "100 %")]


def _group_name(group: Group) -> str:
    return TIERS.get(group.name, group.name) if group.by == "tier" else group.name


def _reasons(scores: Scores) -> list[Node]:
    names = sorted({name for each in scores.models for name in each.reasons} - {"correct"})
    rows = [
        [each.model, count(each.accepted), *(count(each.reasons.get(name, 0)) for name in names), count(each.missing)]
        for each in scores.models
    ]
    heads = ["model", "accepted", *(name.replace("_", " ") for name in names), "missing"]
    return [table("Responses by verdict", heads, rows, numbers=range(1, len(heads)), sortable=False)]


def _items(scores: Scores) -> list[Node]:
    flat = scores.discrimination
    if flat.share is None:
        return [
            el("p", f"{flat.respondents} respondents (model and sample): too few to say which items tell models apart.")
        ]
    weak = [each for each in scores.item_scores if each.why or (each.discrimination or 0) < flat.threshold]
    rows = [
        [each.id, each.family, str(each.level), f"{each.accepted} of {each.respondents}",
         each.why if each.discrimination is None else f"{each.discrimination:+.2f}"]
        for each in sorted(weak, key=lambda each: (each.discrimination is None, each.discrimination or 0.0, each.id))
    ]  # fmt: skip
    heads = ["item", "family", "level", "solved by", "point-biserial"]
    some = f"The first {MOST_ITEMS} of them" if len(rows) > MOST_ITEMS else "They are"
    return [
        el(
            "p",
            f"Over {flat.respondents:,} respondents (model and sample) {_percent(flat.share)} of the items tell "
            f"nothing: {flat.below:,} have a corrected point-biserial correlation below {flat.threshold:g}, and "
            f"{flat.constant:,} were solved by all or by none.",
        ),
        *(
            [folded(some, table("Items that tell nothing", heads, rows[:MOST_ITEMS], numbers=(2, 3), sortable=False))]
            if rows
            else []
        ),
    ]


def _link(link: Link) -> list[Node]:
    about = (
        f"{link.anchors:,} anchors of {link.bases:,} base items are also in {link.older}, whose respondents reached "
        f"{_percent(link.older_accuracy)}."
    )
    if link.why:
        return [el("p", about), el("p", f"No link: {link.why}.", class_="note")]
    rows = [
        [each.model, "–" if each.shift is None else _logits(each.shift),
         "–" if each.accuracy is None else _interval_text(each.accuracy), each.why]
        for each in link.models
    ]  # fmt: skip
    heads = ["model", "better by, in logits", "accuracy on the older items", ""]
    return [el("p", about), table("On the older release's scale", heads, rows, numbers=(1, 2), sortable=False)]


# Numbers and their drawings.


def _share(found: Share | None) -> tuple[Cell, Cell]:
    if found is None:
        return "–", ""
    return _interval_text(found), _drawn(found.value, found.low, found.high, 0.0, 1.0)


def _drawn(value: float, low: float, high: float, least: float, most: float) -> Node:
    """An interval as a line with a dot at the figure; the cell beside it says the numbers."""

    def x(at: float) -> float:
        return 4 + (WIDTH - 8) * (min(max(at, least), most) - least) / (most - least)

    middle = HEIGHT / 2
    ticks = [least, (least + most) / 2, most]
    return el(
        "svg",
        *(el("line", class_="tick", x1=x(at), x2=x(at), y1=1, y2=HEIGHT - 1) for at in ticks),
        el("line", class_="span", x1=x(low), x2=x(high), y1=middle, y2=middle),
        *(el("line", class_="span", x1=x(at), x2=x(at), y1=middle - 3, y2=middle + 3) for at in (low, high)),
        el("circle", class_="dot", cx=x(value), cy=middle, r=3.5),
        class_="interval", viewBox=f"0 0 {WIDTH} {HEIGHT}", aria_hidden="true",
    )  # fmt: skip


def _scale(*ends: str) -> Node:
    return el("p", f"The drawings reach from {ends[0]} to {ends[-1]}; the middle line is {ends[1]}.", class_="scale")


def _interval_text(found: Share | Estimate) -> str:
    return f"{found.value:.1%} ({found.low:.1%} – {found.high:.1%})"


def _range(found: Estimate) -> str:
    return f"{_signed(found.value)} ({_signed(found.low)} … {_signed(found.high)})"


def _signed(value: float) -> str:
    return f"{100 * value + 0.0:+.1f}".replace("-", "−")


def _logits(found: Estimate) -> str:
    return f"{found.value:+.2f} ({found.low:+.2f} … {found.high:+.2f})".replace("-", "−")


def _verdict(found: Estimate) -> str:
    return "beyond chance" if found.low > 0 or found.high < 0 else ""


def _p(value: float) -> str:
    return "< 0.001" if value < 0.001 else f"{value:.3f}"


def _of(found: Share | None) -> str:
    return "–" if found is None else _interval_text(found)


def _percent(value: float) -> str:
    return f"{value:.1%}"


def _points(value: float) -> str:
    return f"{100 * value:.1f} points"
