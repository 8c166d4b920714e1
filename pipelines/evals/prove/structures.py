"""G4: no solution has an item's structure, constants and names aside (see `graphs`)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipelines.evals.items import EvalSet, Item
from pipelines.evals.prove.findings import Figure, Guarantee, Outcome, Pair, Tally
from pipelines.evals.prove.graphs import Structure, of_check, of_program, of_text
from pipelines.evals.prove.rows import Record, code_in

TITLE = "no solution or check has the structure of an item's"
STEPS = 6  # of a check, from which an overlap is no chance; see `needed`
TOLD = 4  # steps from which an overlap below that is told
_ANSWERS = ("answer", "solution", "completion", "response", "output", "canonical_solution", "gold", "cot", "rationale")


def needed(kind: str, steps: int) -> int:
    """From how many steps a structure of this kind is an item's own: arithmetic in texts needs a third more than a
    check's constraints, the operations of a program twice as many, so that all are about equally telling."""
    return {"text": steps + steps // 3, "program": 2 * steps, "tokens": 2 * steps}.get(kind, steps)


def own_structures(item: Item) -> Iterator[Structure]:
    """The structures of an item: of its check, of the longest calculation of its solution, of programs in that."""
    yield from of_check(item.check)
    texts = [item.reference, *(str(item.row[name]) for name in _ANSWERS if isinstance(item.row.get(name), str))]
    for text in dict.fromkeys(texts):
        longest = max(of_text(text), key=lambda each: each.steps, default=None)
        if longest is not None:
            yield longest
        for source in code_in(text):
            yield from of_program(source)


class Structures:
    """G4 in rows: structures that are an item's. What an item of the tiers `new_draw` and `new_template` shares is
    only told: the family is trained on, and with it how its problems are solved."""

    def __init__(self, eval: EvalSet, steps: int = STEPS) -> None:
        self.steps = steps
        self.known: dict[tuple[str, int], tuple[int, str, bool]] = {}  # → steps, item, whether an overlap offends
        self.items = self.telling = self.strict = 0
        for item in eval.items:
            offends = item.tier in ("new_family", "")
            telling = False
            for each in own_structures(item):
                if each.steps < TOLD:
                    continue
                telling |= each.steps >= needed(each.kind, steps)
                before = self.known.get((each.kind, each.hash))
                if before is None or (offends and not before[2]):
                    self.known[each.kind, each.hash] = each.steps, item.id, offends
            self.items += 1
            self.strict += offends
            self.telling += telling and offends
        self.sizes = frozenset((kind, steps) for (kind, _), (steps, _, _) in self.known.items())

    def look(self, records: Sequence[Record]) -> Tally:
        """The rows with an item's structure."""
        found = Tally()
        for record in records:
            for each in self._structures(record):
                known = self.known.get((each.kind, each.hash))
                if known is None or known[0] != each.steps:
                    continue
                far = each.steps >= needed(each.kind, self.steps)
                what = {"text": "calculations", "program": "operations", "tokens": "operations"}
                told = f"{each.kind} of {each.steps} {what.get(each.kind, 'constraints')}"
                found.add(Pair(known[1], record.place, told, float(each.steps)), offends=far and known[2])
                found.count("offending" if far and known[2] else "below" if not far else "family trained on")
        return found

    def _structures(self, record: Record) -> Iterator[Structure]:
        told: set[Structure] = set()
        for check in record.checks:
            told.update(of_check(check, self.sizes))
        for _, text in record.texts:
            if text.count("=") >= TOLD:
                told.update(of_text(text))
        for source in record.programs:
            told.update(of_program(source))
        yield from sorted(told)


def g4(eval: EvalSet, found: Tally, looker: Structures) -> Guarantee:
    """No structure of enough steps is shared by an item of a held-out family and what was trained on; not run where no
    such item has one."""
    counts = {name: found.counts.get(name, 0) for name in ("below", "family trained on")}
    told = (
        f"{counts['below']:,} overlaps of fewer steps and {counts['family trained on']:,} of families that are trained "
        "on are told"
    )
    outcome: Outcome = "fails" if found.offending else "holds"
    if found.offending:
        summary = f"{found.offending:,} rows have the structure of {len(found.items):,} items; {told}."
    elif not looker.strict:
        outcome = "not_run"
        summary = f"All items are of families that are trained on, and share how they are solved by design; {told}."
    elif not looker.telling:
        outcome = "not_run"
        summary = f"None of {looker.strict:,} items has a structure of {looker.steps} steps or more; {told}."
    else:
        summary = (
            f"No row has the structure of one of {looker.strict:,} items of {looker.steps} steps or more, which "
            f"{looker.telling:,} of them have; {told}."
        )
    figures: dict[str, Figure] = {
        "steps": looker.steps, "items": looker.items, "asked": looker.strict, "telling": looker.telling,
        "below": counts["below"], "family_trained_on": counts["family trained on"],
    }  # fmt: skip
    return Guarantee(
        number="G4", title=TITLE, outcome=outcome, summary=summary,
        pairs=found.pairs(), offending=found.offending, total=found.offending + found.told, figures=figures,
    )  # fmt: skip
