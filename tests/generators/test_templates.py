"""Seed templates: golds that a second oracle shares, texts that say all and give nothing away, errors that help."""

from __future__ import annotations

import pickle
import re
from collections import Counter
from fractions import Fraction
from functools import cache
from pathlib import Path

import msgspec
import pytest

from generators.family import Impossible, draw
from generators.language.amounts import clock, decimal, duration, grouped, money
from generators.language.lexicon import PEOPLE, in_words
from generators.randomness import Stream
from generators.template_loading import HELP, compile_template
from generators.templates import StoryFamily, TemplateFamily, _sampled, load_template, shipped
from oracles.story import STORIES, numbers_told, solve
from schemas import BadInput, Problem, Status
from schemas.answers import Integer, Outcome
from schemas.checks import Equations
from schemas.decoding import decode_yaml
from schemas.resources import data_path
from schemas.template import SeedTemplate
from validators import decide

FAMILY = StoryFamily()
LEVELS = sorted(FAMILY.levels)
OUTCOMES = " | impossible | cannot be determined"


@cache
def drawn(level: int, count: int = 150) -> tuple[Problem, ...]:
    return tuple(draw(FAMILY, 11, index, level) for index in range(count))


# --- the shipped stories -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("level", LEVELS)
def test_the_second_oracle_agrees_with_every_gold(level: int) -> None:
    for problem in drawn(level):
        assert isinstance(problem.check, Equations)
        assert solve(problem) == problem.check.gold, problem.prompt


def test_the_second_oracle_retells_every_shipped_template() -> None:
    assert set(STORIES) == set(shipped())


@pytest.mark.parametrize("level", LEVELS)
def test_every_stated_number_stands_in_the_prompt_and_the_answer_does_not(level: int) -> None:
    for problem in drawn(level):
        assert isinstance(problem.check, Equations)
        told = numbers_told(problem.prompt)
        for name in shipped()[problem.params["template"]].stated:
            if name != problem.params.get("hidden"):
                number = problem.params["values"][name]
                assert str(number) in told or any(form in problem.prompt for form in _written(number)), problem.prompt
        assert problem.check.gold not in told, problem.prompt


@pytest.mark.parametrize("level", LEVELS)
def test_references_end_in_the_answer_and_their_arithmetic_holds(level: int) -> None:
    for problem in drawn(level):
        lines = problem.reference.splitlines()
        assert lines[-1] == f"Answer: {problem.check.gold}"
        assert problem.reference.count("Answer") == 1
        for left, right in re.findall(r"([\d+×/()\s-]+) = (\d[\d./]*\d|\d)", problem.reference):
            assert _worked_out(left) == Fraction(right) if "/" not in right else True, problem.reference


@pytest.mark.parametrize("level", LEVELS)
def test_prompts_are_clean_sentences(level: int) -> None:
    for problem in drawn(level):
        for text in (problem.prompt.replace(OUTCOMES, ""), problem.reference):
            assert not re.search(r"[{}\[\]|]|\s[,.?;]|\ba [aeio]\w|  |\bNone\b", text), text
            assert not re.search(r"[.?!] [a-z]", text), text
            assert not re.search(r"(?<![\d.,:])1 [a-z]+s\b", text), text
        assert problem.prompt.isprintable() or "\n" in problem.prompt


def test_levels_measure_more_steps_and_more_distractors() -> None:
    steps = {level: [problem.measures["steps"] for problem in drawn(level)] for level in LEVELS}
    assert set(steps[1]) == {2}
    assert set(steps[2]) <= {3, 4}
    assert set(steps[3]) <= {5, 6, 7}
    for level in LEVELS:
        assert {problem.measures["distractors"] for problem in drawn(level)} == {level - 1}


def test_some_stories_of_every_level_are_told_backwards() -> None:
    for level in LEVELS:
        assert {problem.measures["backwards"] for problem in drawn(level)} == {0, 1}


def test_there_are_many_skeletons_and_five_templates_or_more_at_every_level() -> None:
    for level in LEVELS:
        assert sum(1 for template in shipped().values() if template.source.level == level) >= 5
        assert len({problem.template for problem in drawn(level)}) >= 14
    assert sum(len(template.texts) for template in shipped().values()) > 50


@pytest.mark.parametrize("level", LEVELS)
def test_repeats_are_rare(level: int) -> None:
    problems = [draw(FAMILY, 3, index, level) for index in range(1000)]
    assert len({problem.fingerprint for problem in problems}) >= 980


@pytest.mark.parametrize("name", sorted(shipped()))
def test_each_template_has_room_for_very_many_problems(name: str) -> None:
    """Among n draws from a space of size N about n²/2N repeat; 600 draws with at most 6 repeats speak for N > 30,000,
    and what a template can state bounds N from above."""
    template = shipped()[name]
    family = load_template(data_path("templates", f"{name}.yaml"))
    fingerprints = {draw(family, 5, index, 1).fingerprint for index in range(600)}
    assert len(fingerprints) >= 594
    size = 1
    for domain in template.domains.values():
        size *= len(domain)
    assert size >= 100_000


def test_the_same_draw_is_the_same_problem() -> None:
    for level in LEVELS:
        assert draw(FAMILY, 11, 7, level) == drawn(level)[7]


def test_params_hold_the_facts_and_survive_json() -> None:
    problem = drawn(3)[0]
    text = msgspec.json.encode(problem)
    assert msgspec.json.encode(msgspec.json.decode(text, type=Problem)) == text


def test_fingerprints_ignore_names_noise_and_wording_and_see_numbers() -> None:
    family = load_template(data_path("templates", "tram-seats.yaml"))
    story = family.sample(_stream(1), 3)
    renamed = msgspec.structs.replace(
        story, words={**story.words, "driver": "Zoltan"}, noise={**story.noise, "line": 3}, distractors=()
    )
    assert family.canonical(renamed) == family.canonical(story)
    changed = msgspec.structs.replace(story, values={**story.values, "riders": int(story.values["riders"]) + 1})
    assert family.canonical(changed) != family.canonical(story)


def test_distractors_change_neither_check_nor_reference() -> None:
    family = load_template(data_path("templates", "cable-car.yaml"))
    story = family.sample(_stream(2), 3)
    plain = msgspec.structs.replace(story, noise={}, distractors=())
    assert family.check(plain) == family.check(story)
    assert family.reference(plain, _stream(3)) == family.reference(story, _stream(3))
    told = family.phrase(story, _stream(4), "en").text
    assert len(told) > len(family.phrase(plain, _stream(4), "en").text)


def test_people_in_one_story_have_different_names(tmp_path: Path) -> None:
    text = BASE.replace("who: person", "who: person\n  first_friend: person\n  second_friend: person")
    family = load_template(_file(tmp_path, text))
    names = {person.name for person in PEOPLE}
    for index in range(300):
        words = draw(family, 1, index, 1).params["words"].values()
        people = [word for word in words if word in names]
        assert len(set(people)) == 3


# --- twins ---------------------------------------------------------------------------------------------------------

TWINNED = [(name, twin.hides) for name, template in shipped().items() for twin in template.twins]


@cache
def twin_of(name: str, hides: str) -> tuple[Problem, ...]:
    """Draws of one twin, a few for each text that it has, with the answer lines of the story's own level."""
    template = shipped()[name]
    twins = tuple(twin for twin in template.twins if twin.hides == hides)
    family = TemplateFamily(template._replace(twins=twins))
    return tuple(draw(family, 2, index, max(family.levels), twins=1.0) for index in range(12))


def test_most_templates_of_the_upper_levels_have_twins_and_none_of_level_1() -> None:
    levels = Counter(template.source.level for template in shipped().values() if template.twins)
    assert levels[1] == 0
    assert levels[2] >= 8
    assert levels[3] >= 8
    assert {problem.params["template"] for level in (2, 3) for problem in drawn_twins(level)} == {
        name for name, _ in TWINNED
    }


@cache
def drawn_twins(level: int) -> tuple[Problem, ...]:
    return tuple(draw(FAMILY, 4, index, level, twins=1.0) for index in range(150))


def test_problems_of_level_1_ask_for_a_number_only() -> None:
    for problem in drawn(1):
        assert not isinstance(problem.check.answer, Outcome)
        assert "determined" not in problem.prompt
        assert not {"hidden", "supposed"} & problem.params.keys()


@pytest.mark.parametrize(("name", "hides"), TWINNED)
def test_a_twin_is_undetermined_for_the_oracle_and_for_the_checker(name: str, hides: str) -> None:
    asked = shipped()[name].source.answer.name
    for problem in twin_of(name, hides):
        assert solve(problem) == problem.check.gold == "cannot be determined"
        assert decide(problem.check, problem.reference).status == Status.ACCEPTED
        for supposed in problem.params["supposed"]:
            assert decide(problem.check, f"Answer: {supposed[asked]}").status == Status.REJECTED
            whole = msgspec.structs.replace(
                problem.check,
                gold=str(supposed[asked]),
                equations=(f"{hides} = {supposed[hides]}", *problem.check.equations),
            )
            assert decide(whole, f"Answer: {supposed[asked]}").status == Status.ACCEPTED


@pytest.mark.parametrize(("name", "hides"), TWINNED)
def test_a_twin_tells_no_number_but_those_of_its_story(name: str, hides: str) -> None:
    template = shipped()[name]
    for problem in twin_of(name, hides):
        values = {**problem.params["values"], **problem.params["noise"]}
        known = [values[each] for each in (*template.stated, *template.source.noise) if each in values]
        forms = " ".join(form for number in known for form in (str(number), *_written(number)))
        assert hides not in values
        assert numbers_told(problem.prompt) <= numbers_told(forms) | set(map(str, template.literals)), problem.prompt


@pytest.mark.parametrize(("name", "hides"), TWINNED)
def test_a_twin_differs_from_its_story_in_one_part(name: str, hides: str) -> None:
    template = shipped()[name]
    twin = next(twin for twin in template.twins if twin.hides == hides)
    for place, text in twin.texts:
        whole = [*template.texts[place].tell, template.texts[place].ask]
        less = [*text.tell, text.ask]
        kept = [part for part in whole if part in less]
        assert len(kept) == len(whole) - 1
        assert len(less) - len(kept) in (0, 1)


@pytest.mark.parametrize(("name", "hides"), TWINNED)
def test_a_twins_solution_works_out_two_answers(name: str, hides: str) -> None:
    asked = shipped()[name].source.answer.name
    for problem in twin_of(name, hides):
        first, second = (str(supposed[asked]) for supposed in problem.params["supposed"])
        assert first != second
        results = re.findall(r"The result would be (\S+)\.", problem.reference)
        assert results == [first, second]
        assert problem.reference.endswith("\nAnswer: cannot be determined")
        assert not re.search(r"[{}\[\]|]|  |\bNone\b", problem.reference + problem.prompt.rpartition("\n")[0])


# --- a user's own template -----------------------------------------------------------------------------------------

BASE = """\
provender_template: 1
name: bakery
title: Loaves on trays
answer: {name: rest, type: integer, unit: loaves}
words:
  who: person
  kind: [rye, oat]
  loaf: [loaf]
variables:
  trays: {from: 3, to: 60}
  per: {from: 4, to: 40}
  sold: {choices: [5, 10, 15, 20, 25]}
derived:
  loaves: trays * per
  rest: loaves - sold
conditions:
  - rest > 1
texts:
  - tell: ["{who} bakes {trays} trays of {kind} loaves with {per:loaf} on each.", "Then {sold} loaves are sold."]
    ask: How many loaves remain?
  - tell: ["There are {trays} trays of {per} loaves.", "{sold:words} of these loaves go."]
    ask: How many stay?
  - tell: ["{sold} loaves are missing from {trays} trays with {per} loaves each."]
    ask: "[How many loaves|What number] are left?"
noise:
  age: {from: 30, to: 70}
distractors:
  - "{who} is {age} years old."
steps:
  - "{trays} × {per} = {loaves} loaves are baked."
  - "{loaves} - {sold} = {rest} remain."
conclusion: "So {rest} are left."
"""


def test_a_template_of_ones_own_is_a_family_with_one_level_per_distractor(tmp_path: Path) -> None:
    family = load_template(_file(tmp_path, BASE))
    assert family.name == "template/bakery"
    assert family.levels == {1: "2 steps, no distractor", 2: "2 steps, 1 distractor"}
    problem = draw(family, 0, 0, 2)
    values = problem.params["values"]
    assert problem.family == "template/bakery"
    assert problem.check.gold == str(values["trays"] * values["per"] - values["sold"])
    assert "years old" in problem.prompt


def test_a_changed_template_has_another_version_and_a_commented_one_has_not(tmp_path: Path) -> None:
    version = load_template(_file(tmp_path, BASE)).version
    assert load_template(_file(tmp_path, "# a remark\n" + BASE)).version == version
    assert load_template(_file(tmp_path, BASE.replace("to: 60", "to: 61"))).version != version
    assert 0 < version < 2**31


def test_a_template_family_travels_to_worker_processes(tmp_path: Path) -> None:
    family = load_template(_file(tmp_path, BASE))
    again = pickle.loads(pickle.dumps(family))
    assert draw(again, 4, 2, 2) == draw(family, 4, 2, 2)


def test_a_template_told_backwards_is_checked_by_its_relations(tmp_path: Path) -> None:
    text = BASE.replace(
        "conditions:", "stated: [trays, sold, rest]\nrelations: [trays * per = rest + sold]\nconditions:"
    )
    text = text.replace("{per:loaf}", "{rest:loaf}").replace("{per}", "{rest}").replace("name: rest", "name: each")
    text = text.replace("  rest: loaves - sold", "  rest: loaves - sold\n  all: rest + sold\n  each: all / trays")
    with pytest.raises(BadInput, match="none names the answer 'each'"):
        load_template(_file(tmp_path, text))
    family = load_template(_file(tmp_path, text.replace("trays * per =", "trays * each =")))
    check = draw(family, 0, 0, 1).check
    assert isinstance(check, Equations)
    assert check.equations[-1] == "trays * each = rest + sold"
    assert len(check.equations) == 4


def test_values_that_never_meet_the_conditions_at_draw_time_make_the_draw_impossible() -> None:
    template = shipped()["beehives"]
    barren = template._replace(literals=frozenset(range(10_000)))
    with pytest.raises(Impossible, match="no values of template 'beehives'"):
        _sampled(barren, _stream(0), 0)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("trays * per", "tray * per", "derived.loaves: nothing defines 'tray'; did you mean 'trays'?"),
        ("trays * per", "rest * per", "derived.loaves: nothing defines 'rest'"),
        ("trays * per", "trays * per ** 2", "derived.loaves: 'trays * per ** 2' cannot stand in the statement's"),
        ("trays * per", "trays > per", "derived.loaves: 'trays > per' is a condition, not a quantity"),
        ("trays * per", "per / (trays - trays)", "divides by zero at per ="),
        ("loaves - sold", "loaves / sold", "answer.type: the answer 'rest' is"),
        ("rest > 1", "rest", "conditions[0]: 'rest' is a number, not a condition"),
        (
            "rest > 1",
            "rest > 1\n  - rest < 0",
            "conditions[1]: the conditions are never met in 2,000 draws; 'rest < 0'",
        ),
        ("rest > 1", "divides(9, trays)\n  - rest < 0", "conditions[1]: the conditions are never met in 2,000 draws"),
        ("rest > 1", "trays == 7 and per < 8", "conditions[0]: the conditions are met by only"),
        ("who: person", "who: persn", "words.who: unknown word kind 'persn'; did you mean 'person'?"),
        ("who: person", "who: item.foo", "words.who: unknown word kind 'item.foo'; did you mean 'item.food'?"),
        ("[rye, oat]", "[rye, rye]", "words.kind: a word is written twice"),
        ("[rye, oat]", "[rye, oat]\n  b: [rye, oat]\n  c: [oat, rye]", "words.c: too few words"),
        ("[rye, oat]", "[rye, oat]\n  trays: [tray]", "variables.trays: the name 'trays' is taken by words.trays"),
        ("[rye, oat]", "[rye, oat]\n  money: [tray]", "words.money: the name 'money' has a meaning of its own"),
        ("from: 3, to: 60", "from: 60, to: 3", "variables.trays: from 60 is above to 3"),
        ("from: 3, to: 60", "from: 3", "variables.trays: neither choices nor both from and to"),
        ("from: 3, to: 60", "from: 3, to: 60, choices: [3]", "variables.trays: both choices and from/to"),
        ("from: 3, to: 60", "from: 3, to: sixty", "variables.trays: to: expected `int | null`, got `str`"),
        ("from: 3, to: 60", "from: 3, too: 60", "variables.trays: too: unknown field 'too'; did you mean 'to'?"),
        ("[5, 10, 15, 20, 25]", "[5, 5]", "variables.sold.choices: a choice is written twice"),
        ("name: rest, type", "name: rst, type", "answer.name: nothing defines 'rst'; did you mean 'rest'?"),
        ("name: rest, type", "name: sold, type", "answer.name: 'sold' is stated in the text"),
        ("type: integer", "type: whole", "answer.type: invalid enum value 'whole'"),
        ("provender_template: 1", "provender_template: 2", "provender_template: invalid enum value 2"),
        ("title: Loaves on trays", "title: A\ntitle: B", "the key 'title' is written twice"),
        ("title: Loaves on trays", "title: A\nlevel: 10", "level: expected `int` <= 9"),
        ("title: Loaves on trays\n", "", "object missing required field `title`"),
        ("name: bakery", "name: Bakery", "name: expected `str` matching regex"),
        ("ask: How many stay?", "ask: How many {kinds} stay?", "texts[1].ask: nothing fills the slot 'kinds'"),
        ("ask: How many stay?", "ask: How many of {rest} stay?", "texts[1].ask: the slot 'rest' cannot stand here"),
        ("ask: How many stay?", 'ask: "How many [stay?"', "texts[1].ask: a '[' without its ']'"),
        ("ask: How many stay?", 'ask: "How many stay}?"', "texts[1].ask: a '}' without its '{'"),
        ("ask: How many stay?", "ask: How many can {kind.they} eat?", "texts[1].ask: 'kind' is not a person"),
        ("ask: How many stay?", "ask: How many can {who.we} eat?", "texts[1].ask: {who.we}: a person has they"),
        ("ask: How many stay?", "ask: How many {kind:words} stay?", "texts[1].ask: 'words' is no form of the word"),
        ("ask: How many stay?", "ask: How many stay?\n    order: random", "texts[1].order: invalid enum value"),
        ("{sold:words}", "{sold:word}", "texts[1].tell[1]: 'word' is no form of a number; did you mean 'words'?"),
        ("{sold:words} of", "[Some|{sold}] of", "texts[1]: the text does not always say 'sold'"),
        ("{who} is {age}", "{who} with {trays} is {age}", "distractors[0]: the slot 'trays' cannot stand here"),
        ("{loaves} - {sold}", "{loaves} - {age}", "steps[1]: the slot 'age' cannot stand here"),
        ("{loaves} - {sold}", "{loavse} - {sold}", "steps[1]: nothing fills the slot 'loavse'; did you mean 'loaves'?"),
        ("loaves: trays * per", "half: trays / 4\n  loaves: trays * per", None),
        ("{loaves} - {sold}", "{loaves:half} - {sold}", "steps[1]: 'half' is no form of a number"),
        (
            "conditions:",
            "stated: [trays, per]\nconditions:",
            "stated: the answer depends on 'sold', which no text states",
        ),
        (
            "conditions:",
            "stated: [trays, pre, sold]\nconditions:",
            "stated[1]: nothing defines 'pre'; did you mean 'per'?",
        ),
        ("conditions:", "stated: [per, trays, per]\nconditions:", "stated: a name is written twice"),
        ("conditions:", "relations: [rest < 4]\nconditions:", "relations[0]: 'rest < 4' is not one equation"),
        (
            "conditions:",
            "relations: [rest + sold = trays + per]\nconditions:",
            "relations[0]: 'rest + sold = trays + per' does",
        ),
        ("conditions:", "relations: [rest = trays * per - sold if 1 < 2 else 0]\nconditions:", "relations[0]: 'trays"),
        ("to: 70}", "to: 70}\n  age2: {from: 1, to: 2}", None),
        ("derived:", "  idle: {from: 1, to: 9}\nderived:", "variables.idle: 'idle' is stated but has no bearing"),
        ("steps:", "stepps:", "did you mean 'steps'?"),
    ],
)
def test_a_mistake_is_told_with_its_place_and_a_remedy(tmp_path: Path, old: str, new: str, message: str | None) -> None:
    assert old in BASE
    path = _file(tmp_path, BASE.replace(old, new, 1))
    if message is None:
        load_template(path)
        return
    with pytest.raises(BadInput) as error:
        load_template(path)
    assert error.value.place.startswith(str(path))
    assert message in str(error.value)
    assert error.value.remedy


WITH_TWIN = BASE.replace(
    "noise:",
    "twins:\n  - {hides: per, missing: the number of loaves on a tray, amount: '{per:loaf}'}\nnoise:",
).replace(
    "    ask: How many loaves remain?\n",
    "    ask: How many loaves remain?\n    without: {per: '{who} bakes {trays} trays of {kind} loaves.'}\n",
)


def test_a_template_of_ones_own_has_the_twins_that_it_declares(tmp_path: Path) -> None:
    family = load_template(_file(tmp_path, WITH_TWIN))
    assert tuple(family.twins) == (1, 2)
    assert tuple(load_template(_file(tmp_path, BASE)).twins) == ()
    family = load_template(_file(tmp_path, WITH_TWIN))
    for index in range(20):
        twin = draw(family, 0, index, 1, twins=1.0)
        trays, sold = twin.params["values"]["trays"], twin.params["values"]["sold"]
        assert twin.template == "bakery/1"
        assert re.search(rf"bakes {trays} trays of \w+ loaves\. Then {sold} loaves are sold\.", twin.prompt)
        assert twin.params["hidden"] == "per"
        assert twin.fingerprint != draw(family, 0, index, 1, twins=0.0).fingerprint
        assert isinstance(twin.check, Equations)
        assert twin.check.equations == (
            f"trays = {trays}",
            f"sold = {sold}",
            "loaves = trays * per",
            "rest = loaves - sold",
        )
        assert twin.check.answer == Outcome(Integer(), ("impossible", "cannot be determined"))
    assert draw(pickle.loads(pickle.dumps(family)), 4, 2, 2, twins=1.0) == draw(family, 4, 2, 2, twins=1.0)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("hides: per", "hides: loaves", "texts[0].without.per: no twin hides 'per'; add a twin with hides: per"),
        ("without: {per: '{who}", "without: {loaf: '{who}", "texts[0].without.loaf: no twin hides 'loaf'"),
        ("    without: {per: '{who} bakes {trays} trays of {kind} loaves.'}\n", "", "twins[0].hides: no text is told"),
        (
            "  - {hides: per",
            "  - {hides: loaves, missing: the number of loaves, amount: '{loaves}'}\n  - {hides: per",
            "twins[0].hides: no text states 'loaves'",
        ),
        (
            "  - {hides: per",
            "  - {hides: per, missing: it, amount: '{per}'}\n  - {hides: per",
            "twins[1].hides: another twin hides 'per'",
        ),
        ("of {kind} loaves.'}", "of {per} loaves.'}", "texts[0].without.per: this still tells 'per'"),
        ("of {kind} loaves.'}", "of {rest} loaves.'}", "texts[0].without.per: the slot 'rest' cannot stand here"),
        (
            "{who} bakes {trays} trays of {kind} loaves.'}",
            "'}",
            "texts[0].without.per: the first part and the question",
        ),
        (
            "bakes {trays} trays of {kind} loaves.'}",
            "bakes {kind} loaves.'}",
            "texts[0].without.per: the text does not",
        ),
        ("Then {sold} loaves", "Then {sold} of {per} loaves", "texts[0].without.per: 'per' is told in 2 parts"),
        (
            "missing: the number of loaves on a tray",
            "missing: 'the {per}'",
            "twins[0].missing: the slot 'per' cannot stand here",
        ),
        ("amount: '{per:loaf}'", "amount: '{rest}'", "twins[0].amount: the slot 'rest' cannot stand here"),
        ("amount: '{per:loaf}'", "amount: '{per:decimals}'", "twins[0].amount: 'decimals' is no form of a number"),
        (", amount: '{per:loaf}'", "", "twins[0]: object missing required field `amount`"),
        (
            "loaves: trays * per",
            "loaves: trays * ceil(per / 3)",
            "twins[0].hides: without 'per' checkers cannot decide",
        ),
        ("loaves: trays * per", "loaves: trays * 40 // per", "twins[0].hides: without 'per' checkers cannot decide"),
        (
            "loaves: trays * per",
            "loaves: trays * per + sold * per - per * sold - (trays - 1) * per - per",
            "twins[0].hides: the answer 'rest' is the same for every value of 'per'",
        ),
        (
            "per: {from: 4, to: 40}",
            "per: {choices: [9]}",
            "twins[0].hides: no second value of 'per' meets the conditions",
        ),
        (
            "conditions:",
            "  crumbs: per * 2\nstated: [trays, per, sold, crumbs]\n"
            "relations: [rest = trays * per - sold, crumbs = per + per]\nconditions:",
            "twins[0].hides: 'per' cannot change alone: 'crumbs', which is still told, changes with it",
        ),
    ],
)
def test_a_mistake_in_a_twin_is_told_with_its_place_and_a_remedy(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    assert old in WITH_TWIN
    text = WITH_TWIN.replace("rest > 1", "rest != 1")
    path = _file(tmp_path, text.replace(old, new, 1))
    with pytest.raises(BadInput) as error:
        load_template(path)
    assert re.match(rf"{re.escape(str(path))}:\d+: ", str(error.value)), str(error.value)
    assert message in str(error.value)
    assert error.value.remedy


def test_a_mistake_is_told_with_its_line(tmp_path: Path) -> None:
    path = _file(tmp_path, BASE.replace("trays * per", "tray * per"))
    line = BASE.splitlines().index("  loaves: trays * per") + 1
    with pytest.raises(BadInput, match=rf"{re.escape(str(path))}:{line}: derived\.loaves: "):
        load_template(path)


def test_fractions_are_written_only_in_forms_that_can_show_them(tmp_path: Path) -> None:
    text = BASE.replace("loaves: trays * per", "half: trays / 7\n  loaves: trays * per")
    with pytest.raises(BadInput, match=r"steps\[0\]: 'half' is \d+/7, which words cannot write"):
        load_template(_file(tmp_path, text.replace("{trays} × {per}", "{half:words}: {trays} × {per}")))
    with pytest.raises(BadInput, match=r"steps\[0\]: the pattern cannot be filled"):
        load_template(_file(tmp_path, text.replace("{trays} × {per}", "{half:decimal}: {trays} × {per}")))


def test_deep_alternatives_are_refused(tmp_path: Path) -> None:
    text = BASE.replace("How many stay?", '"' + "[" * 400 + "a" + "]" * 400 + '"')
    with pytest.raises(BadInput, match=r"texts\[1\]\.ask: alternatives nested deeper"):
        load_template(_file(tmp_path, text))


def test_a_template_can_be_read_without_a_file() -> None:
    source = decode_yaml(BASE, SeedTemplate, "inline", HELP)
    assert compile_template(source, "inline").depth == 2


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (money(350), "$3.50"),
        (money(1200), "$12"),
        (money(123405), "$1,234.05"),
        (money(-75), "-$0.75"),
        (clock(545), "9:05"),
        (clock(1440), "0:00"),
        (duration(125), "2 hours and 5 minutes"),
        (duration(60), "1 hour"),
        (duration(61), "1 hour and 1 minute"),
        (duration(0), "0 minutes"),
        (decimal(Fraction(11, 4)), "2.75"),
        (decimal(Fraction(-1, 8)), "-0.125"),
        (decimal(Fraction(1, 50)), "0.02"),
        (decimal(7), "7"),
        (grouped(12400), "12,400"),
    ],
)
def test_amounts_are_written_as_people_write_them(written: str, expected: str) -> None:
    assert written == expected


def test_the_example_in_the_documentation_is_a_working_template(tmp_path: Path) -> None:
    page = (Path(__file__).resolve().parents[2] / "docs" / "templates.md").read_text(encoding="utf-8")
    example = next(block for block in re.findall(r"```yaml\n(.*?)```", page, re.S) if "provender_template" in block)
    family = load_template(_file(tmp_path, example))
    skeletons = Counter(draw(family, 0, index, 2).template for index in range(60))
    assert len(skeletons) == 3
    retold = next(block for block in re.findall(r"```yaml\n(.*?)```", page, re.S) if "without:" in block)
    whole, twins = retold.split("twins:\n")
    first = whole.removeprefix("texts:\n").partition("    without:\n")[0]
    assert first in example
    text = example.replace(first, whole.removeprefix("texts:\n")).replace("noise:\n", f"twins:\n{twins}noise:\n")
    family = load_template(_file(tmp_path, text))
    hidden = Counter(draw(family, 0, index, 1, twins=1.0).params["hidden"] for index in range(20))
    assert set(hidden) == {"share", "per"}


def _written(number: int) -> tuple[str, ...]:
    return (in_words(number), money(number), duration(number), grouped(number), clock(number))


def _file(folder: Path, text: str) -> Path:
    path = folder / "own.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def _stream(number: int) -> Stream:
    return Stream("test", number)


def _worked_out(text: str) -> Fraction:
    """The value of digits joined by + - × / and parentheses, by recursive descent."""
    tokens = re.findall(r"\d+|[-+×/()]", text)

    def total() -> Fraction:
        value = product()
        while tokens and tokens[0] in "+-":
            value = value + product() if tokens.pop(0) == "+" else value - product()
        return value

    def product() -> Fraction:
        value = atom()
        while tokens and tokens[0] in "×/":
            value = value * atom() if tokens.pop(0) == "×" else value / atom()
        return value

    def atom() -> Fraction:
        token = tokens.pop(0)
        if token == "(":
            value = total()
            tokens.pop(0)
            return value
        return Fraction(token)

    return total()
