"""The checker of logic problems decides from the statement alone, by two deciders that must agree."""

from __future__ import annotations

from itertools import pairwise, product
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from schemas import Reason
from schemas.answers import Assignment, Choice, Integer, Outcome, Rational
from schemas.canonical import canonical_json
from schemas.checks import Bool, Entailment, Enum, IntRange, Smt, UniqueModel, Variable
from validators import sexpr, smt
from validators.checker import CHECKERS, Decision
from validators.sexpr import declare, evaluate, read_formula
from validators.smt import decide

LABELS = ("True", "False", "Unknown")
ATOMS: tuple[Variable, ...] = (Bool("rain"), Bool("wet"), Bool("sun"))
PREMISES = ("(=> rain wet)", "(xor rain sun)")


def entailment(conclusion: str, gold: str, assertions: tuple[str, ...] = PREMISES, **fields: Any) -> Smt:
    given_fields: dict[str, Any] = {
        "answer": Choice(LABELS),
        "variables": ATOMS,
        "query": Entailment(conclusion, LABELS),
        **fields,
    }
    return Smt(gold=gold, assertions=assertions, **given_fields)


@pytest.fixture(params=["with enumeration", "solver alone"])
def deciders(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    if request.param == "with enumeration":
        return ["z3", "enumeration"]
    monkeypatch.setattr(sexpr, "MAX_ASSIGNMENTS", 0)
    return ["z3", "z3 reseeded"]


@pytest.mark.parametrize(
    ("conclusion", "label", "finding"),
    [
        ("(or wet sun)", "True", "entailed"),
        ("(and (not wet) rain)", "False", "contradicted"),
        ("wet", "Unknown", "neither"),
        ("true", "True", "entailed"),
        ("(and sun rain)", "False", "contradicted"),
    ],
)
def test_an_entailment_is_decided_either_way(conclusion: str, label: str, finding: str, deciders: list[str]) -> None:
    check = entailment(conclusion, label)
    decision = decide(check, f"Answer: {label}")
    assert (decision.reason, decision.answer) == (Reason.CORRECT, label), decision.detail
    assert decision.evidence["finding"] == finding and decision.evidence["decided_by"] == deciders
    for other in set(LABELS) - {label}:
        assert decide(check, f"Answer: {other}").reason is Reason.WRONG_VALUE
        against_gold = decide(entailment(conclusion, other), f"Answer: {other}")
        assert against_gold.reason is Reason.ORACLES_DISAGREE


def test_neither_is_shown_by_two_models_that_satisfy_the_premises(deciders: list[str]) -> None:
    evidence = decide(entailment("wet", "Unknown"), "Answer: Unknown").evidence
    scope = declare(ATOMS)
    for side, wet in (("model_true", True), ("model_false", False)):
        assert evidence[side]["wet"] is wet
        assert all(evaluate(read_formula(premise, scope), evidence[side]) for premise in PREMISES)


def test_a_core_names_only_the_assertions_needed() -> None:
    premises = ("(or sun wet)", "rain", "(=> rain wet)", "(not sun)")
    evidence = decide(entailment("wet", "True", premises), "Answer: True").evidence
    assert evidence["core"] in ([1, 2], [0, 3])


def test_inconsistent_premises_are_the_checks_fault(deciders: list[str]) -> None:
    decision = decide(entailment("wet", "True", ("rain", "(not rain)")), "Answer: True")
    assert (decision.reason, decision.detail) == (Reason.CHECKER_ERROR, "the premises are inconsistent")
    assert decision.evidence["core_true"] == [0, 1]


PEOPLE = ("Ann", "Bob", "Cid")
ROLES = ("knight", "knave", "spy")
SOLUTION = "Ann = knight, Bob = spy, Cid = knave"


def puzzle(*assertions: str, gold: str = SOLUTION, labels: tuple[str, str] | None = None) -> Smt:
    assignment = Assignment(dict.fromkeys(PEOPLE, Choice(ROLES)))
    answer: Assignment | Outcome = Outcome(assignment, labels) if labels else assignment
    variables = tuple(Enum(person, ROLES) for person in PEOPLE)
    return Smt(answer=answer, gold=gold, variables=variables, assertions=assertions, query=UniqueModel(labels))


ONE = ("(distinct Ann Bob Cid)", "(=> (= Ann spy) (= Bob spy))", "(not (= Bob knight))",
       "(= (= Cid knave) (= Ann knight))",
       "(= Ann knight)")  # fmt: skip
SEVERAL = ("(distinct Ann Bob Cid)", "(= Ann knight)")
NONE = ("(distinct Ann Bob Cid)", "(= Ann Bob)")
OUTCOMES = ("no solution", "several solutions")


def test_a_unique_model_is_found_and_every_other_answer_is_wrong(deciders: list[str]) -> None:
    check = puzzle(*ONE)
    for roles in product(ROLES, repeat=3):
        text = ", ".join(f"{person} = {role}" for person, role in zip(PEOPLE, roles, strict=True))
        decision = decide(check, f"Answer: {text}")
        assert decision.reason is (Reason.CORRECT if text == SOLUTION else Reason.WRONG_VALUE), decision.detail
        assert decision.evidence["models"] == 1 and decision.evidence["decided_by"] == deciders
    assert decision.detail.startswith("assertion 0 is false")
    assert decision.evidence["model"] == {"Ann": "knight", "Bob": "spy", "Cid": "knave"}


def test_the_order_of_an_assignment_does_not_matter() -> None:
    assert decide(puzzle(*ONE), "Answer: Cid = knave, Ann = knight, Bob = spy").reason is Reason.CORRECT


def test_a_gold_that_is_not_the_model_is_not_believed() -> None:
    wrong = "Ann = knight, Bob = knave, Cid = spy"
    decision = decide(puzzle(*ONE, gold=wrong), f"Answer: {wrong}")
    assert decision.reason is Reason.ORACLES_DISAGREE and SOLUTION in decision.detail


@pytest.mark.parametrize(
    ("assertions", "label", "models"), [(NONE, "no solution", 0), (SEVERAL, "several solutions", 2)]
)
def test_no_model_and_several_models_are_outcomes_where_they_are_named(
    assertions: tuple[str, ...], label: str, models: int, deciders: list[str]
) -> None:
    check = puzzle(*assertions, gold=label, labels=OUTCOMES)
    decision = decide(check, f"Answer: {label}")
    assert decision.reason is Reason.CORRECT, decision.detail
    assert decision.evidence["models"] == models
    assert decide(check, f"Answer: {SOLUTION}").reason is Reason.WRONG_VALUE
    believed = decide(puzzle(*assertions, labels=OUTCOMES), f"Answer: {SOLUTION}")
    assert believed.reason is Reason.ORACLES_DISAGREE


@pytest.mark.parametrize("assertions", [NONE, SEVERAL])
def test_no_model_and_several_models_are_undecided_where_they_are_not_named(
    assertions: tuple[str, ...], deciders: list[str]
) -> None:
    assert decide(puzzle(*assertions), f"Answer: {SOLUTION}").reason is Reason.NOT_UNIQUE


def test_only_the_variables_asked_for_must_be_unique(deciders: list[str]) -> None:
    check = Smt(
        answer=Assignment({"n": Integer(), "q": Rational(), "flag": Choice(("Yes", "No"))}),
        gold="n = 3, q = -2, flag = No",
        variables=(IntRange("n", 0, 5), IntRange("q", -3, 3), Bool("flag"), Bool("free")),
        assertions=("(= (+ n n) 6)", "(= (* q n) -6)", "(=> flag (< n 3))", "(or free flag (= n 3))"),
        query=UniqueModel(),
    )
    decision = decide(check, "Answer: n = 3, q = -2, flag = No")
    assert decision.reason is Reason.CORRECT, decision.detail
    assert decision.evidence["models"] == 1
    assert decide(check, "Answer: n = 3, q = -2, flag = Yes").reason is Reason.WRONG_VALUE
    assert decide(check, "Answer: n = 3, q = -1/2, flag = No").detail == "q cannot be -1/2"


def test_a_large_statement_is_decided_without_enumeration() -> None:
    names = [f"x{i}" for i in range(12)]
    chain = tuple(f"(< {left} {right})" for left, right in pairwise(names))
    check = Smt(
        answer=Assignment(dict.fromkeys(names, Integer())),
        gold=", ".join(f"{name} = {i}" for i, name in enumerate(names)),
        variables=tuple(IntRange(name, 0, 11) for name in names),
        assertions=chain,
        query=UniqueModel(),
    )
    decision = decide(check, f"Answer: {check.gold}")
    assert decision.reason is Reason.CORRECT and decision.evidence["decided_by"] == ["z3", "z3 reseeded"]


@pytest.mark.parametrize(
    ("check", "detail"),
    [
        (entailment("wet", "True", ("(=> rain snow)",)), "assertion 0: unknown name 'snow'"),
        (entailment("(and wet", "True"), "conclusion: a bracket is not closed"),
        (entailment("wet", "True", ("(exists rain wet)",)), "assertion 0: unknown operator 'exists'"),
        (entailment("wet", "True", ("rain) (assert false",)), "assertion 0: a bracket closes"),
        (entailment("wet", "True", variables=(Bool("wet"), Bool("wet"))), "declared twice"),
        (entailment("wet", "True", answer=Choice(("yes", "no"))), "labels of an entailment"),
        (entailment("wet", "True", query=Entailment("wet", ("True", "True", "False"))), "labels of an entailment"),
        (entailment("wet", "True", answer=Assignment({"wet": Integer()})), "answered by a choice"),
        (entailment("wet", "True", query=UniqueModel()), "answered by an assignment"),
        (entailment("wet", "maybe"), "the gold cannot be read"),
        (entailment("wet", "True", ("(or " + "rain " * 500 + ")",) * 100), "characters, more than"),
    ],
)
def test_a_bad_check_is_an_error_of_the_check(check: Smt, detail: str) -> None:
    text = "Answer: wet = 1" if isinstance(check.answer, Assignment) else f"Answer: {check.answer.options[0]}"  # type: ignore[union-attr]
    decision = decide(check, text)
    assert decision.reason is Reason.CHECKER_ERROR and detail in decision.detail


@pytest.mark.parametrize(
    ("variable", "element"),
    [
        (Bool("v"), Choice(("knight", "knave"))),
        (Bool("v"), Integer()),
        (Enum("v", ("a", "b")), Choice(("a", "c"))),
        (IntRange("v", 0, 1), Choice(("0", "1"))),
        (Bool("w"), Choice(("true", "false"))),
    ],
)
def test_an_answer_type_that_cannot_say_the_variables_values_is_an_error(variable: Variable, element: Any) -> None:
    gold = f"v = {element.options[0] if isinstance(element, Choice) else 1}"
    check = Smt(Assignment({"v": element}), gold, (variable,), (), UniqueModel())
    assert decide(check, f"Answer: {gold}").reason is Reason.CHECKER_ERROR


def test_a_text_without_an_answer_is_rejected_as_such() -> None:
    assert decide(entailment("wet", "Unknown"), "I cannot tell.").reason is Reason.NO_ANSWER


def pigeonhole(pigeons: int) -> Smt:
    holes = range(pigeons - 1)
    names = {(p, h): f"p{p}_{h}" for p in range(pigeons) for h in holes}
    assertions = [f"(or {' '.join(names[p, h] for h in holes)})" for p in range(pigeons)]
    assertions += [f"(not (and {names[p, h]} {names[q, h]}))" for h in holes for p in range(pigeons) for q in range(p)]
    variables = (*(Bool(name) for name in names.values()), Bool("c"))
    return Smt(Choice(LABELS), "Unknown", variables, tuple(assertions), Entailment("c", LABELS))


def test_a_solver_that_runs_out_of_work_is_undecided(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(smt, "RESOURCES", 20_000)
    decision = decide(pigeonhole(9), "Answer: Unknown")
    assert decision.reason is Reason.SOLVER_UNKNOWN and "20000 units of work" in decision.detail


def test_a_solver_that_runs_out_of_time_is_undecided(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(smt, "TIMEOUT_MS", 1)
    assert decide(pigeonhole(11), "Answer: Unknown").reason is Reason.TIMEOUT


def test_a_solver_whose_model_is_false_is_not_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    lie = {"rain": True, "wet": False, "sun": False}
    monkeypatch.setattr(smt._Solver, "ask", lambda self, formula: lie)
    decision = decide(entailment("wet", "Unknown"), "Answer: Unknown")
    assert (decision.reason, decision.detail) == (Reason.ORACLES_DISAGREE, "z3's model does not satisfy assertion 0")


def test_a_solver_that_overlooks_a_model_is_not_believed(deciders: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    ask, asked = smt._Solver.ask, []

    def first_no(self: smt._Solver, formula: sexpr.Term) -> Any:
        asked.append(formula)
        return [] if len(asked) == 1 else ask(self, formula)

    monkeypatch.setattr(smt._Solver, "ask", first_no)
    assert decide(entailment("wet", "Unknown"), "Answer: Unknown").reason is Reason.ORACLES_DISAGREE


def test_the_same_check_gives_the_same_bytes_again() -> None:
    checks = [
        (puzzle(*ONE), SOLUTION),
        (puzzle(*SEVERAL, labels=OUTCOMES), "several solutions"),
        (entailment("wet", "True"), "True"),
    ]
    for check, answer in checks:
        decisions = [decide(check, f"Answer: {answer}") for _ in range(3)]
        assert len({canonical_json(decision) for decision in decisions}) == 1


def test_the_checker_is_registered_as_one_to_be_guarded() -> None:
    assert (CHECKERS[Smt].version, CHECKERS[Smt].guarded) == (1, True)


SCOPE: tuple[Variable, ...] = (Bool("p"), Bool("q"), Enum("c", ("x", "y", "z")), IntRange("n", -1, 2))
_ATOM = st.sampled_from(
    ["p", "q", "(= c y)", "(distinct c x)", "(< n 1)", "(= (* n n) (+ n 2))", "(>= (- n) (ite p n 1))"]
)
_FORMULA = st.recursive(
    _ATOM,
    lambda inner: st.builds("({} {} {})".format, st.sampled_from("and or => xor = distinct".split()), inner, inner)
    | st.builds("(ite {} {} {})".format, inner, inner, inner)
    | inner.map(lambda formula: f"(not {formula})"),
    max_leaves=5,
)  # fmt: skip


def _brute(assertions: list[str]) -> list[dict[str, Any]]:
    scope = declare(SCOPE)
    terms = [read_formula(assertion, scope) for assertion in assertions]
    every = product((False, True), (False, True), "xyz", range(-1, 3))
    models: list[dict[str, Any]] = [dict(zip(scope, values, strict=True)) for values in every]
    return [model for model in models if all(evaluate(term, model) for term in terms)]


@pytest.mark.parametrize("assignments", [4096, 0])
def test_random_statements_are_decided_as_by_brute_force(assignments: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sexpr, "MAX_ASSIGNMENTS", assignments)
        _decide_random_statements()


@settings(max_examples=60, deadline=None)
@given(st.lists(_FORMULA, max_size=3), _FORMULA)
def _decide_random_statements(premises: list[str], conclusion: str) -> None:
    models = _brute(premises)
    held = len(_brute([*premises, conclusion]))
    gold = LABELS[0] if held == len(models) else LABELS[1] if held == 0 else LABELS[2]
    decision: Decision = decide(entailment(conclusion, gold, tuple(premises), variables=SCOPE), f"Answer: {gold}")
    assert decision.reason is (Reason.CORRECT if models else Reason.CHECKER_ERROR), decision.detail

    answer = Outcome(
        Assignment({"p": Choice(("true", "false")), "q": Choice(("true", "false")), "c": Choice(("x", "y", "z")),
                    "n": Integer()}),
        OUTCOMES,
    )  # fmt: skip
    text = OUTCOMES[min(len(models), 1)]
    if len(models) == 1:
        text = ", ".join(f"{name} = {str(value).lower()}" for name, value in models[0].items())
    check = Smt(answer, text, SCOPE, tuple(premises), UniqueModel(OUTCOMES))
    assert decide(check, f"Answer: {text}").reason is Reason.CORRECT
