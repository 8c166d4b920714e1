"""A second solver for code/altered_python: it reads the rules and the program as text and runs the text line by line.

Expressions are worked out from their tokens by climbing precedences, which the rules may have changed.
"""

import re

from schemas import Problem

# words of a rule's sentences, and the rule
SIGNS = [
    (r"Positions in lists are counted from 1|Indexing starts at 1", "one"),
    (r"`\+` subtracts and `-` adds|`\+` and `-` have swapped", "swap"),
    (r"includes its end: it runs from a to b|up to and including its second argument", "to"),
    (r"from right to left|group to the right", "right"),
    (r"opposite of its usual truth value|Comparisons lie", "lie"),
    (r"`//` rounds the quotient up|division `//` rounds up", "up"),
    (r"`and` and `or` have exchanged|`and` means what `or`", "connectives"),
    (r"leaves out the first item|begins with the second item", "second"),
    (r"`%` gives the whole quotient|`//` and `%` have traded", "rest"),
    (r"bind more tightly than `\*`|Sums come before products", "sums"),
    (r"`max` returns the smallest|`max` and `min` have changed", "extremes"),
    (r"`append` puts the new item at the front|makes `v` the first item", "front"),
    (r"from the last to the first|loops run backwards", "back"),
    (r"A slice includes its end|up to and including position b", "slices"),
    (r"`==` is true for different|`==` and `!=` have swapped", "equals"),
    (r"`<` means greater|`<` and `>` have swapped", "orders"),
]
TOKEN = re.compile(r"\d+|\w+|//|==|!=|<=|>=|[-+*%<>()\[\]:,.]")


class Done(Exception):
    pass


class Reader:
    def __init__(self, text, names, rules):
        self.tokens = TOKEN.findall(text)
        self.at = 0
        self.names = names
        self.rules = rules
        sums, products = ("+", "-"), ("*", "//", "%")
        self.levels = (products, sums) if "sums" in rules else (sums, products)

    def peek(self):
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def take(self, *wanted):
        if self.peek() in wanted:
            self.at += 1
            return self.tokens[self.at - 1]
        return ""

    def whole(self):
        value = self.logic()
        assert self.at == len(self.tokens), self.tokens
        return value

    def logic(self):
        first = self.comparison()
        while word := self.take("and", "or"):
            second = self.comparison()
            both = (word == "and") != ("connectives" in self.rules)
            first = bool(first) and bool(second) if both else bool(first) or bool(second)
        return first

    def comparison(self):
        left = self.chain(0)
        sign = self.take("==", "!=", "<", ">", "<=", ">=")
        if not sign:
            return left
        right = self.chain(0)
        if "equals" in self.rules and sign in ("==", "!="):
            sign = "==" if sign == "!=" else "!="
        if "orders" in self.rules and sign in ("<", ">"):
            sign = "<" if sign == ">" else ">"
        answers = {
            "==": left == right, "!=": left != right, "<": left < right, ">": right < left, "<=": not right < left,
            ">=": not left < right,
        }  # fmt: skip
        return answers[sign] ^ ("lie" in self.rules)

    def chain(self, level):
        if level == 2:
            return self.atom()
        values, signs = [self.chain(level + 1)], []
        while sign := self.take(*self.levels[level]):
            signs.append(sign)
            values.append(self.chain(level + 1))
        if "right" in self.rules and "+" in self.levels[level]:
            while signs:
                right, left = values.pop(), values.pop()
                values.append(self.apply(signs.pop(), left, right))
        else:
            for sign in signs:
                left, right = values.pop(0), values.pop(0)
                values.insert(0, self.apply(sign, left, right))
        return values[0]

    def apply(self, sign, left, right):
        if "swap" in self.rules and sign in "+-":
            sign = "+-"["+-".index(sign) - 1]
        if "rest" in self.rules and sign in ("//", "%"):
            sign = "%" if sign == "//" else "//"
        if sign in ("//", "%"):
            quotient, rest = divmod(left, right)
            return rest if sign == "%" else quotient + (rest > 0 and "up" in self.rules)
        return {"+": left + right, "-": left - right, "*": left * right}[sign]

    def atom(self):
        if self.take("-"):
            return -self.atom()
        if self.take("("):
            items = [self.logic()]
            while self.take(","):
                items.append(self.logic())
            assert self.take(")")
            return items[0] if len(items) == 1 else tuple(items)
        if self.take("["):
            items = []
            while not self.take("]"):
                items.append(self.logic())
                self.take(",")
            return items
        word = self.tokens[self.at]
        self.at += 1
        if word.isdigit():
            return int(word)
        if self.take("("):
            arguments = []
            while not self.take(")"):
                arguments.append(self.logic())
                self.take(",")
            return self.call(word, arguments)
        value = self.names[word]
        if self.take("["):
            low = self.logic()
            if self.take(":"):
                high = self.logic()
                assert self.take("]")
                return [item for place, item in enumerate(value) if low <= place < high + ("slices" in self.rules)]
            assert self.take("]")
            return dict(enumerate(value, 1 if "one" in self.rules else 0))[low]
        return value

    def call(self, function, arguments):
        if function == "range":
            low, high = arguments
            return [low + step for step in range(high - low + ("to" in self.rules))]
        if function == "len":
            return len(arguments[0])
        ordered = sorted(arguments)
        return ordered[-1 if (function == "max") ^ ("extremes" in self.rules) else 0]


def execute(lines, names, rules):
    """Runs lines as (indentation, text) pairs."""
    place = 0

    def value(text):
        return Reader(text, names, rules).whole()

    while place < len(lines):
        indent, text = lines[place]
        end = place + 1
        while end < len(lines) and lines[end][0] > indent:
            end += 1
        body = lines[place + 1 : end]
        if text.startswith("for "):
            name, source = re.fullmatch(r"for (\w+) in (.+):", text).groups()
            items = list(value(source))
            if "second" in rules:
                items = items[1:]
            if "back" in rules:
                items.reverse()
            for item in items:
                names[name] = item
                execute(body, names, rules)
        elif text.startswith("while "):
            for _ in range(1000):
                if not value(text[6:-1]):
                    break
                execute(body, names, rules)
        elif text.startswith("if "):
            otherwise = []
            if end < len(lines) and lines[end] == (indent, "else:"):
                start = end + 1
                end = start
                while end < len(lines) and lines[end][0] > indent:
                    end += 1
                otherwise = lines[start:end]
            execute(body if value(text[3:-1]) else otherwise, names, rules)
        elif found := re.fullmatch(r"(\w+)\.append\((.+)\)", text):
            items = names[found[1]]
            items.insert(0 if "front" in rules else len(items), value(found[2]))
        elif text.startswith(("return ", "print(")):
            raise Done(value(text[7:] if text.startswith("return ") else text[6:-1]))
        elif found := re.fullmatch(r"(\w+) ([-+])= (.+)", text):
            old, amount = names[found[1]], value(found[3])
            names[found[1]] = Reader("", names, rules).apply(found[2], old, amount)
        else:
            name, expression = text.split(" = ", 1)
            names[name] = value(expression)
        place = end


def solve(problem: Problem) -> str:
    """The result, worked out from the prompt's text alone."""
    prompt = problem.prompt
    code = re.search(r"```python\n(.*?)```", prompt, re.S).group(1)
    prose = prompt.replace(code, "")
    rules = {rule for sign, rule in SIGNS if re.search(sign, prose)}
    assert len(rules) == problem.measures["rules"], (rules, prose)
    lines = [(len(line) - len(line.lstrip()), line.strip()) for line in code.split("\n") if line.strip()]
    names = {}
    if lines[0][1].startswith("def "):
        parameter = re.search(r"\((\w+)\)", lines[0][1]).group(1)
        names[parameter] = [int(number) for number in re.findall(r"\d+", lines[-1][1].partition("(")[2])]
        lines = lines[1:-1]
    try:
        execute(lines, names, rules)
    except Done as done:
        return repr(done.args[0])
    raise AssertionError(code)
