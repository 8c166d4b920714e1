"""Behaviours that are nobody's property: what one operator, one built-in function or one method call does.

A benchmark has items that ask for no more than that, and so does everyone; a problem that does the same is no copy.
"""

from __future__ import annotations

# Expressions over the parameters a, b and c, by their number.
_EXPRESSIONS: dict[int, str] = {
    1: """
        a; -a; not a; abs(a); len(a); sum(a); max(a); min(a); sorted(a); sorted(a, reverse=True); a[::-1]; list(a);
        set(a); sorted(set(a)); len(set(a)); list(dict.fromkeys(a)); a[0]; a[-1]; a[1:]; a[:-1]; str(a); int(a);
        float(a); bool(a); bin(a); bin(a)[2:]; hex(a); a + 1; a - 1; a * 2; a // 2; a / 2; a % 2; a % 10; a % 2 == 0;
        a * a; a * a * a; a > 0; a < 0; a >= 0; a == 0; a.upper(); a.lower(); a.swapcase(); a.title(); a.capitalize();
        a.strip(); a.split(); a.split(','); ' '.join(a); ''.join(a); ', '.join(a); ','.join(a); sum(a) / len(a);
        max(a) - min(a); [x for x in a if x % 2 == 0]; [x for x in a if x % 2]; [x for x in a if x > 0];
        [x for x in a if x < 0]; [x + 1 for x in a]; [x * 2 for x in a]; [x * x for x in a]; [-x for x in a];
        [abs(x) for x in a]; [len(x) for x in a]; [str(x) for x in a]; [int(x) for x in a]; dict(a); list(a.keys());
        list(a.values()); list(a.items()); sum(a.values()); sorted(a.items()); list(zip(*a));
        [y for x in a for y in x]; sum(map(sum, a)); [sum(x) for x in a]; [max(x) for x in a]; [min(x) for x in a];
        [sorted(x) for x in a]; [x[::-1] for x in a]; [x[0] for x in a]; [x[-1] for x in a]; max(a, key=len);
        min(a, key=len); sorted(a, key=len); all(a); any(a); a == a[::-1]; str(a) == str(a)[::-1]; sum(1 for x in a);
        len(a.split()); a.split()[::-1]; ' '.join(a.split()[::-1]); len(str(a)); a.isdigit(); a.isalpha();
        a.isupper(); a.islower(); tuple(a); list(enumerate(a)); len(set(a)) == len(a); a == sorted(a); list(range(a));
        list(range(1, a + 1)); sum(range(a + 1)); ord(a); chr(a); sum(x % 2 == 0 for x in a); sum(x % 2 for x in a);
        sum(x > 0 for x in a); sum(x < 0 for x in a); round(a); a.replace(' ', ''); math.sqrt(a); math.prod(a);
        math.factorial(a); sum(x * x for x in a); a ** 0.5; isinstance(a, str); type(a).__name__; a[:]; {**a};
        min(map(len, a)); max(map(len, a)); functools.reduce(lambda x, y: x * y, a); [x for x in a if x];
        [x for x in a if x >= 0]
    """,
    2: """
        a; b; a + b; a - b; b - a; a * b; a // b; a % b; b % a; a / b; a ** b; a == b; a != b; a < b; a <= b; a > b;
        a >= b; max(a, b); min(a, b); abs(a - b); a and b; a or b; a in b; b in a; b not in a; a[b]; a[:b]; a[b:];
        a[-b:]; a[:-b]; a.count(b); a.index(b); a.find(b); b in a.values(); a.get(b); [x for x in a if x != b];
        [x for x in a if x == b]; [x for x in a if x > b]; [x for x in a if x < b]; [x for x in a if x >= b];
        [x for x in a if x <= b]; [x + b for x in a]; [x * b for x in a]; [x - b for x in a]; a + [b]; [b] + a;
        (*a, b); sorted(a)[:b]; sorted(a, reverse=True)[:b]; list(zip(a, b)); [x for x in a if x in b];
        [x for x in a if x not in b]; set(a) & set(b); set(a) | set(b); set(a) - set(b); set(a) ^ set(b);
        sorted(set(a) & set(b)); sorted(set(a) | set(b)); dict(zip(a, b)); [x + y for x, y in zip(a, b)];
        [x - y for x, y in zip(a, b)]; [x * y for x, y in zip(a, b)]; sum(x * y for x, y in zip(a, b));
        a.startswith(b); a.endswith(b); a.split(b); b.join(a); a.replace(b, ''); {**a, **b}; a ^ b; a & b; a | b;
        divmod(a, b); a % b == 0; sum(a) == b; sum(a) > b; len(a) > b; len(a) == b; sorted(a + b);
        sorted(a) == sorted(b); set(a) == set(b); len(a) == len(b); a[::b]; all(x < b for x in a);
        all(x > b for x in a); any(x == b for x in a); sum(x > b for x in a); sum(x < b for x in a);
        all(x in b for x in a); any(x in b for x in a); math.gcd(a, b); sum(1 for x in a if x == b); 2 * (a + b);
        a * b / 2; list(map(lambda x: x % b, a)); a[b - 1]; sorted(a)[b - 1]; [x for x in a if len(x) > b];
        [x for x in a if len(x) == b]; list(range(a, b)); list(range(a, b + 1)); [x for x in a if x % b == 0];
        sorted(a)[-b]; [x[b] for x in a]; set(a) <= set(b); set(b) <= set(a); a * [b]
    """,
    3: """
        a; b; c; a + b + c; a * b * c; max(a, b, c); min(a, b, c); sorted([a, b, c]); a[b:c]; a[b:c + 1];
        a.replace(b, c); a <= b <= c; a == b == c; a + b - c; (a + b + c) / 3; pow(a, b, c); list(zip(a, b, c));
        a in range(b, c); [x for x in a if b <= x <= c]; sum(a[b:c + 1]); sum(a[b:c]); min(max(a, b), c);
        [x + y + z for x, y, z in zip(a, b, c)]; {**a, b: c}; {**a, **b, **c}; a * b + c; a + b * c;
        list(range(a, b, c)); a.count(b, c); [c if x == b else x for x in a]; (a, b, c)
    """,
}


def source_of(parameters: int) -> str:
    """A program with a function for every common behaviour of so many parameters, in every order of them."""
    names = "abc"[:parameters]
    orders = {1: ("a",), 2: ("a, b", "b, a")}.get(parameters, ("a, b, c", "a, c, b", "b, a, c", "c, a, b", "c, b, a"))
    lines = ["import functools", "import math", "import statistics"]
    number = 0
    for told in _EXPRESSIONS.get(parameters, "").split(";") if names else ():
        for order in orders:
            lines += [f"def common{number}({order}):", f"    return {' '.join(told.split())}"]
            number += 1
    return "\n".join(lines) + "\n"
