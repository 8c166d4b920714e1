"""Linear systems over the states of a random process, solved line by line as a person would."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

Row = Mapping[str, Fraction]  # what a state's value is made of: states with their shares, and the constant under ""


def solved(rows: Mapping[str, Row], asked: str) -> tuple[dict[str, Fraction], list[str]]:
    """The values of all states, and the lines of the solution up to the value of `asked`.

    Each state's value is the sum of its row. States are put into one another one by one, `asked` last; the system must
    have exactly one solution.
    """
    left = {name: dict(row) for name, row in rows.items()}
    order = _order(rows, asked)
    lines = []
    done: list[tuple[str, dict[str, Fraction]]] = []
    for name in order:
        row = left.pop(name)
        own = row.pop(name, Fraction(0))
        if own:
            left_over = f"{_coefficient(1 - own)}{name} = {written(row)}"
            lines.append(f"{name} = {written({name: own, **row})}, so {left_over}.")
            constant = row[""] if list(row) == [""] else None
            row = {key: value / (1 - own) for key, value in row.items()}
            if constant is None:
                lines.append(f"Divided by {1 - own}: {name} = {written(row)}.")
            else:
                lines.append(f"{name} = {constant} : {1 - own} = {written(row)}.")
        elif not done or name == asked:
            lines.append(f"{name} = {written(row)}.")
        done.append((name, row))
        for other, target in left.items():
            share = target.pop(name, Fraction(0))
            if not share:
                continue
            put_in = f"{_coefficient(share)}({written(row)})" if share != 1 else written(row)
            spread = [(key, share * value) for key, value in row.items()]
            rest = list(target.items())
            for key, value in spread:
                target[key] = target.get(key, Fraction(0)) + value
            left[other] = {key: value for key, value in target.items() if value}
            forms = [_joined([put_in, _terms(rest)]), _joined([_terms(spread), _terms(rest)]), written(left[other])]
            shown = [form for place, form in enumerate(forms) if form not in forms[:place]]
            lines.append(f"Put {name} in: {other} = {' = '.join(shown)}.")
    values: dict[str, Fraction] = {"": Fraction(1)}
    for name, row in reversed(done):
        values[name] = sum((share * values[key] for key, share in row.items()), Fraction(0))
    del values[""]
    return values, lines


def _order(rows: Mapping[str, Row], asked: str) -> list[str]:
    """States with short rows first, the asked one last."""
    return sorted(rows, key=lambda name: (name == asked, len(rows[name]), name))


def written(row: Row) -> str:
    """A linear form: ``1/2·a + 1/3·b + 1``."""
    return _terms(list(row.items())) or "0"


def _terms(terms: list[tuple[str, Fraction]]) -> str:
    """Terms one after the other, the constants last."""
    text = ""
    for name, share in sorted(terms, key=lambda each: (each[0] == "", each[0])):
        if share:
            sign = (" − " if share < 0 else " + ") if text else ("−" if share < 0 else "")
            size = abs(share)
            text += f"{sign}{_coefficient(size)}{name}" if name else f"{sign}{size}"
    return text


def _joined(parts: list[str]) -> str:
    return " + ".join(part for part in parts if part).replace("+ −", "− ")


def _coefficient(share: Fraction) -> str:
    return "" if share == 1 else f"{share}·"


def equations(rows: Mapping[str, Row]) -> tuple[str, ...]:
    """The rows in the form of an `Equations` check."""
    return tuple(
        f"{name} = {' + '.join(f'({share})*{key}' if key else f'({share})' for key, share in row.items()) or '0'}"
        for name, row in rows.items()
    )


def names(count: int) -> Sequence[str]:
    """Names for states: ``a, b, c`` and so on."""
    return "abcdefghijklm"[:count]


__all__ = ["Row", "equations", "names", "solved", "written"]
