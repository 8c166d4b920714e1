"""Values of functions given by formulas, by cases and by tables: compositions, sums, and many steps of one function."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from typing import Any, ClassVar

from generators.language.lexicon import PEOPLE, listed
from generators.math.arithmetic import Number, formula, linear, nested, put, show, worked
from generators.math.function_value.notation import (
    TEXTS,
    Function,
    X,
    definitions,
    fraction,
    signed,
    square,
    straight,
)
from generators.questions import Question
from generators.randomness import Stream
from schemas.answers import Integer, Rational
from schemas.checks import Check, Equations


class Compose(Question, frozen=True, tag="compose"):
    """Functions applied one after the other to a number; `chain` names them from the inside out."""

    functions: tuple[Function, ...]
    chain: tuple[int, ...]
    argument: int

    TEXTS: ClassVar[dict[str, str]] = TEXTS
    MACHINES: ClassVar[dict[str, str]] = {
        "machines": "Machine {f} turns x into {ftree}, machine {g} into {gtree}. The number {k} goes into {inner}, and "
        "what comes out goes into {outer}. [What is the result?|What comes out then?]",
        "first": "First {inner}, then {outer} is applied to {k}, where {defs}. What is the result?",
    }

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> Compose | None:
        names = stream.choice((("f", "g", "h"), ("f", "g", "h"), ("p", "q", "r"), ("u", "v", "w")))
        if level == 1:
            functions: tuple[Function, ...] = (straight(stream, names[0]), straight(stream, names[1]))
            if stream.chance(1, 4):
                functions = (square(stream, names[0]), straight(stream, names[1], 2, 4))
            chain: tuple[int, ...] = tuple(stream.shuffled((0, 1)))
            argument, most = stream.integer(-4, 9), 120
        elif level == 2:
            functions = (straight(stream, names[0]), square(stream, names[1]))
            chain = stream.choice(((0, 1, 0), (1, 0, 1), (0, 0, 1), (1, 0, 0)))
            argument, most = stream.integer(-4, 6), 2_000
        else:
            functions = (straight(stream, names[0], 4), square(stream, names[1]), straight(stream, names[2], 3))
            chain = tuple(stream.below(3) for _ in range(4))
            argument, most = stream.integer(-5, 6), 10_000
        found = cls(functions, chain, argument)
        values = found.values()
        if max(abs(int(each)) for each in values) > most or set(chain) != set(range(len(functions))):
            return None
        return None if values[-1] in (0, 1, argument) or len(set(values)) < len(values) else found

    def values(self) -> list[Number]:
        """The argument and what it becomes, function by function."""
        values: list[Number] = [self.argument]
        for place in self.chain:
            values.append(self.functions[place].at(values[-1]))
        return values

    def texts(self) -> dict[str, str]:
        return TEXTS | self.MACHINES if len(self.chain) == 2 else TEXTS

    def slots(self, stream: Stream) -> dict[str, Any]:
        slots = definitions(self.functions, stream)
        names = [self.functions[place].name for place in self.chain]
        asked = str(self.argument)
        for name in names:
            asked = f"{name}({asked})"
        if len(names) == 2 and stream.chance(1, 4):
            asked = f"({names[1]} ∘ {names[0]})({self.argument})"
        slots |= {"asked": asked, "k": self.argument, "inner": names[0], "outer": names[-1]}
        if len(names) == 2:
            f, g = self.functions
            slots |= {"f": f.name, "ftree": show(f.tree), "g": g.name, "gtree": show(g.tree)}
        return slots

    def check(self) -> Check:
        lines = [f"v0 = {formula(self.argument)}"]
        for i, place in enumerate(self.chain):
            lines.append(self.functions[place].equation(f"v{i + 1}", f"v{i}"))
        return Equations(Integer(), str(self.values()[-1]), tuple(lines), (f"v{len(self.chain)}",))

    def solution(self) -> list[str]:
        return [
            self.functions[place].step(argument) for place, argument in zip(self.chain, self.values(), strict=False)
        ]

    def canonical(self) -> Any:
        return [[nested(each.tree) for each in self.functions], list(self.chain), self.argument]

    def candidates(self) -> int:
        return len(self.chain)


class Combine(Question, frozen=True, tag="combine"):
    """A sum, difference or product of values."""

    functions: tuple[Function, ...]
    arguments: tuple[int, ...]
    factors: tuple[int, ...]
    product: bool

    TEXTS: ClassVar[dict[str, str]] = TEXTS

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> Combine | None:
        names = stream.choice((("f", "g"), ("f", "g"), ("p", "q"), ("u", "v")))
        functions = (straight(stream, names[0]), stream.choice((straight, square))(stream, names[1]))
        if level == 1:
            arguments = (stream.integer(-4, 8), stream.integer(-4, 6))
            factors: tuple[int, ...] = (1, stream.choice((-1, 1)))
        else:
            arguments = (stream.integer(-6, 9), stream.integer(-6, 7))
            factors = (stream.integer(2, 4), stream.choice((-3, -2, 2, 3)))
        found = cls(functions, arguments, factors, level == 1 and stream.chance(1, 4))
        values = found.values()
        if 0 in values or any(abs(int(each)) > 90 for each in values) or abs(int(found.result())) > 300:
            return None
        return found if found.result() not in (0, 1, *values) else None

    def values(self) -> list[Number]:
        return [each.at(argument) for each, argument in zip(self.functions, self.arguments, strict=True)]

    def result(self) -> Number:
        one, other = self.values()
        return one * other if self.product else self.factors[0] * one + self.factors[1] * other

    def slots(self, stream: Stream) -> dict[str, Any]:
        calls = [f"{each.name}({argument})" for each, argument in zip(self.functions, self.arguments, strict=True)]
        terms = list(zip(self.factors, calls, strict=True))
        asked = "·".join(calls) if self.product else show(linear(terms))
        return {**definitions(self.functions, stream), "asked": asked}

    def check(self) -> Check:
        lines = [
            each.equation(name, formula(argument))
            for name, each, argument in zip("uv", self.functions, self.arguments, strict=True)
        ]
        one, other = self.factors
        lines.append("w = u * v" if self.product else f"w = {one} * u + ({other}) * v")
        return Equations(Integer(), str(self.result()), tuple(lines), ("w",))

    def solution(self) -> list[str]:
        lines = [each.step(argument) for each, argument in zip(self.functions, self.arguments, strict=True)]
        one, other = self.values()
        whole: Any = ("*", one, other)
        if not self.product:
            parts = [("*", abs(f), v) if abs(f) > 1 else v for f, v in zip(self.factors, (one, other), strict=True)]
            whole = ("+" if self.factors[1] > 0 else "-", parts[0], parts[1])
        return [*lines, worked(whole)]

    def canonical(self) -> Any:
        trees = [nested(each.tree) for each in self.functions]
        return [trees, list(self.arguments), list(self.factors), self.product]

    def candidates(self) -> int:
        return 2


class Table(Question, frozen=True, tag="table"):
    """Functions given by tables; compositions, with inverses written as -1."""

    names: tuple[str, ...]
    points: tuple[int, ...]
    values: tuple[tuple[int, ...], ...]
    chain: tuple[tuple[int, bool], ...]  # from the inside out: which function, and whether backwards
    argument: int

    TEXTS: ClassVar[dict[str, str]] = {
        "table": "The table gives values of {names}.\n{table}\n[Find|What is] {asked}{mark}",
        "read": "{table}\nUse the table to find {asked}.",
        "known": "It is known that {known}. [What is {asked}?|Find {asked}.]",
        "functions": "{functions_on} given by {known}. Compute {asked}.",
        "who": "{who} reads values of {names} from this table:\n{table}\nWhat does {who.they} get for {asked}?",
        "defined": "For x = {points} {defined} by the table\n{table}\nWork out {asked}.",
    }

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> Table | None:
        size, steps, count = {1: (4, 2, 2), 2: (5, 3, 2), 3: (6, 5, 3)}[level]
        names = stream.choice((("f", "g", "h"), ("p", "q", "r"), ("u", "v", "w")))[:count]
        start = stream.choice((0, 1, 1))
        points = tuple(range(start, start + size))
        values = tuple(tuple(stream.shuffled(points)) for _ in names)
        chain = tuple((stream.below(count), level > 1 and stream.chance(1, 3)) for _ in range(steps))
        if any(one[0] == other[0] and one[1] != other[1] for one, other in pairwise(chain)):
            return None
        found = cls(names, points, values, chain, stream.choice(points))
        path = found.path()
        return found if path[-1] != path[0] and len({place for place, _ in chain}) == count else None

    def path(self) -> list[int]:
        """The argument and what it becomes."""
        path = [self.argument]
        for place, backwards in self.chain:
            row = self.values[place]
            path.append(self.points[row.index(path[-1])] if backwards else row[self.points.index(path[-1])])
        return path

    def called(self) -> list[str]:
        return [f"{self.names[place]}{'⁻¹' if backwards else ''}" for place, backwards in self.chain]

    def slots(self, stream: Stream) -> dict[str, Any]:
        asked = str(self.argument)
        for name in self.called():
            asked = f"{name}({asked})"
        wide = stream.chance(1, 2)
        rows = [["x", *map(str, self.points)]]
        rows += [[f"{name}(x)", *map(str, row)] for name, row in zip(self.names, self.values, strict=True)]
        if not wide:
            rows = [list(column) for column in zip(*rows, strict=True)]
        known = [
            f"{name}({point}) = {image}"
            for name, row in zip(self.names, self.values, strict=True)
            for point, image in zip(self.points, row, strict=True)
        ]
        question = stream.below(2)
        return {
            "names": listed(list(self.names)),
            "table": "\n".join(" | ".join(row) for row in rows),
            "asked": asked,
            "mark": "." if question == 0 else "?",
            "known": ", ".join(known),
            "functions_on": f"Functions {listed(list(self.names))} are",
            "defined": f"the functions {listed(list(self.names))} are defined",
            "points": ", ".join(map(str, self.points)),
            "who": stream.choice(PEOPLE),
        }

    def texts(self) -> dict[str, str]:
        return {
            **self.TEXTS,
            "table": "The table gives values of {names}.\n{table}\n[What is {asked}?|Find {asked}.]",
        }

    def check(self) -> Check:
        lines = [f"v0 = {self.argument}"]
        for i, (place, backwards) in enumerate(self.chain):
            pairs = zip(self.points, self.values[place], strict=True)
            terms = [(image, point) if backwards else (point, image) for point, image in pairs]
            # A point counts where the value before is that point.
            total = " + ".join(f"{image} * (1 - min(1, abs(v{i} - {point})))" for point, image in terms)
            lines.append(f"v{i + 1} = {total}")
        return Equations(Integer(), str(self.path()[-1]), tuple(lines), (f"v{len(self.chain)}",))

    def solution(self) -> list[str]:
        lines = []
        path = self.path()
        for i, ((place, backwards), name) in enumerate(zip(self.chain, self.called(), strict=True)):
            plain = self.names[place]
            if backwards:
                lines.append(f"{plain}({path[i + 1]}) = {path[i]}, so {name}({path[i]}) = {path[i + 1]}")
            else:
                lines.append(f"{plain}({path[i]}) = {path[i + 1]}")
        return lines

    def canonical(self) -> Any:
        return [
            list(self.points),
            [list(row) for row in self.values],
            [list(each) for each in self.chain],
            self.argument,
        ]

    def candidates(self) -> int:
        return int(len(self.points) ** len(self.chain))


class Cases(Question, frozen=True, tag="cases"):
    """A function with two or three formulas for different ranges, applied several times."""

    name: str
    bounds: tuple[int, ...]  # where the next formula begins to hold
    trees: tuple[Any, ...]
    argument: int
    times: int

    TEXTS: ClassVar[dict[str, str]] = {
        "lines": "{lines}\n[Find|Compute|Evaluate] {asked}.",
        "let": "Let {defs}. [What is {asked}?|Work out {asked}.]",
        "function": "The function {f} is defined piecewise: {defs}. Find {asked}.",
        "tariff": "A machine looks at the number x that goes in. {told} It is fed with {k}{again}. What comes out "
        "in the end?",
        "who": "{who} evaluates {asked}, where {defs}. What does {who.they} get?",
        "given": "Given that {defs}, [find|determine] {asked}.",
        "suppose": "Suppose {defs}. Compute {asked}.",
    }

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> Cases | None:
        count, times = {2: (2, 2), 3: (3, 3), 4: (3, 5)}[level]
        bounds = tuple(sorted(stream.sample(tuple(range(-4, 8)), count - 1)))
        shapes = ["straight", "straight", "square"] if level > 2 else ["straight", "straight"]
        trees = tuple(
            square(stream, "f").tree if shape == "square" else straight(stream, "f", 3, 6).tree
            for shape in stream.shuffled(shapes)[:count]
        )
        found = cls(stream.choice("fgh"), bounds, trees, stream.integer(-6, 12), times)
        path = found.path()
        used = {found.case(each) for each in path[:-1]}
        if len(used) < (3 if level == 4 else 2) or len(set(path)) < len(path) or max(map(abs, path)) > 2_000:
            return None
        return found if path[-1] not in (0, 1) and len(set(map(str, trees))) == count else None

    def case(self, argument: int) -> int:
        """Which formula holds for an argument."""
        return sum(argument >= bound for bound in self.bounds)

    def path(self) -> list[int]:
        path = [self.argument]
        for _ in range(self.times):
            if abs(path[-1]) > 10**6:
                break
            path.append(int(Function(self.name, self.trees[self.case(path[-1])]).at(path[-1])))
        return path

    def ranges(self) -> list[str]:
        """When each formula holds."""
        texts = [f"x < {self.bounds[0]}"]
        texts += [f"{low} ≤ x < {high}" for low, high in pairwise(self.bounds)]
        return [*texts, f"x ≥ {self.bounds[-1]}"]

    def slots(self, stream: Stream) -> dict[str, Any]:
        asked = str(self.argument)
        for _ in range(self.times):
            asked = f"{self.name}({asked})"
        pieces = [
            f"{self.name}(x) = {show(tree)} for {each}" for tree, each in zip(self.trees, self.ranges(), strict=True)
        ]
        told = " ".join(
            f"If {each}, it gives {show(tree)}." for tree, each in zip(self.trees, self.ranges(), strict=True)
        )
        again = {2: ", and then with what has come out", 1: ""}.get(
            self.times, f", and then {self.times - 1} more times with what has come out last"
        )
        return {
            "f": self.name,
            "defs": listed(pieces),
            "lines": "\n".join(pieces),
            "asked": asked,
            "told": told,
            "k": self.argument,
            "again": again,
            "who": stream.choice(PEOPLE),
        }

    def check(self) -> Check:
        lines = [f"v0 = {formula(self.argument)}"]
        for i in range(self.times):
            # Each step from one formula to the next counts from its bound on; all arguments are whole.
            text = formula(put(self.trees[0], {X: f"v{i}"}))
            for bound, before, after in zip(self.bounds, self.trees, self.trees[1:], strict=False):
                one, other = (formula(put(tree, {X: f"v{i}"})) for tree in (before, after))
                text += f" + min(1, max(0, v{i} - {formula(bound)} + 1)) * ({other} - {one})"
            lines.append(f"v{i + 1} = {text}")
        return Equations(Integer(), str(self.path()[-1]), tuple(lines), (f"v{self.times}",))

    def solution(self) -> list[str]:
        lines = []
        ranges = self.ranges()
        for argument in self.path()[:-1]:
            place = self.case(argument)
            function = Function(self.name, self.trees[place])
            lines.append(f"{ranges[place].replace('x', str(argument))}: {function.step(argument)}")
        return lines

    def canonical(self) -> Any:
        return [list(self.bounds), [nested(tree) for tree in self.trees], self.argument, self.times]

    def candidates(self) -> int:
        return int(len(self.trees) ** self.times)


class Fractions(Question, frozen=True, tag="fractions"):
    """Quotients of functions of first degree, applied one after the other."""

    functions: tuple[Function, ...]
    chain: tuple[int, ...]
    argument: int

    FORM: ClassVar[str] = "fraction or integer"
    TEXTS: ClassVar[dict[str, str]] = TEXTS

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> Fractions | None:
        names = stream.choice((("f", "g"), ("p", "q"), ("u", "v")))
        made = [fraction(stream, name) for name in names[: 1 if level == 3 else 2]]
        functions = tuple(each for each in made if each is not None)
        if len(functions) < len(made):
            return None
        chain = (0, 0) if level == 3 else tuple(stream.below(2) for _ in range(3))
        found = cls(functions, chain, stream.integer(-5, 7))
        try:
            values = found.values()
        except ZeroDivisionError:
            return None
        if set(chain) != set(range(len(functions))) or len(set(values)) < len(values) or values[-1] in (0, 1, -1):
            return None
        return found if max(max(abs(Fraction(v).numerator), Fraction(v).denominator) for v in values) < 200 else None

    def values(self) -> list[Number]:
        values: list[Number] = [self.argument]
        for place in self.chain:
            values.append(self.functions[place].at(values[-1]))
        return values

    def slots(self, stream: Stream) -> dict[str, Any]:
        asked = str(self.argument)
        for place in self.chain:
            asked = f"{self.functions[place].name}({asked})"
        return {**definitions(self.functions, stream), "asked": asked}

    def check(self) -> Check:
        lines = [f"v0 = {formula(self.argument)}"]
        for i, place in enumerate(self.chain):
            lines.append(self.functions[place].equation(f"v{i + 1}", f"v{i}"))
        return Equations(Rational(), str(self.values()[-1]), tuple(lines), (f"v{len(self.chain)}",))

    def solution(self) -> list[str]:
        lines = []
        for place, argument in zip(self.chain, self.values(), strict=False):
            function = self.functions[place]
            _, top, bottom = function.tree
            call = f"{function.name}({argument})"
            if not isinstance(argument, Fraction):
                lines.append(function.step(argument))
                continue
            lines.append(f"Numerator of {call}: {worked(put(top, {X: argument}))}")
            lines.append(f"Denominator of {call}: {worked(put(bottom, {X: argument}))}")
            above, below = (Function("", tree).at(argument) for tree in (top, bottom))
            lines.append(f"{call} = {signed(above)}/{signed(below)} = {function.at(argument)}")
        return lines

    def canonical(self) -> Any:
        return [[nested(each.tree) for each in self.functions], list(self.chain), self.argument]

    def candidates(self) -> int:
        return len(self.chain)


class ManyTimes(Question, frozen=True, tag="many_times"):
    """A function given by a table, applied so often that only its cycle gets there."""

    name: str
    points: tuple[int, ...]
    values: tuple[int, ...]
    argument: int
    times: int

    TEXTS: ClassVar[dict[str, str]] = {
        "known": "Let {known}. Starting from {k}, {f} is applied {n} times. Which number results?",
        "table": "{table}\nApply {f} to {k}, then to the result, and so on, {n} times in all. What is the last result?",
        "power": "For a function {f}, {known}. {f} is applied {n} times in a row, first to {k}. What comes out?",
        "seats": "Numbered seats are swapped by a rule: whoever sits on x moves to {f}(x), where {known}. "
        "{who} starts on seat {k}. On which seat is {who.they} after {n} moves?",
        "machine": "A machine turns x into {f}(x): {known}. {who} puts in {k} and feeds each result back in. "
        "What comes out of run {n}?",
        "iterate": "Write {f}^n(x) for {f} applied n times to x. If {known}, what is {f}^{n}({k})?",
    }

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> ManyTimes | None:
        size = stream.integer(5, 6) if level == 3 else stream.integer(7, 8)
        start = stream.choice((0, 1))
        points = tuple(range(start, start + size))
        found = cls(
            stream.choice("fgh"),
            points,
            tuple(stream.choice(points) if stream.chance(1, 4) else each for each in stream.shuffled(points)),
            stream.choice(points),
            stream.integer(20, 99) if level == 3 else stream.integer(100, 999),
        )
        _, cycle = found.cycle()
        return found if len(cycle) > 2 and found.result() != found.argument else None

    def cycle(self) -> tuple[list[int], list[int]]:
        """The points before the cycle, and those on it, from the argument on."""
        path = [self.argument]
        while True:
            image = self.values[self.points.index(path[-1])]
            if image in path:
                place = path.index(image)
                return path[:place], path[place:]
            path.append(image)

    def result(self) -> int:
        lead, cycle = self.cycle()
        if self.times < len(lead):
            return lead[self.times]
        return cycle[(self.times - len(lead)) % len(cycle)]

    def texts(self) -> dict[str, str]:
        # Nobody shares a seat.
        swapped = sorted(self.values) == list(self.points)
        return self.TEXTS if swapped else {key: text for key, text in self.TEXTS.items() if key != "seats"}

    def slots(self, stream: Stream) -> dict[str, Any]:
        pairs = list(zip(self.points, self.values, strict=True))
        rows = [["x", *map(str, self.points)], [f"{self.name}(x)", *map(str, self.values)]]
        return {
            "f": self.name,
            "known": listed([f"{self.name}({point}) = {image}" for point, image in pairs]),
            "table": "\n".join(" | ".join(row) for row in rows),
            "k": self.argument,
            "n": self.times,
            "who": stream.choice(PEOPLE),
        }

    def check(self) -> Check:
        # The tables of 1, 2, 4, 8 ... steps; those are applied that the binary digits of the number of steps name.
        lines = [f"t0_{point} = {image}" for point, image in zip(self.points, self.values, strict=True)]
        lines.append(f"v0 = {self.argument}")
        applied = 0
        for bit in range(self.times.bit_length()):
            if self.times >> bit & 1:
                lines.append(f"v{applied + 1} = {self._looked_up(f't{bit}', f'v{applied}')}")
                applied += 1
            if self.times >> (bit + 1):
                lines += [f"t{bit + 1}_{p} = {self._looked_up(f't{bit}', f't{bit}_{p}')}" for p in self.points]
        return Equations(Integer(), str(self.result()), tuple(lines), (f"v{applied}",))

    def _looked_up(self, table: str, name: str) -> str:
        """The entry of a table at the point that a name stands for."""
        return " + ".join(f"{table}_{point} * (1 - min(1, abs({name} - {point})))" for point in self.points)

    def solution(self) -> list[str]:
        lead, cycle = self.cycle()
        path = [*lead, *cycle, cycle[0]]
        lines = [f"{self.name}({one}) = {other}" for one, other in pairwise(path)]
        lines.append(f"{cycle[0]} has come before, so {len(cycle)} steps lead from {cycle[0]} back to {cycle[0]}.")
        left = self.times
        if lead:
            left -= len(lead)
            what = "step leads" if len(lead) == 1 else "steps lead"
            lines.append(f"{len(lead)} {what} to {cycle[0]}: {self.times} - {len(lead)} = {left} are left.")
        lines.append(f"{left} = {left // len(cycle)}·{len(cycle)} + {left % len(cycle)}")
        rest = left % len(cycle)
        shown = " → ".join(map(str, [*cycle, *cycle][: rest + 1]))
        lines.append(f"{rest} {'step' if rest == 1 else 'steps'} from {cycle[0]}: {shown}")
        return lines

    def canonical(self) -> Any:
        return [list(self.points), list(self.values), self.argument, self.times]

    def candidates(self) -> int:
        return self.times
