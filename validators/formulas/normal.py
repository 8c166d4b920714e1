"""Proves expressions equal: both are brought into one form, a quotient of sums of monomials.

A monomial is a product of powers, with rational exponents, of *atoms*: variables (which stand for real numbers), ``i``,
prime numbers, ``pi``, logarithms of primes, exponentials of monomials, absolute values, roots and whatever else cannot
be opened. Sines and cosines become exponentials, so every trigonometric identity becomes one of polynomials. Atoms are
taken as independent, so what comes out equal is equal for all real values for which both sides are defined; what
comes out different may still be equal in a way that is not known here.

Two identities that hold only on a part of the real line are not used: ``sqrt(x^2)`` is ``|x|``, and ``ln(x^2)`` is
``2 ln|x|``, which differs from ``2 ln x`` in being defined for negative x.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from flint import Ordering, arb, fmpq, fmpq_mpoly_ctx, fmpz
from msgspec import Struct

from validators.formulas.bounds import is_zero
from validators.formulas.nodes import Add, Call, Const, Expr, Mul, Num, Pow, Series, Sym, symbols
from validators.formulas.numbers import Beyond, Undefined, ball, bounds_of, precision, put, rational, spend

MOST_TERMS = 1_000
MOST_ATOMS = 60
LARGEST_POWER = 64
LONGEST_SERIES = 200

Monomial = tuple[tuple[int, Fraction], ...]  # (atom, exponent) in order of atom; the empty one is 1
Poly = dict[Monomial, Fraction]
_ONE: Monomial = ()
_HALF = Fraction(1, 2)
_I = 0  # the atom i


class Quotient(Struct, frozen=True):
    """A quotient of two polynomials in atoms."""

    top: Poly
    bottom: Poly


class _Atom(Struct, frozen=True):
    """What an atom stands for. `positive` ones are positive wherever they are defined, `real` ones real."""

    kind: str
    name: Any = None
    inside: Quotient | None = None
    positive: bool = False
    real: bool = True


class Normal:
    """One table of atoms: forms made with the same table can be compared."""

    def __init__(self) -> None:
        self.atoms: list[_Atom] = [_Atom("i", real=False)]

    def equal(self, left: Expr, right: Expr) -> bool:
        """Whether both have the same form. Raises `Beyond` and `Undefined`."""
        return self.is_zero(self.minus(self.form(left), self.form(right)))

    def form(self, expr: Expr) -> Quotient:
        """The form of an expression."""
        match expr:
            case Num(value):
                return _constant(Fraction(value))
            case Const("i"):
                return self.atom(_I)
            case Const("e"):
                return self.exp(_constant(Fraction(1)))
            case Const("pi"):
                return self.atom(self.named("pi", None, positive=True))
            case Sym(name):
                return self.atom(self.named("variable", name))
            case Add(terms):
                total = _constant(Fraction(0))
                for each in terms:
                    total = self.plus(total, self.form(each))
                return total
            case Mul(factors):
                product = _constant(Fraction(1))
                for factor in factors:
                    product = self.times(product, self.form(factor))
                return product
            case Pow(base, exponent):
                return self.general_power(base, exponent)
            case Call(name, arguments):
                return self.call(name, arguments)
            case Series(kind, index, _, _, body):
                low, high = bounds_of(expr)
                if high - low > LONGEST_SERIES:
                    raise Beyond
                result = _constant(Fraction(0 if kind == "sum" else 1))
                for number in range(low, high + 1):
                    term = self.form(put(body, {index: Num(number)}))
                    result = self.plus(result, term) if kind == "sum" else self.times(result, term)
                return result
        raise Beyond

    # Arithmetic.

    def plus(self, left: Quotient, right: Quotient) -> Quotient:
        if left.bottom == right.bottom:
            return Quotient(_sum(left.top, right.top), left.bottom)
        top = _sum(self.product(left.top, right.bottom), self.product(right.top, left.bottom))
        return self.reduced(top, self.product(left.bottom, right.bottom))

    def minus(self, left: Quotient, right: Quotient) -> Quotient:
        return self.plus(left, Quotient({m: -c for m, c in right.top.items()}, right.bottom))

    def times(self, left: Quotient, right: Quotient) -> Quotient:
        return self.reduced(self.product(left.top, right.top), self.product(left.bottom, right.bottom))

    def inverse(self, value: Quotient) -> Quotient:
        if self.is_zero(value):
            raise Undefined
        return self.reduced(value.bottom, value.top)

    def reduced(self, top: Poly, bottom: Poly) -> Quotient:
        """The quotient with 1 beneath it where the bottom is one monomial."""
        if not bottom:
            raise Undefined
        if len(bottom) != 1:
            return Quotient(top, bottom)
        ((monomial, size),) = bottom.items()
        if monomial == _ONE and size == 1:
            return Quotient(top, bottom)
        inverse = tuple((atom, -exponent) for atom, exponent in monomial)
        return Quotient(self.product(top, {inverse: 1 / size}), {_ONE: Fraction(1)})

    def product(self, left: Poly, right: Poly) -> Poly:
        spend(len(left) * len(right))
        if len(left) * len(right) > 4 * MOST_TERMS:
            raise Beyond
        result: Poly = {}
        for one, size in left.items():
            for other, by in right.items():
                for monomial, factor in self.folded(_joined(one, other)).items():
                    total = result.get(monomial, 0) + size * by * factor
                    if total:
                        result[monomial] = total
                    else:
                        result.pop(monomial, None)
        if len(result) > MOST_TERMS:
            raise Beyond
        return result

    def folded(self, monomial: Monomial) -> Poly:
        """The monomial with the powers worked out that have a value: squares of i, whole powers of primes and roots."""
        size = Fraction(1)
        kept: list[tuple[int, Fraction]] = []
        opened: list[Poly] = []
        for atom, exponent in monomial:
            found = self.atoms[atom]
            if found.kind == "i":
                if exponent.denominator != 1:
                    raise Beyond
                power = int(exponent) % 4
                size *= -1 if power >= 2 else 1
                exponent = Fraction(power % 2)
            elif found.kind == "prime":
                whole = exponent.__floor__()
                if abs(whole) > 4096:
                    raise Beyond
                size *= Fraction(found.name) ** whole
                exponent -= whole
            elif found.kind == "root of unity":
                exponent %= 2
                if exponent >= 1:
                    size, exponent = -size, exponent - 1
            elif found.kind in ("root", "abs") and found.inside is not None:
                step = 1 if found.kind == "root" else 2
                whole = exponent // step
                if whole and len(found.inside.bottom) == 1:
                    if not 0 < whole <= LARGEST_POWER:
                        kept.append((atom, exponent))
                        continue
                    opened += [found.inside.top] * (int(whole) * step)
                    exponent -= whole * step
            if exponent:
                kept.append((atom, exponent))
        result: Poly = {tuple(kept): size}
        for poly in opened:
            result = self.product(result, poly)
        return result

    def whole_power(self, value: Quotient, exponent: int) -> Quotient:
        if exponent < 0:
            return self.whole_power(self.inverse(value), -exponent)
        if len(value.top) == 1 and len(value.bottom) == 1:
            ((monomial, size),) = value.top.items()
            if abs(exponent) > 4096 or size.numerator.bit_length() * exponent > 100_000:
                raise Beyond
            raised = tuple((atom, each * exponent) for atom, each in monomial)
            return Quotient(self.product(self.folded(raised), {_ONE: size**exponent}), {_ONE: Fraction(1)})
        if exponent > LARGEST_POWER:
            raise Beyond
        result = _constant(Fraction(1))
        for _ in range(exponent):
            result = self.times(result, value)
        return result

    def is_zero(self, value: Quotient) -> bool:
        """Whether the form is zero; negative powers of roots and absolute values are multiplied away before."""
        top = value.top
        for atom in {a for m in top for a, e in m if e < 0 and self.atoms[a].kind in ("root", "abs")}:
            least = min(dict(monomial).get(atom, Fraction(0)) for monomial in top)
            top = self.product(top, {((atom, Fraction(-(least.__floor__()))),): Fraction(1)})
        return not top

    def is_number(self, value: Quotient) -> bool:
        """Whether the form does not depend on any variable."""
        if self.is_zero(value):
            return True
        first = value.bottom.get(max(value.bottom), Fraction(0))
        top = value.top.get(max(value.bottom))
        if top is not None and self.is_zero(self.minus(value, _constant(top / first))):
            return True  # a quotient not in lowest terms
        return all(self.is_constant_atom(atom) for poly in (value.top, value.bottom) for m in poly for atom, _ in m)

    def number(self, value: Quotient) -> Fraction | None:
        """The rational number that the form is, or None."""
        if self.is_zero(value):
            return Fraction(0)
        leading = max(value.bottom)
        if leading not in value.top:
            return None
        size = value.top[leading] / value.bottom[leading]
        return size if self.is_zero(self.minus(value, _constant(size))) else None

    def is_constant_atom(self, atom: int) -> bool:
        found = self.atoms[atom]
        if found.kind == "variable" or found.kind == "name":
            return False
        inside: list[Monomial] = []
        if found.inside is not None:
            inside += [*found.inside.top, *found.inside.bottom]
        if found.kind == "exp" and found.inside is None:
            inside.append(found.name)
        return all(self.is_constant_atom(each) for monomial in inside for each, _ in monomial)

    def degree(self, value: Quotient, names: list[str]) -> int | None:
        """The total degree in the variables, if the form is a polynomial in them over constants."""
        most = 0
        if value.bottom != _UNIT:
            return None
        for monomial in value.top:
            total = Fraction(0)
            for atom, exponent in monomial:
                if self.atoms[atom].kind == "variable" and self.atoms[atom].name in names:
                    if exponent < 0 or exponent.denominator != 1:
                        return None
                    total += exponent
                elif not self.is_constant_atom(atom):
                    return None
            most = max(most, int(total))
        return most

    # Atoms.

    def atom(self, number: int, exponent: Fraction = Fraction(1)) -> Quotient:
        return Quotient(self.folded(((number, exponent),)), {_ONE: Fraction(1)})

    def named(self, kind: str, name: object, *, positive: bool = False, real: bool = True) -> int:
        """The atom of this kind and name."""
        for number, atom in enumerate(self.atoms):
            if atom.kind == kind and atom.name == name:
                return number
        return self.new(_Atom(kind, name, None, positive, real))

    def around(self, kind: str, inside: Quotient, *, positive: bool = False) -> int:
        """The atom of this kind around a form that equals `inside`."""
        for number, atom in enumerate(self.atoms):
            if atom.kind == kind and atom.inside is not None and self.is_zero(self.minus(atom.inside, inside)):
                return number
        return self.new(_Atom(kind, None, inside, positive))

    def new(self, atom: _Atom) -> int:
        if len(self.atoms) >= MOST_ATOMS:
            raise Beyond
        self.atoms.append(atom)
        return len(self.atoms) - 1

    def is_positive(self, monomial: Monomial) -> bool:
        return all(self.atoms[atom].positive for atom, _ in monomial)

    # Powers, exponentials and logarithms.

    def general_power(self, base: Expr, exponent: Expr) -> Quotient:
        if type(base) is Const and base.name == "e":
            return self.exp(self.form(exponent))
        power = rational(exponent)
        if power is not None:
            return self.power(self.form(base), Fraction(power))
        return self.exp(self.times(self.form(exponent), self.ln(self.form(base))))

    def power(self, value: Quotient, exponent: Fraction) -> Quotient:
        """A rational power; fractional ones are taken apart only where that holds for all real values."""
        if exponent.denominator == 1:
            return self.whole_power(value, int(exponent))
        if not value.top:
            if exponent < 0:
                raise Undefined
            return value
        if len(value.bottom) > 1:
            # (n/d)^q = (n d)^q / |d|^(2q), since n/d and n·d have one sign.
            above = self.power(self.times(Quotient(value.top, _UNIT), Quotient(value.bottom, _UNIT)), exponent)
            below = self.power(self.absolute(Quotient(value.bottom, _UNIT)), 2 * exponent)
            return self.times(above, self.inverse(below))
        return self.poly_power(value.top, exponent)

    def poly_power(self, poly: Poly, exponent: Fraction) -> Quotient:
        content, even, rest = self.taken_apart(poly, odd=bool(exponent.denominator % 2))
        result = self.number_power(content, exponent)
        for atom, each in even:
            result = self.times(result, self.atom(atom, each * exponent))
        if rest == _UNIT:
            return result
        if len(rest) == 1:
            ((monomial, size),) = rest.items()
            if size == 1 and len(monomial) == 1 and monomial[0][1].denominator == 1:
                (atom, each) = monomial[0]
                power = each * exponent
                if power.numerator % 2 == 0 and self.atoms[atom].kind == "variable":
                    atom = self.absolute_atom(atom)  # x^(2/3) is |x|^(2/3)
                return self.times(result, self.atom(atom, power))
        square = self.square_root(rest) if exponent.denominator % 2 == 0 else None
        if square is not None:
            return self.times(result, self.power(self.absolute(Quotient(square, _UNIT)), 2 * exponent))
        return self.times(result, self.atom(self.around("root", Quotient(rest, _UNIT)), exponent))

    def taken_apart(self, poly: Poly, *, odd: bool) -> tuple[Fraction, list[tuple[int, Fraction]], Poly]:
        """The polynomial as a rational number, positive factors and the rest; `odd` roots let go a minus sign too."""
        content = _content(poly)
        common = _common(poly)
        out: list[tuple[int, Fraction]] = []
        away: list[tuple[int, Fraction]] = []
        for atom, exponent in common:
            found = self.atoms[atom]
            if found.positive:
                out.append((atom, exponent))
                away.append((atom, -exponent))
            elif found.real and exponent.denominator == 1 and exponent % 2 == 0 and found.kind == "variable":
                out.append((self.absolute_atom(atom), exponent))
                away.append((atom, -exponent))
        rest = self.product({m: c / content for m, c in poly.items()}, {tuple(sorted(away)): Fraction(1)})
        if content < 0 and not odd and rest != _UNIT:  # sqrt(-x) is not i·sqrt(x) for negative x
            content, rest = -content, {m: -c for m, c in rest.items()}
        return content, out, rest

    def number_power(self, value: Fraction, exponent: Fraction) -> Quotient:
        """A rational power of a rational number, by its primes; real odd roots of negative numbers."""
        result = _constant(Fraction(1))
        if value < 0:
            value = -value
            if exponent.denominator % 2 == 0:
                result = self.exp(_constant_times_i_pi(self, exponent))
            elif exponent.numerator % 2:
                result = _constant(Fraction(-1))
        for number, sign in ((value.numerator, 1), (value.denominator, -1)):
            for prime, count in _primes(number):
                atom = self.named("prime", prime, positive=True)
                result = self.times(result, self.atom(atom, exponent * count * sign))
        return result

    def square_root(self, poly: Poly) -> Poly | None:
        """A polynomial whose square this is, if the exponents are whole."""
        if any(exponent.denominator != 1 or exponent < 0 for m in poly for _, exponent in m) or len(poly) > 200:
            return None
        names = sorted({atom for m in poly for atom, _ in m})
        if not names or _I in names:
            return None
        context = fmpq_mpoly_ctx.get(tuple(f"a{name}" for name in names), Ordering.lex)
        place = {name: number for number, name in enumerate(names)}
        terms = {}
        for monomial, size in poly.items():
            exponents = [0] * len(names)
            for atom, exponent in monomial:
                exponents[place[atom]] = int(exponent)
            terms[tuple(exponents)] = fmpq(size.numerator, size.denominator)
        try:
            root = context.from_dict(terms).sqrt()
        except Exception as error:  # flint's own DomainError is no class that can be named
            if "square" in str(error).lower() or "DomainError" in type(error).__name__:
                return None
            raise
        return {
            tuple((names[n], Fraction(int(e))) for n, e in enumerate(exponents) if e): Fraction(int(c.p), int(c.q))
            for exponents, c in root.to_dict().items()
        }

    def exp(self, value: Quotient) -> Quotient:
        if len(value.bottom) > 1:
            return self.atom(self.around("exp", value, positive=True))
        result = _constant(Fraction(1))
        for monomial, size in value.top.items():
            result = self.times(result, self.exp_of_term(monomial, size))
        return result

    def exp_of_term(self, monomial: Monomial, size: Fraction) -> Quotient:
        """``exp(size · monomial)``"""
        if monomial == _ONE:
            return self.atom(self.named("e", None, positive=True), size)
        logarithms = [(a, e) for a, e in monomial if self.atoms[a].kind in ("ln prime", "ln")]
        if len(logarithms) == 1 and logarithms[0][1] == 1 and len(monomial) == 1:
            found = self.atoms[logarithms[0][0]]
            if found.kind == "ln prime":
                return self.number_power(Fraction(found.name), size)
            assert found.inside is not None
            return self.power(found.inside, size)
        kinds = sorted((self.atoms[a].kind, e) for a, e in monomial)
        if kinds == [("i", 1), ("pi", 1)]:
            return self.unity(size % 2)
        imaginary = any(a == _I for a, _ in monomial)
        return self.atom(self.named("exp", monomial, positive=not imaginary, real=not imaginary), size)

    def unity(self, turn: Fraction) -> Quotient:
        """``exp(i pi turn)``, with radicals where the angle is a multiple of 30 or 45 degrees."""
        sign, turn = (-1, turn - 1) if turn >= 1 else (1, turn)
        known = _UNITY.get(turn)
        found = self.form(known) if known else self.atom(self.named("root of unity", None, real=False), turn)
        return self.times(found, _constant(Fraction(sign)))

    def ln(self, value: Quotient) -> Quotient:
        if not value.top:
            raise Undefined
        if len(value.bottom) == 1 and len(value.top) == 1:
            return self.ln_of_term(*next(iter(value.top.items())))
        content = abs(_content(value.top) / _content(value.bottom))
        rest = Quotient({m: c / content for m, c in value.top.items()}, value.bottom)
        result = self.atom(self.around("ln", rest))
        return self.plus(self.ln_of_number(content), result)

    def ln_of_number(self, value: Fraction) -> Quotient:
        result = _constant(Fraction(0))
        for number, sign in ((value.numerator, 1), (value.denominator, -1)):
            for prime, count in _primes(number):
                atom = self.named("ln prime", prime, positive=True)
                result = self.plus(result, Quotient({((atom, Fraction(1)),): Fraction(count * sign)}, _UNIT))
        return result

    def ln_of_term(self, monomial: Monomial, size: Fraction) -> Quotient:
        if size < 0 and monomial == _ONE:
            return self.plus(self.ln_of_number(-size), self.form(Mul((Const("i"), Const("pi")))))
        if size < 0:
            return self.atom(self.around("ln", Quotient({monomial: size}, _UNIT)))
        result = self.ln_of_number(size)
        rest: list[tuple[int, Fraction]] = []
        for atom, exponent in monomial:
            found = self.atoms[atom]
            opened = self.ln_of_positive(atom) if found.positive else None
            if opened is not None:
                result = self.plus(result, self.times(_constant(exponent), opened))
            else:
                rest.append((atom, exponent))
        if len(rest) == 1:
            (atom, exponent) = rest[0]
            found = self.atoms[atom]
            if exponent.denominator != 1 and found.kind == "variable":
                inner = Quotient({((atom, Fraction(1)),): Fraction(1)}, _UNIT)
                return self.plus(result, self.times(_constant(exponent), self.ln(inner)))
            if exponent.denominator != 1 and found.kind == "root" and found.inside is not None:
                return self.plus(result, self.times(_constant(exponent), self.ln(found.inside)))
            if exponent.denominator == 1 and exponent % 2 == 0 and self.atoms[atom].kind == "variable":
                atom = self.absolute_atom(atom)
            if exponent.denominator == 1:
                inner = Quotient({((atom, Fraction(1)),): Fraction(1)}, _UNIT)
                log = self.atom(self.around("ln", inner))
                return self.plus(result, self.times(_constant(exponent), log))
        if rest:
            inner = Quotient({tuple(rest): Fraction(1)}, _UNIT)
            result = self.plus(result, self.atom(self.around("ln", inner)))
        return result

    def ln_of_positive(self, atom: int) -> Quotient | None:
        """The logarithm of an atom that is positive, if it can be taken by itself."""
        found = self.atoms[atom]
        match found.kind:
            case "prime":
                return self.atom(self.named("ln prime", found.name, positive=True))
            case "e":
                return _constant(Fraction(1))
            case "exp":
                if found.inside is not None:
                    return found.inside
                return Quotient({found.name: Fraction(1)}, _UNIT)
            case "abs" | "pi" | "absolute variable":
                return self.atom(self.around("ln", Quotient({((atom, Fraction(1)),): Fraction(1)}, _UNIT)))
        return None

    # Functions.

    def absolute_atom(self, atom: int) -> int:
        """The absolute value of a variable's atom."""
        return self.around("abs", Quotient({((atom, Fraction(1)),): Fraction(1)}, _UNIT), positive=True)

    def absolute(self, value: Quotient) -> Quotient:
        if not value.top:
            return value
        if len(value.bottom) > 1:
            above, below = self.absolute(Quotient(value.top, _UNIT)), self.absolute(Quotient(value.bottom, _UNIT))
            return self.times(above, self.inverse(below))
        if len(value.top) == 1:
            ((monomial, size),) = value.top.items()
            result = _constant(abs(size))
            for atom, exponent in monomial:
                found = self.atoms[atom]
                if found.positive or (found.real and exponent.denominator == 1 and exponent % 2 == 0):
                    result = self.times(result, self.atom(atom, exponent))
                elif found.real and exponent.denominator == 1:
                    result = self.times(result, self.atom(self.absolute_atom(atom), exponent))
                else:
                    return self.atom(self.around("abs", value, positive=True))
            return result
        content = _content(value.top)
        rest = {m: c / content for m, c in value.top.items()}
        for number, known in enumerate(self.atoms):  # |a - b| is |b - a|
            inside = known.inside if known.kind == "abs" else None
            if inside is not None and self.is_zero(self.plus(inside, Quotient(rest, _UNIT))):
                return self.times(_constant(abs(content)), self.atom(number))
        around = self.around("abs", Quotient(rest, _UNIT), positive=True)
        return self.times(_constant(abs(content)), self.atom(around))

    def call(self, name: str, arguments: tuple[Expr, ...]) -> Quotient:
        value = rational(Call(name, arguments)) if name not in ("ln", "sin", "cos") else None
        if value is not None:
            return _constant(Fraction(value))
        forms = [self.form(argument) for argument in arguments]
        first = forms[0] if forms else _constant(Fraction(0))
        if name in ("sin", "cos", "tan", "cot", "sec", "csc"):
            turned = self.exp(self.times(self.atom(_I), first))
            return self.hyperbolic(_CIRCULAR[name], turned, circular=True)
        if name in ("sinh", "cosh", "tanh", "coth"):
            return self.hyperbolic(name, self.exp(first), circular=False)
        match name:
            case "ln":
                return self.ln(first)
            case "abs":
                return self.absolute(first)
            case "root":
                degree = rational(arguments[1])
                if degree is None or degree.denominator != 1 or not 1 <= degree <= LARGEST_POWER:
                    raise Beyond
                return self.power(first, Fraction(1, int(degree)))
            case "factorial":
                return self.factorial(first)
            case "binom":
                n, k = first, forms[1]
                below = self.times(self.factorial(k), self.factorial(self.minus(n, k)))
                return self.times(self.factorial(n), self.inverse(below))
            case "asin" | "atan" | "acos" if (angle := known_angle(name, arguments[0])) is not None:
                return self.form(Mul((Num(angle), Const("pi"))))
            case "asin" | "atan" | "asinh" | "atanh":
                if first.top and _content(first.top) < 0:
                    positive = Quotient({m: -c for m, c in first.top.items()}, first.bottom)
                    return self.times(_constant(Fraction(-1)), self.atom(self.around(name, positive)))
                return self.atom(self.around(name, first))
        if len(forms) > 1:
            raise Beyond
        return self.atom(self.around(name, first)) if forms else self.atom(self.named("name", name))

    def hyperbolic(self, name: str, raised: Quotient, *, circular: bool) -> Quotient:
        """sinh, cosh and what is made of them (sin, cos, ... when `circular`), from the exponential of the argument."""
        other = self.inverse(raised)
        sine = self.times(self.minus(raised, other), _constant(_HALF))
        cosine = self.times(self.plus(raised, other), _constant(_HALF))
        if circular:
            sine = self.times(sine, self.inverse(self.atom(_I)))
        match name:
            case "sinh":
                return sine
            case "cosh":
                return cosine
            case "tanh":
                return self.times(sine, self.inverse(cosine))
            case "coth":
                return self.times(cosine, self.inverse(sine))
            case "sech":
                return self.inverse(cosine)
        return self.inverse(sine)

    def factorial(self, value: Quotient) -> Quotient:
        """``value!``, by an atom whose argument differs by a whole number where there is one."""
        known = self.number(value)
        if known is not None:
            found = rational(Call("factorial", (Num(known),)))
            if found is None:
                raise Beyond
            return _constant(Fraction(found))
        for number, atom in enumerate(self.atoms):
            if atom.kind != "factorial" or atom.inside is None:
                continue
            apart = self.minus(value, atom.inside)
            if set(apart.top) <= {_ONE} and apart.bottom == _UNIT:
                step = apart.top.get(_ONE, Fraction(0))
                if step.denominator == 1 and abs(step) <= LARGEST_POWER:
                    result = self.atom(number)
                    start = atom.inside if step > 0 else value
                    for offset in range(1, abs(int(step)) + 1):
                        factor = self.plus(start, _constant(Fraction(offset)))
                        result = self.times(result, factor if step > 0 else self.inverse(factor))
                    return result
        return self.atom(self.around("factorial", value))


def known_angle(name: str, argument: Expr) -> Fraction | None:
    """The rational number r for which ``asin``, ``acos`` or ``atan`` of a number is proved to be ``pi r``, if there is
    one with a small denominator."""
    if symbols(argument):
        return None
    with precision(128):
        turn = ball(Mul((Call(name, (argument,)), Pow(Const("pi"), Num(-1))))).real
        guess = next(
            (Fraction(int(k), 120) for k in ((turn * 120 + 0.5).floor().unique_fmpz(),) if k is not None), None
        )
        if guess is None or not turn.overlaps(arb(fmpq(guess.numerator, guess.denominator))):
            return None
    inverse = {"asin": "sin", "acos": "cos", "atan": "tan"}[name]
    angle = Mul((Num(guess), Const("pi")))
    return guess if is_zero(Add((Call(inverse, (angle,)), Mul((Num(-1), argument))))) else None


_UNIT: Poly = {_ONE: Fraction(1)}
_CIRCULAR = {"sin": "sinh", "cos": "cosh", "tan": "tanh", "cot": "coth", "sec": "sech", "csc": "csch"}


def _root(value: int) -> Expr:
    return Call("root", (Num(value), Num(2)))


def _complex(real: Expr, imaginary: Expr) -> Expr:
    return Add((real, Mul((Const("i"), imaginary))))


def _part(value: Expr) -> Expr:
    return Mul((Num(_HALF), value))


_UNITY: dict[Fraction, Expr] = {
    Fraction(0): Num(1),
    Fraction(1, 2): Const("i"),
    Fraction(1, 3): _complex(Num(_HALF), _part(_root(3))),
    Fraction(2, 3): _complex(Num(-_HALF), _part(_root(3))),
    Fraction(1, 4): _complex(_part(_root(2)), _part(_root(2))),
    Fraction(3, 4): _complex(Mul((Num(-_HALF), _root(2))), _part(_root(2))),
    Fraction(1, 6): _complex(_part(_root(3)), Num(_HALF)),
    Fraction(5, 6): _complex(Mul((Num(-_HALF), _root(3))), Num(_HALF)),
}


def _constant_times_i_pi(normal: Normal, value: Fraction) -> Quotient:
    return normal.form(Mul((Num(value), Const("i"), Const("pi"))))


def _constant(value: Fraction) -> Quotient:
    return Quotient({_ONE: value} if value else {}, _UNIT)


def _sum(left: Poly, right: Poly) -> Poly:
    result = dict(left)
    for monomial, size in right.items():
        total = result.get(monomial, 0) + size
        if total:
            result[monomial] = total
        else:
            result.pop(monomial, None)
    if len(result) > MOST_TERMS:
        raise Beyond
    return result


def _joined(one: Monomial, other: Monomial) -> Monomial:
    if not one or not other:
        return one or other
    exponents = dict(one)
    for atom, exponent in other:
        exponents[atom] = exponents.get(atom, Fraction(0)) + exponent
    return tuple(sorted((atom, exponent) for atom, exponent in exponents.items() if exponent))


def _content(poly: Poly) -> Fraction:
    """The greatest rational number in all coefficients, with the sign of the first monomial's."""
    from math import gcd, lcm

    top = gcd(*(size.numerator for size in poly.values()))
    bottom = lcm(*(size.denominator for size in poly.values()))
    return Fraction(top, bottom) * (-1 if poly[min(poly)] < 0 else 1)


def _common(poly: Poly) -> Monomial:
    """The powers that every monomial has at least."""
    first, *others = poly
    least = dict(first)
    for monomial in others:
        there = dict(monomial)
        least = {atom: min(exponent, there[atom]) for atom, exponent in least.items() if atom in there}
    return tuple(sorted(least.items()))


def _primes(number: int) -> list[tuple[int, int]]:
    if number.bit_length() > 120:
        raise Beyond
    return [(int(prime), int(count)) for prime, count in fmpz(number).factor()]
