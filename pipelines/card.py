"""The dataset card: a README.md with Hugging Face front matter, written from the manifest and the data's own facts."""

from __future__ import annotations

import re

import yaml

from pipelines.accounts import added
from pipelines.assay import Tally, bounds
from pipelines.card_facts import BINS, Facts
from schemas import Recipe, Release
from schemas.arrow import VIEWS
from schemas.release import PackProbe, PackReport, SolverReport

_ABOUT = {
    "default": "accepted solutions as chat `messages`, for supervised fine-tuning",
    "completion": "the same solutions of one turn as two texts, `prompt` and `completion`",
    "rl": "prompts with their checks, in the fields of verl and TRL, for reinforcement learning",
    "problems": "the problems themselves: formal parameters, check, worked reference, origin",
    "rejected": "solutions that a checker rejected, with the reason and the evidence",
    "undecided": "solutions that could not be decided (cut off, out of time or memory), with the reason: not wrong",
    "preference": "an accepted and a rejected solution of the same problem, with why, in TRL's fields",
    "process": "steps of solutions with a label each, for process supervision, in TRL's fields",
    "tool": "solutions that ran programs, as messages with tool calls",
    "rollouts": "every sample with its verdict, tokens and finish reason, for verifier and process-reward training",
    "dropped": "what was left out, with why: repeats, what is near to another problem or a benchmark, spare solutions",
}
_SIZES = (
    (1_000, "n<1K"),
    (10_000, "1K<n<10K"),
    (100_000, "10K<n<100K"),
    (1_000_000, "100K<n<1M"),
    (10_000_000, "1M<n<10M"),
)


HISTOGRAM = "difficulty.png"


def card(manifest: Release, recipe: Recipe, facts: Facts) -> str:
    """The card's text; it shows the picture `HISTOGRAM` beside it where a difficulty was measured."""
    return f"---\n{_front_matter(manifest, recipe, facts)}---\n\n{_body(manifest, recipe, facts)}"


def _rows(manifest: Release) -> dict[str, dict[str, int]]:
    """Rows by view and split, views in their fixed order."""
    rows: dict[str, dict[str, int]] = {}
    for view in VIEWS:
        for file in manifest.files:
            if file.config == view and file.split is not None:
                splits = rows.setdefault(view, {})
                splits[file.split] = splits.get(file.split, 0) + (file.rows or 0)
    return rows


def _front_matter(manifest: Release, recipe: Recipe, facts: Facts) -> str:
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
        "dataset_info": facts.info,
    }
    return yaml.safe_dump(matter, sort_keys=False, allow_unicode=True)


def _body(manifest: Release, recipe: Recipe, facts: Facts) -> str:
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
        "",
        "`report.html` shows all figures, and the rows with prompt, solution, verdict and certificate, in any browser.",
    ]
    parts += ["", *_samples(facts), *_funnel(manifest)]
    parts += [
        "## Families",
        "",
        "| family | level | problems | draws | repeats | near a benchmark | near another | accepted | rejected "
        "| undecided | rows |",
        "|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|",
    ]
    parts += [
        f"| {each.family} v{each.version} | {each.level} | {each.problems:,} | {each.draws:,} "
        f"| {each.duplicate_rate:.2%} | {each.contaminated:,} | {each.near:,} | {each.accepted:,} | {each.rejected:,} "
        f"| {each.undecided:,} | {each.rows:,} |"
        for each in manifest.families
    ]
    parts += [
        "",
        "Repeats are draws of a problem that was there already (same fingerprint); none is published twice.",
        "",
    ]
    parts += _difficulty(facts)
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
        "answer (or the program's behaviour on hidden tests), not every step of the solution's text. Labels in",
        "`process` are proofs only where their method is `symbolic`. What is called clean is clean of the named",
        "benchmarks as far as the recall above goes, not of what a model saw in its pretraining.",
        "",
    ]
    return "\n".join(parts)


def _samples(facts: Facts) -> list[str]:
    """A few rows as they are. What a model wrote stands in fences longer than any in it, so that it stays text."""
    if not facts.samples:
        return []
    parts = ["## Some rows", ""]
    for row in facts.samples:
        texts = [(message["role"], message["content"]) for message in row["messages"] if message["role"] != "system"]
        parts += [f"{row['family']}, level {row['level']}, answer read as `{_inline(row['answer'])}`:", ""]
        for role, text in texts:
            fence = "`" * max(3, 1 + max((len(run) for run in _TICKS.findall(text)), default=0))
            parts += [f"*{role}*", "", f"{fence}text", _cut(text), fence, ""]
    return parts


_TICKS = re.compile("`+")
_SHOWN = 1500  # characters of a text


def _cut(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}\n… ({len(text) - _SHOWN:,} characters more)"


def _inline(text: str) -> str:
    return " ".join(text.replace("`", "'").split())[:120]


def _funnel(manifest: Release) -> list[str]:
    """What was left after every stage."""
    books = {each.stage: each for each in manifest.stages}
    samples = [(each.accepted, each.rejected, each.undecided) for each in manifest.families]
    rows = [
        ("draws", books["expand"].rows_in, "asked of the families, in all rounds"),
        ("problems", books["expand"].rows_out, "made of them"),
        ("distinct", books["unique"].rows_out, "of different fingerprints"),
        ("clean", books["decontaminate"].rows_out, "not too near to a benchmark"),
        ("apart", books["deduplicate"].rows_out, "not too near to one of another family"),
        ("proven", sum(each.problems for each in manifest.families), "whose check was met by a solution: `problems`"),
        ("selected", books["select"].rows_out, "by the recipe's caps and shares: `rl`"),
        ("samples", sum(map(sum, samples)), "solutions asked for"),
        ("accepted", sum(accepted for accepted, _, _ in samples), "by the checkers"),
        ("rows", sum(each.rows for each in manifest.families), "of selected problems, different, in `default`"),
    ]
    parts = ["## From draws to rows", "", "| | | |", "|---|--:|---|"]
    return [*parts, *(f"| {name} | {count:,} | {told} |" for name, count, told in rows), ""]


def _difficulty(facts: Facts) -> list[str]:
    parts = ["## Difficulty", ""]
    if not facts.histogram:
        return [*parts, "No model was asked, so nothing was measured; `curriculum` orders the rows by level.", ""]
    size = 1 / BINS
    bins = [f"{place * size:.1f}-{(place + 1) * size:.1f}" for place in range(BINS)]
    parts += [
        "A problem's difficulty is the share of the first round's samples that were not accepted.",
        "",
        f"![Problems by difficulty]({HISTOGRAM})",
        "",
        f"| | {' | '.join(bins)} |",
        f"|---|{'--:|' * BINS}",
    ]
    parts += [
        f"| {domain} | {' | '.join(f'{count:,}' for count in counts)} |" for domain, counts in facts.histogram.items()
    ]
    return [*parts, ""]


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
        "numbers and most of its words was dropped, and where a pack knows solutions one whose program does the same.",
        "",
        "| pack | benchmarks | items | problems dropped |",
        "|---|---|--:|--:|",
    ]
    parts += [
        f"| `{each.pack}` | {', '.join(each.benchmarks)} | {each.items:,} | {each.contaminated:,} |"
        for each in manifest.packs
    ]
    parts += ["", *(line for each in manifest.packs for line in _embeddings(each))]
    if all(each.embedding_threshold is None for each in manifest.packs):
        parts += ["Vectors of the texts were not compared: what says the same in other words was not looked for.", ""]
    return [*parts, *(line for each in manifest.packs for line in _probe(each, each.probe, ""))]


def _embeddings(report: PackReport) -> list[str]:
    """What was done with a pack's vectors, and how well that finds what was planted."""
    about = report.embeddings
    if about is None or report.embedding_threshold is None:
        return []
    parts = [
        f"A problem was also dropped when it has the numbers of an item of `{report.pack}` and the cosine of their "
        f"vectors is {report.embedding_threshold:g} or more, by the model `{about.model}` "
        f"(SHA-256 {about.sha256[:16]}…, {about.dimension:,} dimensions).",
        "",
    ]
    if about.probe is None or about.threshold is None:
        return parts
    return [*parts, *_probe(report, about.probe, f" and, for vectors, of {about.threshold:g}")]


def _probe(report: PackReport, probe: PackProbe | None, more: str) -> list[str]:
    """How well a pack finds what was planted, as it was measured when the pack was built."""
    if probe is None:
        return [f"What `{report.pack}` finds was not measured.", ""]
    parts = [
        f"What `{report.pack}` finds{' with vectors' if more else ''}, measured when it was built: its own items, "
        f"changed by rule, were put to it at a threshold of {probe.threshold:.0%}{more}. Of {probe.clean:,} "
        f"{probe.clean_from} {probe.false_alarms:,} were taken for items: false alarms, or texts that ask what an item "
        "asks.",
        "",
        "| planted | rows | caught | recall | right item |",
        "|---|--:|--:|--:|--:|",
    ]
    parts += [
        f"| {each.kind} | {each.planted:,} | {each.caught:,} | {each.caught / each.planted:.1%} "
        f"| {each.named / each.planted:.1%} |"
        for each in probe.recalls
        if each.planted
    ]
    missed = "A paraphrase without the item's numbers" if more else "A paraphrase in other words"
    return [*parts, "", f"{missed} and a translation are not caught.", ""]


def _counted(counts: dict[str, int]) -> str:
    return ", ".join(f"{name} {count:,}" for name, count in counts.items()) or "-"
