"""Reading seed templates: from a YAML file to patterns and expressions that are known to work.

Whatever is wrong with a template is found here, before any problem is drawn from it, and told with the file, the
line and the path inside it. What cannot be read off the text is tried out (`generators.template_trial`).
"""

from __future__ import annotations

import difflib
import keyword
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, cast

from generators.expressions import FUNCTIONS, Expression, compile_expression, linear_in
from generators.language.amounts import AMOUNTS
from generators.language.lexicon import ITEMS, PEOPLE
from generators.language.wording import BadPattern, compiled, slots_in
from generators.template_drawing import Compiled, Hiding, Rule
from generators.template_trial import try_out
from schemas import BadInput
from schemas.decoding import convert, load_yaml, read_text
from schemas.template import Domain, ExpressionText, SeedTemplate, Telling, Twin, Words

HELP = "docs/templates.md describes every field"

_PEOPLE = {person.name: person for person in PEOPLE}


def read_template(path: Path) -> Compiled:
    """The template in this file, checked and tried out. Raises `BadInput` for whatever is wrong with it."""
    return parse_template(read_text(path, "a seed template"), str(path))


def parse_template(text: str, place: str) -> Compiled:
    """The template in this text, which came from `place`, checked and tried out. Raises `BadInput`."""
    value, lines = load_yaml(text, place)
    _check_entries(value, place, lines)
    return compile_template(convert(value, SeedTemplate, place, HELP, lines), place, lines)


def compile_template(source: SeedTemplate, place: str, lines: Mapping[str, int] | None = None) -> Compiled:
    """A template ready for use. Raises `BadInput`; `lines` are those of the paths in the file, for its place."""
    check = _Check(source, place, lines or {})
    template = check.compiled()
    try_out(template, check.relations, check.at)
    return template


def _check_entries(value: Any, place: str, lines: Mapping[str, int]) -> None:
    """Convert the entries of mappings one by one: an error inside a mapping does not name the key it is under."""
    if not isinstance(value, dict):
        return
    kinds = (("words", Words), ("variables", Domain), ("derived", ExpressionText), ("noise", Domain))
    for field, kind in kinds:
        entries = value.get(field)
        for key, entry in entries.items() if isinstance(entries, dict) else ():
            path = f"{field}.{key}"
            convert(entry, cast(Any, kind), f"{place}:{lines.get(path, 1)}: {path}", HELP)


_AMOUNT = re.compile(r"\{([a-z][a-z0-9_]*):(" + "|".join(AMOUNTS) + r")\}")
_PRONOUN = re.compile(r"\{([a-z][a-z0-9_]*)\.[A-Za-z]+\}")
_LITERAL = re.compile(r"\d+")
_BRACES = re.compile(r"\{[^{}]*\}")
_MAX_NESTING = 12
_FORMS = ("words", "ordinal", "s", "a")
_RESERVED = frozenset((*FUNCTIONS, *_FORMS, *AMOUNTS))


class _Check:
    """The part of the checking that needs no draw."""

    def __init__(self, source: SeedTemplate, place: str, lines: Mapping[str, int]) -> None:
        self.source = source
        self.place = place
        self.lines = lines
        self.relations: list[tuple[Expression, Expression]] = []
        self.sides: list[tuple[Expression, Expression]] = []  # of the statement's equations, relations or not

    def compiled(self) -> Compiled:
        source = self.source
        self.names()
        domains = {name: self.domain(domain, f"variables.{name}") for name, domain in source.variables.items()}
        noise = {name: self.domain(domain, f"noise.{name}") for name, domain in source.noise.items()}
        words = {name: self.word(name) for name in source.words}
        self.distinct(words)
        derived = self.derived()
        stated = self.stated()
        equations, depth = self.statement(derived, stated)
        told = (*stated, *source.words)
        known = (*source.variables, *source.derived, *source.words)
        texts = tuple(
            Telling(
                tell=tuple(self.pattern(part, f"texts[{i}].tell[{j}]", told) for j, part in enumerate(text.tell)),
                ask=self.pattern(text.ask, f"texts[{i}].ask", told),
                order=text.order,
                layout=text.layout,
                without=text.without,
            )
            for i, text in enumerate(source.texts)
        )
        aside = (*source.noise, *source.words)
        steps = [(step, f"steps[{i}]") for i, step in enumerate(source.steps)]
        if source.conclusion:
            steps.append((source.conclusion, "conclusion"))
        patterns = tuple(self.pattern(step, path, known) for step, path in steps)
        unit = source.answer.unit
        kind = "integer" if source.answer.type == "integer" else "exact fraction or decimal"
        return Compiled(
            source=source,
            domains=domains,
            noise=noise,
            words=words,
            plan=self.plan(derived),
            stated=stated,
            equations=equations,
            depth=depth,
            texts=texts,
            distractors=tuple(
                self.pattern(text, f"distractors[{i}]", aside) for i, text in enumerate(source.distractors)
            ),
            steps=patterns,
            form=f"{kind}, the number of {unit}" if unit else kind,
            literals=frozenset(_literals(texts, source.distractors)),
            twins=self.twins(derived, stated, texts, patterns),
        )

    def names(self) -> None:
        """Every name means one thing."""
        source = self.source
        owner: dict[str, str] = {}
        for field in ("words", "variables", "derived", "noise"):
            for name in getattr(source, field):
                path = f"{field}.{name}"
                if name in _RESERVED or keyword.iskeyword(name):
                    raise self.bad(path, f"the name '{name}' has a meaning of its own", "choose another name")
                if name in owner:
                    raise self.bad(path, f"the name '{name}' is taken by {owner[name]}", "choose another name")
                owner[name] = path

    def domain(self, domain: Domain, path: str) -> range | tuple[int, ...]:
        if domain.choices is not None:
            if domain.low is not None or domain.high is not None:
                raise self.bad(path, "both choices and from/to", "keep one of the two")
            if len(set(domain.choices)) < len(domain.choices):
                raise self.bad(f"{path}.choices", "a choice is written twice", "write each once")
            return domain.choices
        if domain.low is None or domain.high is None:
            remedy = "write {from: 3, to: 12} or {choices: [5, 10]}"
            raise self.bad(path, "neither choices nor both from and to", remedy)
        if domain.low > domain.high:
            raise self.bad(path, f"from {domain.low} is above to {domain.high}", "exchange them")
        return range(domain.low, domain.high + 1, domain.step)

    def word(self, name: str) -> tuple[str, ...]:
        kind = self.source.words[name]
        if not isinstance(kind, str):
            if len(set(kind)) < len(kind):
                raise self.bad(f"words.{name}", "a word is written twice", "write each once")
            return kind
        kinds = {"person": tuple(_PEOPLE), **{f"item.{group}": items for group, items in ITEMS.items()}}
        if kind not in kinds:
            close = difflib.get_close_matches(kind, kinds, 1)
            remedy = f"did you mean '{close[0]}'?" if close else f"use a list of words or one of {', '.join(kinds)}"
            raise self.bad(f"words.{name}", f"unknown word kind '{kind}'", remedy)
        return kinds[kind]

    def distinct(self, words: Mapping[str, tuple[str, ...]]) -> None:
        taken: list[str] = []
        for name, options in words.items():
            others = sum(1 for other in taken if set(words[other]) & set(options))
            if 1 < len(options) <= others:
                raise self.bad(f"words.{name}", "too few words for them all to differ", "write a longer list")
            taken.append(name)

    def derived(self) -> dict[str, Expression]:
        found: dict[str, Expression] = {}
        for name, text in self.source.derived.items():
            path = f"derived.{name}"
            expression = compile_expression(text, self.at(path), (*self.source.variables, *found))
            if expression.truth:
                raise self.bad(path, f"'{text}' is a condition, not a quantity", "move it to conditions")
            found[name] = expression
        return found

    def plan(self, derived: Mapping[str, Expression]) -> tuple[Rule, ...]:
        waiting = []
        for i, text in enumerate(self.source.conditions):
            path = f"conditions[{i}]"
            condition = compile_expression(text, self.at(path), (*self.source.variables, *derived))
            if not condition.truth:
                raise self.bad(path, f"'{text}' is a number, not a condition", "compare it: ... > 0")
            waiting.append(Rule("", condition, path))
        known = set(self.source.variables)
        rules: list[Rule] = []
        for quantity in (None, *(Rule(name, found, f"derived.{name}") for name, found in derived.items())):
            if quantity:
                rules.append(quantity)
                known.add(quantity.name)
            rules += [rule for rule in waiting if known.issuperset(rule.expression.names)]
            waiting = [rule for rule in waiting if not known.issuperset(rule.expression.names)]
        return tuple(rules)

    def stated(self) -> tuple[str, ...]:
        source = self.source
        known = (*source.variables, *source.derived)
        stated = source.stated if source.stated is not None else tuple(source.variables)
        for i, name in enumerate(stated):
            if name not in known:
                raise self.bad(f"stated[{i}]", f"nothing defines '{name}'", _near(name, known))
        if len(set(stated)) < len(stated):
            raise self.bad("stated", "a name is written twice", "write each once")
        if source.answer.name not in known:
            raise self.bad("answer.name", f"nothing defines '{source.answer.name}'", _near(source.answer.name, known))
        if source.answer.name in stated:
            raise self.bad("answer.name", f"'{source.answer.name}' is stated in the text", "ask for another quantity")
        return stated

    def statement(self, derived: Mapping[str, Expression], stated: tuple[str, ...]) -> tuple[tuple[str, ...], int]:
        """The equations of the statement beside the stated values, and the number of steps to the answer."""
        source = self.source
        needed: set[str] = set()
        todo = [source.answer.name]
        while todo:
            name = todo.pop()
            if name not in needed:
                needed.add(name)
                if name not in stated and name in derived:
                    todo += derived[name].names
        depth = sum(1 for name in needed if name in derived and name not in stated)
        if source.relations:
            equations, used = self.related(stated)
        else:
            hidden = [name for name in source.variables if name in needed and name not in stated]
            if hidden:
                raise self.bad(
                    "stated",
                    f"the answer depends on '{hidden[0]}', which no text states",
                    "state it, or give the statement's equations as relations",
                )
            equations = []
            for name, expression in derived.items():
                if name in needed and name not in stated:
                    equations.append(f"{name} = {self.infix(expression, f'derived.{name}')}")
                    self.sides.append((compile_expression(name, self.at(f"derived.{name}")), expression))
            used = needed
        for name in stated:
            if name not in used:
                raise self.bad(
                    f"{'variables' if name in source.variables else 'derived'}.{name}",
                    f"'{name}' is stated but has no bearing on the answer",
                    "move it to noise and its sentence to distractors",
                )
        return tuple(equations), max(1, depth)

    def related(self, stated: tuple[str, ...]) -> tuple[list[str], set[str]]:
        known = (*self.source.variables, *self.source.derived)
        equations: list[str] = []
        used: set[str] = set()
        for i, text in enumerate(self.source.relations):
            path = f"relations[{i}]"
            sides = _sides(text)
            if len(sides) != 2:
                raise self.bad(path, f"'{text}' is not one equation", "write left = right")
            left, right = (compile_expression(side, self.at(path), known) for side in sides)
            self.relations.append((left, right))
            equations.append(f"{self.infix(left, path)} = {self.infix(right, path)}")
            used.update(left.names, right.names)
        self.sides += self.relations
        if self.source.answer.name not in used:
            problem = f"none names the answer '{self.source.answer.name}'"
            raise self.bad("relations", problem, "relate it to what is stated")
        return equations, used

    def twins(
        self,
        derived: Mapping[str, Expression],
        stated: tuple[str, ...],
        texts: tuple[Telling, ...],
        steps: tuple[str, ...],
    ) -> tuple[Hiding, ...]:
        source = self.source
        hidden = [twin.hides for twin in source.twins]
        for i, text in enumerate(source.texts):
            for name in text.without:
                if name not in hidden:
                    problem = f"no twin hides '{name}'"
                    raise self.bad(f"texts[{i}].without.{name}", problem, f"add a twin with hides: {name}")
        found = []
        for k, twin in enumerate(source.twins):
            path = f"twins[{k}]"
            if twin.hides not in stated:
                raise self.bad(f"{path}.hides", f"no text states '{twin.hides}'", _near(twin.hides, stated))
            if twin.hides in hidden[:k]:
                raise self.bad(f"{path}.hides", f"another twin hides '{twin.hides}'", "keep one of them")
            free = self.free(twin, derived, stated, f"{path}.hides")
            unfixed = set(free)
            unfixed.update(name for name, rule in derived.items() if not unfixed.isdisjoint(rule.names))
            self.decidable(twin.hides, stated, f"{path}.hides")
            rest = tuple(name for name in stated if name != twin.hides)
            retold = tuple(
                (i, self.without(i, text, twin.hides, rest))
                for i, text in enumerate(texts)
                if twin.hides in text.without
            )
            if not retold:
                remedy = f"give one or more texts a line without: {{{twin.hides}: ...}}"
                raise self.bad(f"{path}.hides", f"no text is told without '{twin.hides}'", remedy)
            parted: tuple[list[str], list[str]] = ([], [])
            for step in steps:
                parted[not unfixed.isdisjoint(_named(step))].append(step)
            found.append(
                Hiding(
                    hides=twin.hides,
                    missing=self.pattern(twin.missing, f"{path}.missing", (*rest, *source.words)),
                    amount=self.pattern(twin.amount, f"{path}.amount", (twin.hides, *source.words)),
                    free=free,
                    open=frozenset(unfixed),
                    known=tuple(parted[0]),
                    supposed=tuple(parted[1]),
                    texts=retold,
                )
            )
        return tuple(found)

    def free(self, twin: Twin, derived: Mapping[str, Expression], stated: tuple[str, ...], path: str) -> frozenset[str]:
        """The variables that change what the twin hides and nothing else that is told."""
        rests_on: dict[str, set[str]] = {name: {name} for name in self.source.variables}
        for name, expression in derived.items():
            rests_on[name] = set().union(*(rests_on[each] for each in expression.names))
        fixed = {variable: name for name in stated if name != twin.hides for variable in rests_on[name]}
        free = frozenset(rests_on[twin.hides] - fixed.keys())
        if not free:
            other = next((fixed[variable] for variable in sorted(rests_on[twin.hides])), "")
            raise self.bad(
                path,
                f"'{twin.hides}' cannot change alone: '{other}', which is still told, changes with it",
                "hide a quantity that nothing else in the text hangs on",
            )
        return free

    def decidable(self, hidden: str, stated: tuple[str, ...], path: str) -> None:
        """Checkers see that an answer is not determined where the equations are linear in what is not known."""
        known = set(stated) - {hidden}
        waiting = self.sides
        while True:
            unknown = {name for pair in waiting for side in pair for name in side.names if name not in known}
            settled = {
                name
                for pair in waiting
                if len(names := ({*pair[0].names, *pair[1].names} - known)) == 1 and _linear(pair, names)
                for name in names
            }
            if not settled:
                break
            known |= settled
            waiting = [pair for pair in waiting if not known.issuperset((*pair[0].names, *pair[1].names))]
        for left, right in waiting:
            if not _linear((left, right), unknown):
                raise self.bad(
                    path,
                    f"without '{hidden}' checkers cannot decide: '{left.text} = {right.text}' is not linear in what is "
                    "then unknown",
                    "hide a quantity that comes in by + and -, or times or divided by what is known",
                )

    def without(self, place: int, text: Telling, hidden: str, rest: tuple[str, ...]) -> Telling:
        """The text with the part that tells the hidden quantity replaced, or left out."""
        path = f"texts[{place}].without.{hidden}"
        parts = (*text.tell, text.ask)
        telling = [j for j, part in enumerate(parts) if hidden in _named(part)]
        if len(telling) != 1:
            problem = f"'{hidden}' is told in {len(telling)} parts of this text"
            raise self.bad(path, problem, "tell it in one part, which can then be replaced")
        instead = text.without[hidden]
        if hidden in _named(instead):
            raise self.bad(path, f"this still tells '{hidden}'", f"write the part again without {{{hidden}}}")
        j = telling[0]
        if not instead and j in (0, len(text.tell)):
            raise self.bad(
                path, "the first part and the question cannot be left out", "write what stands there instead"
            )
        written = (self.pattern(instead, path, (*rest, *self.source.words)),) if instead else ()
        told = (*parts[:j], *written, *parts[j + 1 :])
        return Telling(tell=told[:-1], ask=told[-1], order=text.order, layout=text.layout)

    def infix(self, expression: Expression, path: str) -> str:
        if expression.infix is None:
            raise self.bad(
                path,
                f"'{expression.text}' cannot stand in the statement's equations",
                "use + - * / // % and floor ceil min max abs gcd lcm there; the rest belongs in conditions",
            )
        return expression.infix

    def pattern(self, text: str, path: str, known: Collection[str]) -> str:
        """The pattern with its amounts as slots of their own, every slot known and written in a form it has."""
        source = self.source
        everything = (*source.words, *source.variables, *source.derived, *source.noise)
        if _depth(text) > _MAX_NESTING:
            raise self.bad(path, f"alternatives nested deeper than {_MAX_NESTING}", "write them side by side")
        try:
            compiled(text)
            slots = list(slots_in(text))
        except BadPattern as error:
            raise self.bad(path, str(error), "close every bracket and brace; slots are {name} or {name:form}") from None
        for name, form in slots:
            if name not in everything:
                raise self.bad(path, f"nothing fills the slot '{name}'", _near(name, known))
            if name not in known:
                raise self.bad(path, f"the slot '{name}' cannot stand here", _misplaced(path))
            if form is None:
                continue
            number = name not in source.words
            noun = form in source.words and source.words[form] != "person"
            if number and not (form in ("words", "ordinal") or form in AMOUNTS or noun):
                nouns = [word for word, kind in source.words.items() if kind != "person"]
                remedy = _near(form, ("words", "ordinal", *AMOUNTS, *nouns))
                raise self.bad(path, f"'{form}' is no form of a number", remedy)
            if not number and (form not in ("s", "a") or source.words[name] == "person"):
                raise self.bad(path, f"'{form}' is no form of the word '{name}'", "write {word:s} or {word:a}")
        for name in _PRONOUN.findall(text):
            if source.words.get(name) != "person":
                raise self.bad(path, f"'{name}' is not a person and has no pronouns", f"declare words.{name}: person")
        return _AMOUNT.sub(r"{\1__\2}", text)

    def at(self, path: str) -> str:
        line = self.lines.get(path)
        return f"{self.place}:{line}: {path}" if line else f"{self.place}: {path}"

    def bad(self, path: str, problem: str, remedy: str) -> BadInput:
        return BadInput(self.at(path), problem, remedy)


def _named(pattern: str) -> set[str]:
    """The names whose values the pattern writes, in whatever form."""
    return {slot.partition("__")[0] for slot, _ in slots_in(pattern)}


def _linear(pair: tuple[Expression, Expression], unknown: Collection[str]) -> bool:
    return all(linear_in(side, unknown) for side in pair)


def _depth(pattern: str) -> int:
    depth = deepest = 0
    for character in pattern:
        depth += (character == "[") - (character == "]")
        deepest = max(deepest, depth)
    return deepest


def _misplaced(path: str) -> str:
    if path.startswith("distractors"):
        return "a distractor may name words and noise only, so that it cannot change the answer"
    if path.startswith("twins"):
        return "what is missing is named by words and by what is told, and its amount by words and itself"
    if path.startswith("texts"):
        return "a text may name words and stated quantities only"
    return "a step may name words, variables and derived quantities only"


def _near(name: str, known: Collection[str]) -> str:
    close = difflib.get_close_matches(name, sorted(known), 1)
    return f"did you mean '{close[0]}'?" if close else f"known here: {', '.join(sorted(known)) or 'nothing'}"


def _sides(equation: str) -> list[str]:
    """The sides of an equation; the ``=`` of ``<= >= == !=`` is no equals sign."""
    return [side.strip() for side in re.split(r"(?<![<>=!])=(?!=)", equation)]


def _literals(texts: Iterable[Telling], distractors: Iterable[str]) -> Iterator[int]:
    for pattern in (*(part for text in texts for part in (*text.tell, text.ask)), *distractors):
        yield from (int(digits) for digits in _LITERAL.findall(_BRACES.sub(" ", pattern)) if len(digits) < 20)
