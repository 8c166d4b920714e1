"""Scores as tables in a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from pipelines.evals.score.scores import Model, Scores
from pipelines.evals.score.statistics import Estimate, Share

MOST_NAMED = 5
MOST_ROWS = 40


def tell(scores: Scores, out: Console) -> None:
    """Print the scores for a person."""
    versions = f" of {scores.versions} versions" if scores.versions > 1 else ""
    _line(out, f"{scores.eval}: {scores.items:,} items, {scores.bases:,} base items{versions}; they tell differences "
               f"from {_points(scores.distinguishes)} at worst")  # fmt: skip
    if scores.unknown:
        _line(out, f"{scores.unknown:,} responses to items that this eval does not have were passed over")
    rows = [
        [
            each.model, _share(each.accuracy), _share(each.eacc), _excess(each), f"{each.undecided:,}",
            f"{each.missing:,}", _points(each.detectable),
        ]
        for each in scores.models
    ]  # fmt: skip
    heads = ["model", "accuracy", "EAcc", "gap beyond chance", "undecided", "missing", "detectable"]
    _table(out, "models, with 95 % intervals", heads, rows, {4, 5, 6})
    for each in scores.models:
        _notes(out, each)
    for by in ("tier", "domain", "level", "family", "anchor"):
        groups = [(each.model, group) for each in scores.models for group in each.groups if group.by == by]
        if len({group.name for _, group in groups}) > 1:
            _table(
                out, f"by {by}", [by, "model", "items", "accuracy", "EAcc", "undecided"],
                [
                    [group.name, model, f"{group.items:,}", _share(group.accuracy), _share(group.eacc),
                     f"{group.undecided:.1%}"]
                    for model, group in sorted(groups, key=lambda pair: _place(pair[1].name, groups))
                ],
                {2, 5},
            )  # fmt: skip
    differences = [
        [
            each.model,
            f"{found.of} − {found.minus}".replace("_", " "),
            _estimate(found.accuracy),
            _beyond(found.accuracy),
        ]
        for each in scores.models
        for found in each.differences
    ]
    _table(out, "known against fresh, in points", ["model", "tiers", "difference", ""], differences)
    compared = [
        [
            f"{each.first} − {each.second}",
            _estimate(each.difference),
            _points(each.detectable),
            _beyond(each.difference),
        ]
        for each in scores.comparisons
    ]
    _table(out, "models on the same items, in points", ["models", "difference", "detectable", ""], compared, {2})
    flat = scores.discrimination
    if flat.share is not None:
        told = f"{flat.share:.1%} of the items tell nothing: {flat.below:,} with a point-biserial correlation below "
        told += f"{flat.threshold:g}, {flat.constant:,} solved by all or by none of {flat.respondents:,} respondents"
        _line(out, told)
    _link(out, scores)


def _notes(out: Console, each: Model) -> None:
    if each.unanswered:
        named = ", ".join(each.unanswered_ids[:MOST_NAMED])
        more = f" and {each.unanswered - MOST_NAMED:,} more" if each.unanswered > MOST_NAMED else ""
        _line(out, f"{each.model}: no response to {each.unanswered:,} items: {named}{more}")
    if each.alike:
        _line(out, f"{each.model}: all samples of every item are the same text and count as one")
    if each.equality is not None and each.equality.p < 0.05:
        rates = ", ".join(f"v{number} {found.value:.1%}" for number, found in enumerate(each.versions, 1))
        _line(out, f"{each.model}: versions are not solved alike often (p {_p(each.equality.p)}): {rates}")


def _link(out: Console, scores: Scores) -> None:
    if scores.link is None:
        return
    link = scores.link
    if link.why:
        _line(out, f"no link to {link.older}: {link.why}")
        return
    rows = [
        [each.model, "-" if each.shift is None else f"{each.shift.value:+.2f} ({each.shift.low:+.2f} … "
         f"{each.shift.high:+.2f})", "-" if each.accuracy is None else _share(each.accuracy), each.why]
        for each in link.models
    ]  # fmt: skip
    _table(out, f"on the scale of {link.older} ({link.older_accuracy:.1%}), by {link.anchors:,} anchors",
           ["model", "logits", "accuracy", ""], rows)  # fmt: skip


def _excess(each: Model) -> str:
    return "-" if each.gap is None else _estimate(each.gap.excess)


def _place(name: str, groups: Sequence[tuple[str, object]]) -> int:
    """Where the name comes first: groups are in a good order in each model."""
    return next(place for place, (_, group) in enumerate(groups) if getattr(group, "name", "") == name)


def _table(
    out: Console, title: str, heads: Sequence[str], rows: Sequence[Sequence[str]], numbers: Iterable[int] = ()
) -> None:
    if not rows:
        return
    right = set(numbers)
    table = Table(title=title, title_justify="left", box=None, pad_edge=False)
    for place, head in enumerate(heads):
        table.add_column(head, justify="right" if place in right else "left", overflow="fold")
    for row in rows[:MOST_ROWS]:
        table.add_row(*map(_text, row))
    out.print(table)
    if len(rows) > MOST_ROWS:
        _line(out, f"  … and {len(rows) - MOST_ROWS:,} more (--json, --html)")


def _text(text: str) -> Text:
    """Text as it is: no markup, and nothing that a terminal would obey."""
    return Text("".join(each if each.isprintable() else f"\\x{ord(each):02x}" for each in text))


def _line(out: Console, text: str) -> None:
    out.print(_text(text))


def _share(found: Share | Estimate | None) -> str:
    return "-" if found is None else f"{found.value:.1%} ({found.low:.1%} – {found.high:.1%})"


def _estimate(found: Estimate) -> str:
    return f"{100 * found.value:+.1f} ({100 * found.low:+.1f} … {100 * found.high:+.1f})"


def _beyond(found: Estimate) -> str:
    return "beyond chance" if found.low > 0 or found.high < 0 else ""


def _p(value: float) -> str:
    return "< 0.001" if value < 0.001 else f"= {value:.3f}"


def _points(value: float) -> str:
    return f"{100 * value:.1f} points"
