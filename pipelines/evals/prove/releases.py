"""What an eval's releases, ledger and key prove: held out by key, committed to, decided rightly, exchangeable, fresh.

These are the guarantees that look at an eval as a whole, beside those that compare its rows with training rows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import numpy as np

from generators.registry import families, kin_of
from pipelines.assay import measured
from pipelines.assay_texts import read_item
from pipelines.evals.due import due_reasons
from pipelines.evals.exchangeable import ALPHA, FEWEST, compared
from pipelines.evals.holding import template_digest
from pipelines.evals.home import Home, Key
from pipelines.evals.items import ITEMS, LINES, SALTS, EvalSet, Item, row_fault
from pipelines.evals.ledger import Ledger, faults
from pipelines.evals.merkle import included, leaf_hash
from pipelines.evals.prove.findings import Figure, Guarantee, Outcome, Pair, kept
from pipelines.evals.score.statistics import distinguishes
from pipelines.evals.sealing import root_of_rows
from pipelines.evals.split import ANCHORS, TRAINED, Split
from pipelines.manifest import MANIFEST
from pipelines.shards import Row, file_sha256
from pipelines.verify import Asked, verdicts
from schemas import Status
from schemas.decoding import decode_json
from schemas.evals import TIERS, EvalManifest, EvalRecipe, Opening
from schemas.ledger import EvalRevealed, TrainRelease
from validators import Guard

ASSAYED = 2  # items of each family's level whose wrong answers are tried
Origins = Mapping[tuple[str, str], str]  # family and template of training rows → the place of the first one


def _guarantee(
    number: str, title: str, bad: Sequence[Pair], holds: str, fails: str, **figures: Figure
) -> Guarantee:  # fmt: skip
    outcome: Outcome = "fails" if bad else "holds"
    return Guarantee(
        number=number, title=title, outcome=outcome, summary=_sentence(fails if bad else holds), pairs=kept(bad),
        offending=len(bad), total=len(bad), figures=figures,
    )  # fmt: skip


def _not_run(number: str, title: str, why: str, **figures: Figure) -> Guarantee:
    return Guarantee(number=number, title=title, outcome="not_run", summary=_sentence(why), figures=figures)


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."


def g1(
    eval: EvalSet, origins: Origins, split: Split | None, ledger: Ledger | None, trains: Sequence[str], nameless: int
) -> Guarantee:  # fmt: skip
    """Families were split by a key before anything was generated: what E holds out is in no T.

    A new family is in no training row and no train release of the ledger, under its own name or that of its kin; a new
    template likewise. With the key it is proved that the key decided so. What was trained on must say which families it
    has: by rows that name one that exists, or as train releases that the ledger has (`trains` as in `g9`); and where
    templates are held out, which ones. `nameless` rows name no family, which is told.
    """
    title = "families and templates held out by key"
    if not any(item.family for item in eval.items):
        return _not_run("G1", title, "the eval's rows name no family")
    trained = ledger.all(TrainRelease) if ledger is not None else []
    exist = {*families(), *(item.family for item in eval.items)}
    named = {(family, template): place for (family, template), place in origins.items() if family in exist}
    known: dict[str, str] = {}
    for (family, _), place in named.items():
        known.setdefault(kin_of(family), place)
    for each in trained:
        for family in each.families:
            known.setdefault(kin_of(family), f"train release {each.release} of {each.date}")
    digests = [(each, ledger.digests(each.templates)) for each in trained] if ledger is not None else []
    bad: list[Pair] = []
    for item in eval.items:
        if not item.family:
            continue
        if item.tier in ("new_family", "") and kin_of(item.family) in known:
            bad.append(Pair(item.id, known[kin_of(item.family)], f"the family {item.family} is trained on"))
        elif item.tier == "new_template":
            where = named.get((item.family, item.template), "") if item.template else ""
            wanted = np.uint64(template_digest(item.family, item.template))
            for each, there in digests:
                if not where and _in(wanted, there):
                    where = f"train release {each.release} of {each.date}"
            if where:
                bad.append(Pair(item.id, where, f"the template {item.family}: {item.template} is trained on"))
        if split is not None and (wrong := _not_by_key(item, split, eval.manifest)):
            bad.append(Pair(item.id, "split key", wrong))
    held = {item.family for item in eval.items if item.tier in ("new_family", "")}
    templates = {(item.family, item.template) for item in eval.items if item.tier == "new_template"}
    entered = {each.manifest_sha256 for each in trained}
    if not bad and not (trains and entered.issuperset(trains)) and (why := _unnamed(eval, named)):
        return _not_run("G1", title, f"{why}, and no ledger has all of what was trained on")
    if not bad and any(not template for _, template in templates):
        return _not_run("G1", title, "the eval has items of new templates that name none")
    by = "as the split key decides" if split is not None else "the split key was not at hand"
    if nameless:
        by += f"; {nameless:,} rows name no family, which other guarantees must tell"
    return _guarantee(
        "G1", title, bad,
        f"{len(held)} held-out families and {len(templates)} held-out templates are in none of "
        f"{len({family for family, _ in named})} families of training rows and {len(trained)} train releases; {by}",
        f"{len({pair.item for pair in bad})} items are of families or templates that are trained on, "
        "or that the key does not hold out",
        families=len(held), templates=len(templates), train_releases=len(trained),
    )  # fmt: skip


def _unnamed(eval: EvalSet, named: Origins) -> str:
    """What training rows do not say that has to be known of them; nothing if they say it all."""
    if not named:
        return "no training row names a family that exists here"
    held = {item.family for item in eval.items if item.tier == "new_template"}
    told = {family for family, template in named if template}
    if silent := sorted({family for family, _ in named if family in held} - told):
        return f"rows of {len(silent)} families with held-out templates, as {silent[0]}, name no template"
    return ""


def _in(wanted: np.uint64, rising: np.typing.NDArray[np.uint64]) -> bool:
    place = int(np.searchsorted(rising, wanted))
    return place < len(rising) and bool(rising[place] == wanted)


def _not_by_key(item: Item, split: Split, manifest: EvalManifest | None) -> str:
    term = manifest.term if manifest is not None else None
    if item.tier == "new_family":
        part = split.family(item.family)
        right = part == ANCHORS if item.anchor else part == term
    elif item.tier == "new_template":
        part = split.template(item.family, item.template)
        right = part == term and split.family(item.family) == TRAINED
    else:
        part = split.template(item.family, item.template)
        right = part == TRAINED
    return "" if right or term is None else f"the key puts {item.family}: {item.template} elsewhere than its tier says"


def g9(eval: EvalSet, split: Split | None, ledger: Ledger | None, trains: Sequence[str]) -> Guarantee:
    """E was fixed before any T that could hold it: a Merkle root over salted rows, dated and published.

    With the split key the root is worked out anew; without it, of a revealed release, every row's salt and path are
    checked. `trains` are the manifests' SHA-256 of the train releases compared with, which the ledger dates; of what
    nobody dates it cannot be said that the eval came first, so it was not run.
    """
    title = "committed to before it could be trained on"
    manifest = eval.manifest
    if manifest is None:
        return _not_run("G9", title, "the eval has no commitment: it is no release of Provender")
    bad, how = _altered(eval, manifest), ""
    rows = [item.row for item in sorted(eval.items, key=lambda item: item.id)]
    if split is not None and split.key.id == manifest.key_id and not manifest.withheld:
        if _root(rows, split.key, manifest.release) != manifest.root:
            bad.append(Pair("", "manifest", "the rows and their salts do not give the root: one of them was changed"))
        how = f"the root over {len(rows):,} salted rows was worked out anew"
    elif (eval.path / SALTS).is_file():
        bad += _unopened(eval, manifest)
        how = f"{len(rows):,} rows were opened with their salts"
    for item in eval.items:
        if item.row.get("created") != manifest.created:
            bad.append(Pair(item.id, item.place, "the row says another day than the manifest"))
    dated, undated = "no ledger was given, so nothing dates it", False
    if ledger is not None:
        found, dated, undated = _dates(eval, manifest, ledger, trains)
        bad += found
    figures: dict[str, Figure] = {"rows": len(rows), "root": manifest.root}
    if not bad and not how:
        return _not_run("G9", title, "neither the split key nor revealed salts are at hand", **figures)
    if not bad and ledger is None:
        left = f", and whether more than {manifest.withheld:,} rows were left out," if manifest.withheld else ""
        told = f"{how} and are those under the root {manifest.root}; when it was published{left} only the ledger tells"
        return _not_run("G9", title, told, **figures)
    if not bad and undated:
        return _not_run("G9", title, f"{how}; {dated}", **figures)
    return _guarantee("G9", title, bad, f"{how}; {dated}", f"{len(bad):,} things speak against the commitment; {dated}",
                      **figures)  # fmt: skip


def _altered(eval: EvalSet, manifest: EvalManifest) -> list[Pair]:
    """What rows and files say against themselves: other columns or content than the row's digest is of, another file
    than the manifest names."""
    bad = [Pair(item.id, item.place, fault) for item in eval.items if (fault := row_fault(item.row))]
    named = {file.path: file.sha256 for file in manifest.files}
    for name in (ITEMS, LINES, *([SALTS] if manifest.revealed is not None else [])):
        if name not in named:
            bad.append(Pair("", name, "the manifest does not name the file"))
    for name, sha256 in named.items():
        if not (eval.path / name).is_file():
            bad.append(Pair("", name, "the manifest names the file and it is not there"))
        elif file_sha256(eval.path / name) != sha256:
            bad.append(Pair("", name, "the file's SHA-256 is not the manifest's"))
    return bad


def _root(rows: Sequence[Row], key: Key, release: str) -> str:
    """The root over the rows with their salts; nothing where one is no row of an eval."""
    try:
        return root_of_rows(rows, key, release)
    except (KeyError, ValueError):
        return ""


def _under(item: Item, opening: Opening, size: int, root: bytes) -> bool:
    try:
        leaf = leaf_hash(item.row, bytes.fromhex(opening.salt))
    except ValueError:
        return False
    return included(leaf, opening.leaf, size, [bytes.fromhex(each) for each in opening.path], root)


def _unopened(eval: EvalSet, manifest: EvalManifest) -> list[Pair]:
    openings: dict[str, Opening] = {}
    path = eval.path / SALTS
    for number, line in enumerate(path.read_bytes().splitlines(), 1):
        opening = decode_json(line, Opening, f"{path}:{number}", "expected {id, leaf, salt, path}")
        openings[opening.id] = opening
    bad, root = [], bytes.fromhex(manifest.root)
    places: set[int] = set()
    for item in eval.items:
        opening = openings.get(item.id)  # type: ignore[assignment]
        if opening is None:
            bad.append(Pair(item.id, SALTS, "the row has no salt"))
            continue
        if opening.leaf in places or not _under(item, opening, manifest.rows, root):
            bad.append(Pair(item.id, item.place, "row and salt are not under the root: one of them was changed"))
        places.add(opening.leaf)
    there = {item.id for item in eval.items}
    bad += [Pair(name, SALTS, "a salt is there and its row is not") for name in openings if name not in there]
    anchors = manifest.versions * sum(cell.items for cell in manifest.cells if cell.anchor)
    if manifest.withheld != anchors:
        bad.append(
            Pair("", MANIFEST, f"{manifest.withheld:,} rows are said to be withheld, of anchors, {anchors:,} are")
        )
    if len(eval.items) + manifest.withheld != manifest.rows:
        bad.append(Pair("", MANIFEST, f"{manifest.rows:,} rows were committed to, {len(eval.items):,} are there and "
                        f"{manifest.withheld:,} withheld"))  # fmt: skip
    return bad


def _dates(
    eval: EvalSet, manifest: EvalManifest, ledger: Ledger, trains: Sequence[str]
) -> tuple[list[Pair], str, bool]:
    """What the ledger says against it; what it says of dates; whether something compared with has none."""
    bad = [Pair("", "ledger", fault) for fault in faults(ledger)]
    own = ledger.committed(manifest.release)
    if own is None:
        return [*bad, Pair("", "ledger", "the ledger knows no commitment to this release")], "nothing dates it", True
    if own.root != manifest.root:
        bad.append(Pair("", "ledger", f"the ledger has another root for it, {own.root[:16]}…"))
    known, what = {own.manifest_sha256}, "committed to"
    if manifest.revealed is not None:  # two machines may have put it out, each on a day of its own
        known, what = (
            {each.manifest_sha256 for each in ledger.all(EvalRevealed) if each.release == own.release},
            "put out",
        )
    if file_sha256(eval.path / MANIFEST) not in known:
        bad.append(Pair("", "ledger", f"the manifest is not the one that was {what}"))
    for field in ("created", "expires", "key_id", "term", "rows", "canary"):
        if getattr(own, field) != (told := getattr(manifest, field)):
            bad.append(Pair("", "ledger", f"the manifest has another {field} than was committed to, {told}"))
    dated = ledger.all(TrainRelease)
    for each in dated:
        if manifest.created <= each.date < own.date:
            bad.append(
                Pair("", f"train release {each.release} of {each.date}",
                     f"the commitment is dated {own.date}, after rows that could hold items made on {manifest.created}")
            )  # fmt: skip
    there = {each.manifest_sha256 for each in dated}
    undated = sum(each not in there for each in trains)
    told = f"committed on {own.date}, {len(dated)} train releases are dated"
    if undated:
        told += f"; {undated} of {len(trains)} compared with are not in the ledger: nobody knows how old they are"
    return bad, told, bool(undated)


def g10(eval: EvalSet, guard: Guard) -> Guarantee:
    """The checkers decide rightly: every item's gold solution is accepted, wrong answers are rejected, and the check
    agrees with what it works out of the statement itself (else it says *oracles disagree* and accepts nothing)."""
    title = "checkers shipped and proved"
    checked = [item for item in eval.items if item.check]
    if not checked:
        return _not_run("G10", title, "the eval's rows have no checks")
    bad: list[Pair] = [Pair(item.id, item.place, "the item has no check") for item in eval.items if not item.check]
    said = verdicts([Asked(item.check, item.reference) for item in checked], guard)
    for item, verdict in zip(checked, said, strict=True):
        if verdict.status is not Status.ACCEPTED:
            bad.append(Pair(item.id, item.place, f"its own solution is {verdict.status} ({verdict.reason})"))
    cells: dict[tuple[str, int], list[Item]] = {}
    for item in checked:
        cells.setdefault((item.family, item.level), []).append(item)
    wrong = right = exact = 0
    for (family, level), items in sorted(cells.items()):
        problems = [read_item(item.check, item.prompt, item.reference) for item in items[: ASSAYED + 1]]
        exact += sum(type(each.check).__name__ == "Exact" for each in problems[:1])
        found = measured(family, 0, level, problems, ASSAYED, guard)
        wrong += found.false_accepts.tried
        right += found.false_rejects.tried
        for miss in found.misses:
            bad.append(Pair(items[0].id, f"{family} level {level}", f"{miss.kind}: {miss.reason}: {miss.text[-60:]}"))
    told = f"{len(checked):,} own solutions and {right:,} rewritten ones accepted, {wrong:,} wrong answers rejected"
    return _guarantee(
        "G10", title, bad, f"{told}; {len(cells) - exact} of {len(cells)} families' levels rest on the statement",
        f"{len(bad):,} of {len(checked) + wrong + right:,} decisions are wrong",
        solutions=len(checked), wrong_answers=wrong, right_answers=right,
    )  # fmt: skip


def g11(eval: EvalSet) -> Guarantee:
    """The versions of a base item are exchangeable: one template, different answers, alike in size of numbers, length
    and steps (see `pipelines.evals.exchangeable`)."""
    title = "versions exchangeable"
    bases = eval.bases
    count = eval.manifest.versions if eval.manifest is not None else max(map(len, bases.values()))
    if count == 1:
        return _not_run("G11", title, "every base item has one version")
    bad: list[Pair] = []
    for name, items in bases.items():
        if [item.version for item in items] != list(range(1, count + 1)):
            bad.append(Pair(items[0].id, f"base item {name}", f"it has not versions 1 to {count}"))
        if len({(item.family, item.level, item.template) for item in items}) > 1:
            bad.append(Pair(items[0].id, f"base item {name}", "its versions are of different templates"))
        if len({item.gold for item in items}) == 1:
            bad.append(Pair(items[0].id, f"base item {name}", "all its versions have the same answer"))
    tests = compared(eval.items)
    if not tests and not bad:
        return _not_run("G11", title, f"no family has {FEWEST} base items or more, so no test tells versions apart",
                        tests=0, bases=len(bases))  # fmt: skip
    for each in tests:
        if each.adjusted < ALPHA:
            bad.append(
                Pair("", f"{each.family}, versions {each.first} and {each.second}",
                     f"{each.measure} differs (KS distance {each.distance:.2f}, adjusted p {each.adjusted:.2g})")
            )  # fmt: skip
    least = f"{tests[0].adjusted:.2g}" if tests else "none"
    enough = len({each.family for each in tests})
    told = f"{len(tests):,} KS tests over {enough} families of {FEWEST} or more, least adjusted p {least}"
    return _guarantee("G11", title, bad, f"{len(bases):,} base items in {count} versions; {told}",
                      f"{len(bad):,} things set them apart; {told}", tests=len(tests), bases=len(bases))  # fmt: skip


def g12(eval: EvalSet) -> Guarantee:
    """How small a difference the eval can tell is known and, where the recipe asks for one, small enough."""
    title = "smallest detectable difference"
    bases = eval.bases
    found = distinguishes(len(bases), max(map(len, bases.values())))
    bad = []
    manifest = eval.manifest
    if manifest is not None:
        if abs(manifest.distinguishes - found) > 5e-4 and not manifest.withheld:
            bad.append(Pair("", MANIFEST, f"it says {manifest.distinguishes:.2%}, {found:.2%} follows from the items"))
        if manifest.detect is not None and found > manifest.detect:
            bad.append(Pair("", MANIFEST, f"differences of {manifest.detect:.2%} were to be told"))
    told = f"{len(bases):,} base items tell differences of {found:.2%} or more (power 80 %, level 5 %)"
    return _guarantee("G12", title, bad, told, f"{told}: {bad[0].detail if bad else ''}", distinguishes=round(found, 6))


def g13(eval: EvalSet, ledger: Ledger | None, day: date) -> Guarantee:
    """E has not expired, and none of its families or templates was burned before it was made, or has been since."""
    title = "neither expired nor burned"
    manifest = eval.manifest
    if manifest is None:
        return _not_run("G13", title, "the eval says neither when it was made nor when it expires")
    bad: list[Pair] = []
    if day.isoformat() >= manifest.expires:
        bad.append(Pair("", MANIFEST, f"it expired on {manifest.expires}"))
    for item in eval.items:
        if item.row.get("expires") != manifest.expires:
            bad.append(Pair(item.id, item.place, "the row says another expiry than the manifest"))
    if ledger is None:
        if bad:
            return _guarantee("G13", title, bad, "", f"{bad[0].detail}; no ledger was given")
        return _not_run(
            "G13", title, f"it expires on {manifest.expires}; without a ledger nobody knows what was burned"
        )
    own = ledger.revealed(manifest.release)
    burned = ledger.burned(manifest.release)
    templates = ledger.burned_templates(manifest.release)
    for item in eval.items:
        since = burned.get(item.family) if item.tier == "new_family" else None
        if item.tier == "new_template":
            since = templates.get((item.family, item.template))
        if since is not None:
            bad.append(Pair(item.id, "ledger", f"{item.family} was burned on {since}"))
    told = f"made {manifest.created}, expires {manifest.expires}" + (f", revealed {own.date}" if own else "")
    return _guarantee("G13", title, bad, f"{told}; none of its families was burned by another release",
                      f"{told}; {len(bad):,} things speak against it", burned=len(burned))  # fmt: skip


def g14(eval: EvalSet, recipe: EvalRecipe | None, home: Home | None, day: date, scores: Sequence[Path]) -> Guarantee:
    """No refresh is due: the eval is young, no model has solved it, its items still tell models apart, and known
    templates are not easier than new ones."""
    title = "no refresh due"
    if recipe is None or home is None:
        return _not_run("G14", title, "it needs the eval's recipe and home")
    bad = [Pair("", "due", reason) for reason in due_reasons(recipe, home, day, scores)]
    if not scores and not bad:
        return _not_run("G14", title, "it is young enough; without scores nobody knows whether models have outgrown it")
    return _guarantee("G14", title, bad, f"{len(scores)} files of scores and its age say that it still tells",
                      "; ".join(pair.detail for pair in bad))  # fmt: skip


def g15(eval: EvalSet, origins: Origins) -> Guarantee:
    """Every item says what about it is new, and new draws are of templates that are trained on."""
    title = "three tiers told apart"
    tiers = Counter(item.tier for item in eval.items if not item.anchor)
    if not set(tiers) - {""}:
        return _not_run("G15", title, "the eval's rows have no tier that is known")
    bad = [
        Pair(item.id, item.place, f"there is no tier '{str(item.row.get('tier'))[:40]}'")
        for item in eval.items
        if item.tier not in TIERS
    ]
    trained = {family for family, _ in origins}
    seen = sum((item.family, item.template) in origins for item in eval.items if item.tier == "new_draw")
    known = sum(item.family in trained for item in eval.items if item.tier == "new_template")
    missing = [tier for tier in TIERS if not tiers[tier]]
    told = ", ".join(f"{tiers[tier]:,} rows {tier}" for tier in TIERS if tiers[tier])
    if trained:
        told += (
            f"; of the new draws {seen:,} are of templates in the training rows compared with, of the new templates "
        )
        told += f"{known:,} of families in them"
    if missing:
        told += f"; none {', '.join(missing)}"
    return _guarantee(
        "G15", title, bad, told, f"{len(bad):,} rows have no tier", new_draw=tiers["new_draw"],
        new_template=tiers["new_template"], new_family=tiers["new_family"],
    )  # fmt: skip
