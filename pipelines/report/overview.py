"""The report's figures of a release, from its manifest alone: funnel, acceptance, coverage, cost, reasons, checkers."""

from __future__ import annotations

from collections.abc import Iterable

from pipelines.accounts import added
from pipelines.assay import Tally, bounds
from pipelines.report.figures import Cell, bar, count, curves, folded, heat, link, share, table
from pipelines.report.markup import Node, el
from pipelines.report.rows import Browsed
from pipelines.shards import merged
from schemas import Recipe, Release
from schemas.release import PackReport, SolverReport

# What the stages between drawing and solving leave, in words; a stage that is not named here goes by its own name.
_LEFT = {
    "expand": "made into problems",
    "unique": "distinct",
    "decontaminate": "clean of benchmarks",
    "deduplicate": "unlike any other",
}
_SLOWEST = 15


def overview(manifest: Release, recipe: Recipe, browsed: Browsed) -> list[Node]:
    """The sections, in the page's order."""
    groups = _by_engine(manifest)
    sections = [
        ("funnel", "From draws to rows", _funnel(manifest)),
        ("acceptance", "Acceptance by family and level", _acceptance(manifest, groups)),
        ("coverage", "Coverage: pass@k", _coverage(manifest, groups)),
        ("cost", "Cost of an accepted row", _cost(manifest, groups)),
        ("reasons", "Why samples were not accepted", _reasons(manifest)),
        ("slowest", "Where the time went", _slowest(manifest)),
        ("checkers", "The checkers' measured errors", _checkers(manifest)),
        ("decontamination", "Decontamination", _decontamination(manifest, recipe)),
        ("making", "Books and versions", _making(manifest)),
    ]
    return [
        _summary(manifest, recipe, browsed),
        *(
            el("section", el("h2", title, id=f"{name}-h"), *content, id=name, aria_labelledby=f"{name}-h")
            for name, title, content in sections
        ),
    ]


def contents() -> list[tuple[str, str]]:
    """The sections' ids with short names, for the page's own table of contents."""
    return [
        ("funnel", "Funnel"), ("acceptance", "Acceptance"), ("coverage", "pass@k"), ("cost", "Cost"),
        ("reasons", "Reasons"), ("slowest", "Time"), ("checkers", "Checkers"),
        ("decontamination", "Decontamination"), ("making", "Books"),
    ]  # fmt: skip


def _is_model(manifest: Release, engine: str) -> bool:
    return not manifest.engines.get(engine, "").startswith("reference-")


def _by_engine(manifest: Release) -> dict[tuple[str, str], list[SolverReport]]:
    """The solvers' reports by engine and style, models first."""
    groups: dict[tuple[str, str], list[SolverReport]] = {}
    for each in sorted(manifest.solvers, key=lambda each: not _is_model(manifest, each.engine)):
        groups.setdefault((each.engine, each.style), []).append(each)
    return groups


def _by_family(reports: Iterable[SolverReport]) -> dict[str, list[SolverReport]]:
    families: dict[str, list[SolverReport]] = {}
    for each in reports:
        families.setdefault(each.family, []).append(each)
    return families


def _rows_in(manifest: Release, view: str) -> int:
    return sum(file.rows or 0 for file in manifest.files if file.config == view)


def _summary(manifest: Release, recipe: Recipe, browsed: Browsed) -> Node:
    samples = sum(each.samples for each in manifest.solvers)
    accepted = sum(each.accepted for each in manifest.solvers)
    models = [each for each in manifest.solvers if _is_model(manifest, each.engine)]
    tokens = sum(each.prompt_tokens + each.completion_tokens for each in models)
    by_models = sum(each.accepted for each in models)
    figures = [
        (count(_rows_in(manifest, "problems")), "problems published"),
        (count(_rows_in(manifest, "default")), "accepted rows published"),
        (count(samples), "samples"),
        (share(accepted, samples), "of all samples accepted"),
    ]
    if models:
        asked = sum(each.samples for each in models)
        figures.append((share(by_models, asked), "of models' samples accepted"))
        figures.append((count(tokens / by_models) if by_models else "–", "model tokens per accepted row"))
    if sum(manifest.controls.values()):
        wrong = f"known-wrong answers accepted, of {sum(manifest.controls.values()):,}"
        figures.append((count(manifest.controls.get("accepted", 0)), wrong))
    return el(
        "section",
        *([el("p", recipe.description.strip(), class_="lead")] if recipe.description.strip() else []),
        el("dl", *(el("div", el("dt", name), el("dd", figure)) for figure, name in figures), class_="cards"),
        _absences(manifest, browsed),
        id="summary", aria_label="At a glance",
    )  # fmt: skip


def _absences(manifest: Release, browsed: Browsed) -> Node | None:
    """What one might look for and not find."""
    there = {file.config for file in manifest.files}
    missing = [view for view in ("default", "rejected", "undecided", "preference", "rollouts") if view not in there]
    said = [f"The release has no rows in {', '.join(missing)}."] if missing else []
    total = sum(browsed.totals.values())
    if not total:
        said.append("There are no rows to browse.")
    elif browsed.shown < total:
        said.append(
            f"Of {total:,} rows {browsed.shown:,} can be browsed here: a sample that is chosen by hash, in which every "
            "family, level and verdict has its share and at least a few rows. The figures are of all rows."
        )
    if browsed.too_long:
        said.append(f"{browsed.too_long:,} rows are left out of it because their texts are too long for a page.")
    return el("p", " ".join(said), class_="note") if said else None


def _funnel(manifest: Release) -> list[Node]:
    books = {each.stage: each for each in manifest.stages}
    draws = sum(each.draws for each in manifest.families)
    problems: list[tuple[str, int, str]] = [("draws", draws, "")]
    later = ("plan", "solve", "verify", "curate", "select", "publish")
    before = [each for each in manifest.stages if each.stage not in later]
    for each in before:
        lost = merged([each.dead, each.dropped])
        problems.append((_LEFT.get(each.stage, each.stage), each.rows_out, _counted(lost)))
    if "publish" in books:
        published = _rows_in(manifest, "problems")
        unproven = problems[-1][1] - published
        problems.append(("proven and published", published, _counted({"unproven": unproven} if unproven > 0 else {})))
    if "select" in books:
        chosen = books["select"]
        problems.append(("selected for training", chosen.rows_out, _counted(chosen.dropped)))
    samples = sum(each.samples for each in manifest.solvers)
    accepted = sum(each.accepted for each in manifest.solvers)
    rejected = sum(sum(each.rejected.values()) for each in manifest.solvers)
    undecided = sum(sum(each.undecided.values()) for each in manifest.solvers)
    solutions = [
        ("samples", samples, ""),
        ("accepted", accepted, _counted({"rejected": rejected, "undecided": undecided})),
    ]
    published = _rows_in(manifest, "default")
    kept = accepted - published
    solutions.append(
        (
            "published",
            published,
            _counted({"spare, or of no selected problem": kept} if kept > 0 else {}),
        )
    )
    lines: list[Node] = [_steps("Problems", problems)]
    if samples:
        lines.append(_steps("Solutions", solutions))
    else:
        lines.append(el("p", "No solution was asked for.", class_="note"))
    return lines


def _steps(name: str, steps: list[tuple[str, int, str]]) -> Node:
    most = max((number for _, number, _ in steps), default=0)
    return table(
        name,
        ("step", "", "left", "of the first", "lost"),
        [(step, bar(number, most), count(number), share(number, steps[0][1]), lost) for step, number, lost in steps],
        numbers=(2, 3),
        sortable=False,
        kind="bars",
    )


def _counted(counts: dict[str, int]) -> str:
    return ", ".join(f"{name.replace('_', ' ')} {number:,}" for name, number in counts.items() if number)


def _acceptance(manifest: Release, groups: dict[tuple[str, str], list[SolverReport]]) -> list[Node]:
    if not groups:
        return [el("p", "No solution was asked for.", class_="note")]
    parts: list[Node] = []
    models = any(_is_model(manifest, engine) for engine, _ in groups)
    for (engine, style), reports in groups.items():
        levels = sorted({each.level for each in reports})
        rows = [
            (
                link(family, family=family, engine=engine),
                {each.level: (each.accepted, each.samples) for each in of},
                {"family": family, "engine": engine},
            )
            for family, of in _by_family(reports).items()
        ]
        name = f"{engine}, {style.replace('_', ' ')}"
        shown = heat(f"Share of samples accepted: {name}", levels, rows)
        if models and not _is_model(manifest, engine):
            parts.append(folded(f"{name}: the programs' own solutions", shown))
        else:
            parts.append(shown)
    return [el("p", "A cell leads to its rows. An undecided sample counts as not accepted."), *parts]


def _coverage(manifest: Release, groups: dict[tuple[str, str], list[SolverReport]]) -> list[Node]:
    models = {key: reports for key, reports in groups.items() if _is_model(manifest, key[0])}
    if not models:
        return [el("p", "No model was asked: the solutions are the programs' own.", class_="note")]
    names = {key: f"{key[0]}, {key[1].replace('_', ' ')}" for key in models}
    lines = {key: _by_family(reports) for key, reports in models.items()}
    families = list(dict.fromkeys(family for of in lines.values() for family in of))
    panels = [("all families", [(names[key], added(reports)) for key, reports in models.items()])]
    panels += [
        (family, [(names[key], added(of[family])) for key, of in lines.items() if family in of]) for family in families
    ]
    legend = el(
        "ul",
        *(el("li", el("span", class_=f"key c{i % 6}"), name) for i, name in enumerate(names.values())),
        class_="legend",
    )
    most = sorted({int(k) for reports in models.values() for each in reports for k in each.pass_at})
    rows = [
        (
            family, names[key], str(each.level), count(each.problems),
            *(f"{each.pass_at[str(k)]:.1%}" if str(k) in each.pass_at else "–" for k in most),
        )
        for key, of in lines.items() for family, reports in of.items() for each in reports
    ]  # fmt: skip
    order = {name: place for place, name in enumerate(names.values())}
    return [
        el(
            "p",
            "The share of problems of which at least one in k samples is accepted: the unbiased estimate from the "
            "first round. Across, k doubles from tick to tick.",
        ),
        *([legend] if len(names) > 1 else [el("p", f"Engine and style: {next(iter(names.values()))}.")]),
        el("div", *(_panel(title, of, order) for title, of in panels), class_="panels"),
        folded(
            "As a table, by level",
            table(
                "pass@k by family and level",
                ("family", "engine", "level", "problems", *(f"pass@{k}" for k in most)),
                rows,
                numbers=range(2, 4 + len(most)),
            ),
        ),
    ]


def _panel(title: str, reports: list[tuple[str, SolverReport]], order: dict[str, int]) -> Node:
    """A chart with each engine in the colour that the legend gives it."""
    lines: list[tuple[str, dict[int, float]]] = [(name, {}) for name in order]
    for name, report in reports:
        lines[order[name]] = name, {int(k): value for k, value in report.pass_at.items()}
    return curves(title, lines)


def _cost(manifest: Release, groups: dict[tuple[str, str], list[SolverReport]]) -> list[Node]:
    rows = []
    for (engine, style), reports in groups.items():
        if _is_model(manifest, engine):
            rows += [(engine, style, added(of)) for of in _by_family(reports).values()]
    if not rows:
        return [el("p", "No model was asked, so nothing was spent on tokens.", class_="note")]

    def per(report: SolverReport, amount: float) -> float:
        return amount / report.accepted if report.accepted else -1.0

    def tokens(report: SolverReport) -> int:
        return report.prompt_tokens + report.completion_tokens

    rows.sort(key=lambda row: (row[2].accepted > 0, -per(row[2], tokens(row[2])), row[2].family, row[0], row[1]))
    most = max(per(each, tokens(each)) for _, _, each in rows)
    several = len({(engine, style) for engine, style, _ in rows}) > 1
    cells: list[tuple[Cell, ...]] = [
        (
            link(each.family, family=each.family, engine=engine),
            *((f"{engine}, {style.replace('_', ' ')}",) if several else ()),
            bar(per(each, tokens(each)), most, "cost"),
            count(per(each, tokens(each))) if each.accepted else "none accepted",
            count(per(each, each.engine_seconds), 3) if each.accepted else "–",
            count(each.accepted),
            count(each.prompt_tokens),
            count(each.completion_tokens),
            count(each.engine_seconds, 1),
        )
        for engine, style, each in rows
    ]
    return [
        el("p", "What all samples of a family cost, divided by those that were accepted, the dearest first."),
        table(
            "Tokens and engine seconds per accepted sample",
            ("family", *(("engine",) if several else ()), "", "tokens per accepted", "engine s per accepted",
             "accepted", "prompt tokens", "completion tokens", "engine s"),
            cells,
            numbers=range(2 + several, 8 + several),
            kind="bars",
        ),
    ]  # fmt: skip


def _reasons(manifest: Release) -> list[Node]:
    tallies: dict[tuple[str, str], dict[str, int]] = {}
    for each in manifest.solvers:
        for verdict, counts in (("rejected", each.rejected), ("undecided", each.undecided)):
            for reason, number in counts.items():
                families = tallies.setdefault((verdict, reason), {})
                families[each.family] = families.get(each.family, 0) + number
    if not tallies:
        return [el("p", "Every sample was accepted.", class_="note")]
    total = sum(each.samples for each in manifest.solvers)
    order = sorted(tallies.items(), key=lambda entry: (-sum(entry[1].values()), entry[0]))
    most = sum(order[0][1].values())
    rows: list[tuple[Cell, ...]] = []
    for (verdict, reason), families in order:
        number = sum(families.values())
        first = sorted(families.items(), key=lambda entry: (-entry[1], entry[0]))
        named = ", ".join(f"{family} {of:,}" for family, of in first[:3])
        rows.append(
            (
                link(reason.replace("_", " "), reason=reason, verdict=verdict), verdict, bar(number, most, verdict),
                count(number), share(number, total), named + (f", {len(first) - 3} more" if len(first) > 3 else ""),
            )
        )  # fmt: skip
    by_family: list[tuple[Cell, ...]] = [
        (link(family, family=family, reason=reason), reason.replace("_", " "), verdict, count(number))
        for (verdict, reason), families in order
        for family, number in sorted(families.items(), key=lambda entry: (-entry[1], entry[0]))
    ]
    return [
        el("p", "Rejected: the checker proved the answer wrong or could not find one. Undecided is not wrong."),
        table(
            "Samples by reason",
            ("reason", "verdict", "", "samples", "of all", "most in"),
            rows,
            numbers=(3, 4),
            kind="bars",
        ),
        folded(
            "By family",
            table("Reasons by family", ("family", "reason", "verdict", "samples"), by_family, numbers=(3,)),
        ),
    ]


def _slowest(manifest: Release) -> list[Node]:
    families = [added(of) for of in _by_family(manifest.solvers).values()]
    families = [each for each in families if each.engine_seconds or each.wall_seconds]
    if not families:
        return [el("p", "No engine's time was booked.", class_="note")]
    families.sort(key=lambda each: (-each.engine_seconds, -each.wall_seconds, each.family))
    most = families[0].engine_seconds
    rows: list[tuple[Cell, ...]] = [
        (
            link(each.family, family=each.family), bar(each.engine_seconds, most, "cost"),
            count(each.engine_seconds, 1), count(each.wall_seconds, 1), count(each.samples),
            count(1000 * each.engine_seconds / each.samples, 1) if each.samples else "–",
        )
        for each in families
    ]  # fmt: skip

    def slowest(what: str, some: list[tuple[Cell, ...]]) -> Node:
        heads = ("family", "", "engine s", "wall s", "samples", "engine ms per sample")
        return table(what, heads, some, numbers=range(2, 6), kind="bars")

    parts = [slowest("Families by the engines' time", rows[:_SLOWEST])]
    if len(rows) > _SLOWEST:
        parts.append(folded(f"{len(rows) - _SLOWEST} more", slowest("The other families", rows[_SLOWEST:])))
    told = "Seconds as they were stored with the completions: an engine's own, shared among a batch, and the wall's."
    return [el("p", told), *parts]


def _checkers(manifest: Release) -> list[Node]:
    parts: list[Node] = []
    controls = sum(manifest.controls.values())
    if controls:
        accepted, undecided = (manifest.controls.get(name, 0) for name in ("accepted", "undecided"))
        parts.append(
            el(
                "p",
                f"Beside each solution the checkers got another problem's: of {controls:,} such known-wrong answers "
                f"{accepted:,} were accepted and {undecided:,} left undecided.",
            )
        )
    if not manifest.assays:
        return [*parts, el("p", "The checkers' errors were not measured in this build.", class_="note")]
    families: dict[tuple[str, str], list[int]] = {}
    missed: dict[str, int] = {}
    for each in manifest.assays:
        sums = families.setdefault((each.family, each.checker), [0] * 6)
        told = (each.right, each.false_rejects, each.wrong, each.false_accepts, each.mutants, each.mutants_accepted)
        for place, number in enumerate(told):
            sums[place] += number
        missed = merged([missed, each.missed])
    totals = [sum(sums[i] for sums in families.values()) for i in range(6)]
    named: list[tuple[str, str, list[int]]] = [("all families", "", totals)] if len(families) > 1 else []
    named += [(family, checker, sums) for (family, checker), sums in families.items()]
    rows = [(family, checker, *_errors(sums)) for family, checker, sums in named]
    heads = (
        "family", "checker", "right answers", "refused", "at most", "wrong answers", "accepted", "at most",
        "mutants passed",
    )  # fmt: skip
    by_level = [
        (
            f"{each.family}, level {each.level}", each.checker,
            *_errors([each.right, each.false_rejects, each.wrong, each.false_accepts, each.mutants,
                      each.mutants_accepted]),
        )
        for each in manifest.assays
        if each.false_rejects or each.false_accepts or each.mutants_accepted
    ]  # fmt: skip
    parts += [
        el(
            "p",
            "Before anything was solved the checkers got known answers: right ones in many writings, wrong ones of "
            "many kinds. “At most” is the upper end of the 95 % confidence interval (Clopper-Pearson). Mutants are "
            "golds of programming tasks with one place changed; some of those that pass do the same as the gold.",
        ),
        table("Errors by family, all levels", heads, rows, numbers=range(2, 9)),
    ]
    if missed:
        parts.append(el("p", f"Decided falsely, by kind: {_counted(missed)}."))
    if by_level:
        parts.append(
            folded("Levels with an error or a passing mutant", table("By level", heads, by_level, numbers=range(2, 9)))
        )
    return parts


def _errors(sums: list[int]) -> tuple[str, ...]:
    right, rejects, wrong, accepts, mutants, passed = sums
    return (
        count(right), count(rejects), f"{bounds(Tally(right, rejects))[1]:.2%}" if right else "–",
        count(wrong), count(accepts), f"{bounds(Tally(wrong, accepts))[1]:.2%}" if wrong else "–",
        f"{passed:,} of {mutants:,}" if mutants else "–",
    )  # fmt: skip


def _decontamination(manifest: Release, recipe: Recipe) -> list[Node]:
    if not manifest.packs:
        return [el("p", "The problems were not compared with any benchmark.", class_="note")]
    threshold = recipe.curation.decontamination.threshold
    families = sorted(
        ((each.family, each.level, each.contaminated) for each in manifest.families if each.contaminated),
        key=lambda entry: (-entry[2], entry),
    )
    parts = [
        el(
            "p",
            f"A problem that shares {threshold:.0%} of a benchmark item's skeleton (the text without numbers and "
            "names), 13 tokens in a row, or all its numbers and most of its words was dropped before any was solved.",
        ),
        table(
            "Packs of fingerprints",
            ("pack", "benchmarks", "items", "problems dropped"),
            [
                (each.pack, ", ".join(each.benchmarks), count(each.items), count(each.contaminated))
                for each in manifest.packs
            ],
            numbers=(2, 3),
        ),
    ]
    for each in manifest.packs:
        parts += _probe(each)
        if each.embeddings is not None and each.embedding_threshold is not None:
            told = (
                f"Texts with the numbers of an item of {each.pack} were also compared by word vectors of the model "
                f"{each.embeddings.model}: a cosine of {each.embedding_threshold:g} or more was too near."
            )
            parts.append(el("p", told))
    if families:
        rows = [(family, str(level), count(number)) for family, level, number in families]
        parts.append(
            folded(
                "By family", table("Problems dropped", ("family", "level", "problems dropped"), rows, numbers=(1, 2))
            )
        )
    return parts


def _probe(pack: PackReport) -> list[Node]:
    """How well a pack finds what was planted."""
    probe = pack.probe
    if probe is None:
        return [el("p", f"What {pack.pack} finds was not measured.", class_="note")]
    told = (
        f"What {pack.pack} finds was measured when it was built, at a threshold of {probe.threshold:.0%}: of "
        f"{probe.clean:,} {probe.clean_from} {probe.false_alarms:,} were taken for items."
    )
    rows = [
        (each.kind, bar(each.caught, each.planted), count(each.planted), count(each.caught),
         share(each.caught, each.planted), share(each.named, each.planted))
        for each in probe.recalls
    ]  # fmt: skip
    heads = ("planted", "", "rows", "caught", "recall", "right item named")
    return [
        el("p", told),
        table("Recall on its own items, changed by rule", heads, rows, numbers=range(2, 6), kind="bars"),
    ]


def _making(manifest: Release) -> list[Node]:
    books: list[tuple[Cell, ...]] = [
        (
            f"{each.stage} v{each.version}", count(each.rows_in), count(each.rows_out), _counted(each.dead) or "–",
            _counted(each.dropped) or "–",
        )
        for each in manifest.stages
    ]  # fmt: skip
    families: list[tuple[Cell, ...]] = [
        (
            link(each.family, family=each.family), f"v{each.version}", str(each.level), count(each.requested),
            count(each.draws), count(each.duplicates), count(each.contaminated), count(each.near),
            count(each.problems), count(each.accepted), count(each.rejected), count(each.undecided), count(each.rows),
        )
        for each in manifest.families
    ]  # fmt: skip
    facts = {
        "seed": str(manifest.seed),
        **{f"engine {name}": fingerprint for name, fingerprint in manifest.engines.items()},
        "versions": ", ".join(f"{name} {version}" for name, version in manifest.versions.items()),
        "checkers": ", ".join(f"{name} v{version}" for name, version in manifest.checkers.items()),
        "recipe": manifest.recipe_digest,
        "code": manifest.code_digest,
        "completions": manifest.completions_digest,
    }
    heads = (
        "family", "version", "level", "asked for", "draws", "repeats", "contaminated", "near another",
        "problems", "accepted", "rejected", "undecided", "rows",
    )  # fmt: skip
    return [
        table(
            "Every stage's balance", ("stage", "in", "out", "dead", "dropped"), books, numbers=(1, 2), sortable=False
        ),
        folded("Families and levels", table("What became of each family", heads, families, numbers=range(2, 13))),
        el("dl", *(el("div", el("dt", name), el("dd", said)) for name, said in facts.items()), class_="facts"),
    ]
