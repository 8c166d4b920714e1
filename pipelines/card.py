"""The dataset card: a README.md with Hugging Face front matter, written from the manifest alone."""

from __future__ import annotations

import yaml

from pipelines.accounts import added
from pipelines.assay import Tally, bounds
from schemas import Recipe, Release
from schemas.arrow import VIEWS
from schemas.release import PackReport, SolverReport

_ABOUT = {
    "default": "accepted solutions as chat `messages`, for supervised fine-tuning",
    "rl": "prompts with their checks, in the fields of verl and TRL, for reinforcement learning",
    "problems": "the problems themselves: formal parameters, check, worked reference, origin",
    "rejected": "solutions that a checker rejected, with the reason and the evidence",
    "undecided": "solutions that could not be decided (cut off, out of time or memory), with the reason: not wrong",
    "preference": "an accepted and a rejected solution of the same problem, with why, in TRL's fields",
    "rollouts": "every sample with its verdict, tokens and finish reason, for verifier and process-reward training",
}
_SIZES = (
    (1_000, "n<1K"),
    (10_000, "1K<n<10K"),
    (100_000, "10K<n<100K"),
    (1_000_000, "100K<n<1M"),
    (10_000_000, "1M<n<10M"),
)


def card(manifest: Release, recipe: Recipe) -> str:
    """The card's text."""
    return f"---\n{_front_matter(manifest, recipe)}---\n\n{_body(manifest, recipe)}"


def _rows(manifest: Release) -> dict[str, dict[str, int]]:
    """Rows by view and split, views in their fixed order."""
    rows: dict[str, dict[str, int]] = {}
    for view in VIEWS:
        for file in manifest.files:
            if file.config == view and file.split is not None:
                splits = rows.setdefault(view, {})
                splits[file.split] = splits.get(file.split, 0) + (file.rows or 0)
    return rows


def _front_matter(manifest: Release, recipe: Recipe) -> str:
    rows = _rows(manifest)
    total = sum(rows.get("default", {}).values())
    size = next((name for bound, name in _SIZES if total < bound), "n>10M")
    configs = [
        {
            "config_name": view,
            **({"default": True} if view == "default" else {}),
            "data_files": [
                {"split": split, "path": f"{'data' if view == 'default' else view}/{split}-*.parquet"}
                for split in splits
            ],
        }
        for view, splits in rows.items()
    ]
    domains = sorted({family.family.partition("/")[0] for family in manifest.families})
    matter = {
        "pretty_name": recipe.name,
        "license": recipe.license,
        "language": [recipe.language],
        "size_categories": [size],
        "task_categories": ["text-generation"],
        "annotations_creators": ["machine-generated"],
        "source_datasets": ["original"],
        "tags": ["synthetic", "provender", "rlvr", "verified", *domains],
        "configs": configs,
    }
    return yaml.safe_dump(matter, sort_keys=False, allow_unicode=True)


def _body(manifest: Release, recipe: Recipe) -> str:
    rows = _rows(manifest)
    parts = [f"# {recipe.name}", ""]
    if recipe.description:
        parts += [recipe.description.strip(), ""]
    parts += [
        "Problems expanded from seed families and templates, solved, and kept only where an exact checker accepted the",
        "solution. Every row carries its check and the checker's evidence, so anyone can decide it again, offline.",
        "",
        "## What is in it",
        "",
        "| config | rows by split | |",
        "|---|---|---|",
    ]
    parts += [
        f"| `{view}` | {', '.join(f'{split} {count:,}' for split, count in splits.items())} | {_ABOUT[view]} |"
        for view, splits in rows.items()
    ]
    parts += [
        "",
        "```python",
        "import datasets",
        "",
        'rows = datasets.load_dataset("path/to/this/folder", "default")',
        "```",
    ]
    parts += [
        "",
        "Prove every row again, without a model and without a network:",
        "",
        "```",
        "provender verify path/to/this/folder",
        "```",
    ]
    parts += [
        "",
        "## Families",
        "",
        "| family | level | problems | draws | repeats among draws | accepted | rejected | undecided |",
        "|---|--:|--:|--:|--:|--:|--:|--:|",
    ]
    parts += [
        f"| {each.family} v{each.version} | {each.level} | {each.problems:,} | {each.draws:,} "
        f"| {each.duplicate_rate:.2%} | {each.accepted:,} | {each.rejected:,} | {each.undecided:,} |"
        for each in manifest.families
    ]
    parts += [
        "",
        "Repeats are draws of a problem that was there already (same fingerprint); none is published twice.",
        "",
    ]
    parts += _solvers(manifest)
    parts += _controls(manifest)
    parts += _assays(manifest)
    parts += _packs(manifest, recipe)
    parts += ["## Books", "", "| stage | rows in | rows out | dead | dropped |", "|---|--:|--:|---|---|"]
    parts += [
        f"| {each.stage} | {each.rows_in:,} | {each.rows_out:,} | {_counted(each.dead)} | {_counted(each.dropped)} |"
        for each in manifest.stages
    ]
    parts += ["", "## How it was made", ""]
    parts += [
        f"Recipe: `recipe.yaml`, seed {manifest.seed}. Engines: "
        + ", ".join(f"{name} (`{fingerprint}`)" for name, fingerprint in manifest.engines.items())
        + ".",
        f"Versions: {', '.join(f'{name} {version}' for name, version in manifest.versions.items())}.",
        f"Checkers: {', '.join(f'{name} v{version}' for name, version in manifest.checkers.items())}.",
        "The same recipe and the same completions give the same bytes; `manifest.json` has the SHA-256 of every file.",
        "",
        "## Limits",
        "",
        "English only. Problems are synthetic: wording comes from a fixed stock of skeletons. A check proves the final",
        "answer (or the program's behaviour on hidden tests), not every step of the solution's text.",
        "",
    ]
    return "\n".join(parts)


def _solvers(manifest: Release) -> list[str]:
    """A table per engine and style: a line per family, all levels together."""
    groups: dict[tuple[str, str], dict[str, list[SolverReport]]] = {}
    for each in manifest.solvers:
        groups.setdefault((each.engine, each.style), {}).setdefault(each.family, []).append(each)
    parts = ["## Samples", ""]
    for (engine, style), families in groups.items():
        reports = [added(reports) for reports in families.values()]
        most = max((int(k) for each in reports for k in each.pass_at), default=1)
        parts += [
            f"Engine `{engine}`, style {style}:",
            "",
            f"| family | samples | accepted | pass@1 | {f'pass@{most} | ' if most > 1 else ''}rejected | undecided "
            "| prompt tokens | completion tokens | tokens per accepted | engine seconds per accepted "
            "| wall seconds per accepted |",
            "|---|--:|--:|--:|" + ("--:|" if most > 1 else "") + "---|---|--:|--:|--:|--:|--:|",
        ]
        parts += [_solver(each, most) for each in [*reports, *([added(reports)] if len(reports) > 1 else [])]]
        parts.append("")
    return [
        *parts,
        "pass@k is the unbiased estimate from the first round's samples; an undecided sample counts as not accepted.",
        "Levels and all reasons are in `manifest.json`.",
        "",
    ]


def _solver(report: SolverReport, most: int) -> str:
    def per(amount: float, digits: int) -> str:
        return f"{amount / report.accepted:,.{digits}f}" if report.accepted else "-"

    tokens = report.prompt_tokens + report.completion_tokens
    shown = (1, most) if most > 1 else (1,)
    cells = [
        report.family,
        f"{report.samples:,}",
        f"{report.accepted / report.samples:.1%}",
        *(f"{report.pass_at[str(k)]:.1%}" if str(k) in report.pass_at else "-" for k in shown),
        _counted(report.rejected),
        _counted(report.undecided),
        f"{report.prompt_tokens:,}",
        f"{report.completion_tokens:,}",
        per(tokens, 0),
        per(report.engine_seconds, 3),
        per(report.wall_seconds, 3),
    ]
    return f"| {' | '.join(cells)} |"


def _controls(manifest: Release) -> list[str]:
    total = sum(manifest.controls.values())
    if not total:
        return []
    accepted = manifest.controls.get("accepted", 0)
    undecided = manifest.controls.get("undecided", 0)
    return [
        "## The checkers on known-wrong answers",
        "",
        f"Beside each solution the checkers got another problem's solution. Of {total:,} such controls they accepted "
        f"{accepted:,} and left {undecided:,} undecided.",
        "",
    ]


def _assays(manifest: Release) -> list[str]:
    if not manifest.assays:
        return []
    parts = [
        "## The checkers' measured errors",
        "",
        "Before anything was solved, the checkers got known answers to problems of this release: right ones in many "
        "writings, and wrong ones of many kinds. *At most* is the upper end of the 95 % confidence interval "
        "(Clopper-Pearson). *Mutants* are golds of programming tasks with one place changed: those that pass the "
        "hidden tests do the same or are taken for right.",
        "",
        "| family | level | checker | right answers | refused | at most | wrong ones | accepted | at most | mutants |",
        "|---|--:|---|--:|--:|--:|--:|--:|--:|--:|",
    ]
    for each in manifest.assays:
        rejects, accepts = Tally(each.right, each.false_rejects), Tally(each.wrong, each.false_accepts)
        parts.append(
            f"| {each.family} | {each.level} | {each.checker} | {each.right:,} | {each.false_rejects:,} "
            f"| {bounds(rejects)[1]:.1%} | {each.wrong:,} | {each.false_accepts:,} | {bounds(accepts)[1]:.1%} "
            f"| {f'{each.mutants_accepted} of {each.mutants}' if each.mutants else ''} |"
        )
    return [*parts, ""]


def _packs(manifest: Release, recipe: Recipe) -> list[str]:
    parts = ["## Decontamination", ""]
    if not manifest.packs:
        return [*parts, "The problems were not compared with any benchmark.", ""]
    threshold = recipe.curation.decontamination.threshold
    parts += [
        "Every problem was compared with fingerprints of these benchmarks; one that shares "
        f"{threshold:.0%} of an item's skeleton (the text without numbers and names), 13 tokens in a row or all its "
        "numbers and most of its words was dropped.",
        "",
        "| pack | benchmarks | items | problems dropped |",
        "|---|---|--:|--:|",
    ]
    parts += [
        f"| `{each.pack}` | {', '.join(each.benchmarks)} | {each.items:,} | {each.contaminated:,} |"
        for each in manifest.packs
    ]
    return [*parts, "", *(line for each in manifest.packs for line in _probe(each))]


def _probe(report: PackReport) -> list[str]:
    """How well a pack finds what was planted, as it was measured when the pack was built."""
    if report.probe is None:
        return [f"What `{report.pack}` finds was not measured.", ""]
    parts = [
        f"What `{report.pack}` finds, measured when it was built: its own items, changed by rule, were put to it at a "
        f"threshold of {report.probe.threshold:.0%}. Of {report.probe.clean:,} {report.probe.clean_from} "
        f"{report.probe.false_alarms:,} were taken for items: false alarms, or texts that ask what an item asks.",
        "",
        "| planted | rows | caught | recall | right item |",
        "|---|--:|--:|--:|--:|",
    ]
    parts += [
        f"| {each.kind} | {each.planted:,} | {each.caught:,} | {each.caught / each.planted:.1%} "
        f"| {each.named / each.planted:.1%} |"
        for each in report.probe.recalls
        if each.planted
    ]
    return [*parts, "", "A paraphrase in other words and a translation are not caught.", ""]


def _counted(counts: dict[str, int]) -> str:
    return ", ".join(f"{name} {count:,}" for name, count in counts.items()) or "-"
