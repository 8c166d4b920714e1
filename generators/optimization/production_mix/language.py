"""How production plans are told: twelve businesses, each in seven kinds of text."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from generators.language.instructions import answer_line
from generators.language.lexicon import PEOPLE, counted, listed, plural
from generators.language.wording import fill, sentence_case
from generators.randomness import Stream


class Scene(NamedTuple):
    """A business: who it is, the unit all its products are counted in, what it makes, and what is scarce there.

    A resource is a unit of measure and a name: ``("hour", "oven time")``.
    """

    key: str
    maker: tuple[str, ...]
    unit: str
    products: tuple[str, ...]
    resources: tuple[tuple[str, str], ...]
    idle: tuple[str, ...]


_ALL = (
    Scene("bakery", ("the Harbour Bakery", "a village bakery", "the bakery on Mill Street"), "batch",
          ("rye bread", "oat biscuits", "almond cake", "poppy rolls", "cheese scones", "plum tart", "corn muffins"),
          (("hour", "oven time"), ("kilogram", "flour"), ("kilogram", "butter"), ("hour", "kneading"),
           ("litre", "milk")),
          ("The shop window was painted in {year}.", "The oldest recipe in the house dates from {year}.")),
    Scene("furniture", ("a furniture maker", "the joinery Holm", "a small furniture factory"), "consignment",
          ("bookcases", "bar stools", "coffee tables", "garden benches", "wardrobes", "desk chairs", "bed frames"),
          (("hour", "sawing"), ("hour", "assembly"), ("plank", "oak"), ("litre", "varnish"), ("hour", "sanding")),
          ("The first workbench was bought in {year}.", "The yard has {small} parking spaces.")),
    Scene("ceramics", ("a pottery", "the ceramics studio Terra", "a ceramics workshop"), "crate",
          ("mugs", "vases", "soup bowls", "floor tiles", "teapots", "jugs", "candle holders"),
          (("kilogram", "clay"), ("hour", "kiln time"), ("litre", "glaze"), ("hour", "wheel work"),
           ("hour", "painting")),
          ("The studio has {small} windows facing north.", "Visitors have been welcome since {year}.")),
    Scene("brewery", ("a brewery", "the Fox Hill Brewery", "a family brewery"), "hectolitre",
          ("pale ale", "stout", "wheat beer", "porter", "pilsner", "amber ale", "bitter"),
          (("kilogram", "barley malt"), ("kilogram", "hops"), ("day", "tank time"), ("hour", "bottling"),
           ("kilogram", "yeast")),
          ("The brewery was founded in {year}.", "Its tap room seats {large} guests.")),
    Scene("electronics", ("an electronics plant", "the device maker Nordlys", "an electronics supplier"), "carton",
          ("chargers", "routers", "headsets", "keyboards", "smoke sensors", "webcams", "thermostats"),
          (("hour", "assembly"), ("hour", "testing"), ("metre", "cable"), ("gram", "solder"), ("hour", "packing")),
          ("The plant employs {large} people.", "Its canteen opened in {year}.")),
    Scene("textile", ("a weaving mill", "the Linden weaving mill", "a textile mill"), "bolt",
          ("denim", "flannel", "linen", "corduroy", "velvet", "canvas", "satin"),
          (("kilogram", "yarn"), ("hour", "loom time"), ("litre", "dye"), ("hour", "finishing"), ("hour", "cutting")),
          ("The mill stands on a river and was built in {year}.", "The mill's museum shows {small} historic looms.")),
    Scene("fertiliser", ("a fertiliser works", "the fertiliser company Agrona", "a plant that mixes fertilisers"),
          "tonne",
          ("lawn feed", "rose feed", "tomato feed", "orchard feed", "spring feed", "vineyard feed", "hedge feed"),
          (("sack", "potash"), ("sack", "nitrate"), ("sack", "phosphate"), ("hour", "mixing"), ("hour", "bagging")),
          ("The nearest railway station is {small} kilometres away.", "The works changed hands in {year}.")),
    Scene("dairy", ("a cheese dairy", "the mountain dairy Alm", "a cooperative dairy"), "vat",
          ("brie", "gouda", "feta", "cheddar", "ricotta", "camembert", "halloumi"),
          (("hectolitre", "milk"), ("hour", "pressing"), ("gram", "rennet"), ("hour", "cellar work"),
           ("kilogram", "salt")),
          ("The dairy won a medal in {year}.", "The dairy lies at the end of a valley with {small} farms.")),
    Scene("paint", ("a paint factory", "the paint maker Colora", "a manufacturer of coatings"), "drum",
          ("primer", "wall paint", "clear varnish", "enamel", "wood stain", "floor paint", "lime wash"),
          (("kilogram", "pigment"), ("litre", "solvent"), ("litre", "resin"), ("hour", "milling"),
           ("hour", "filling")),
          ("Its colour chart lists {large} shades.", "The company's logo has been unchanged since {year}.")),
    Scene("chocolate", ("a chocolate maker", "the confectioner Belrose", "a chocolate factory"), "case",
          ("pralines", "truffles", "nougat bars", "dark chocolate", "fudge", "almond bark", "mint creams"),
          (("kilogram", "cocoa"), ("kilogram", "sugar"), ("hour", "tempering"), ("hour", "wrapping"),
           ("litre", "cream")),
          ("The shop next door has {small} tables.", "The founder's portrait was painted in {year}.")),
    Scene("printing", ("a printing house", "the Quill Press", "a print shop"), "pallet",
          ("posters", "brochures", "wall calendars", "notebooks", "postcards", "menus", "atlases"),
          (("hour", "press time"), ("ream", "paper"), ("litre", "ink"), ("hour", "binding"), ("hour", "trimming")),
          ("The oldest press in the hall was built in {year}.", "There are {small} clocks on the wall.")),
    Scene("glass", ("a glassworks", "the glassworks Lumen", "a glass manufactory"), "chest",
          ("tumblers", "carafes", "lanterns", "wine glasses", "fruit bowls", "marbles", "lamp shades"),
          (("kilogram", "quartz sand"), ("hour", "furnace time"), ("hour", "blowing"), ("kilogram", "soda ash"),
           ("hour", "polishing")),
          ("Guided tours take {small} visitors at a time.", "The chimney was put up in {year}.")),
)  # fmt: skip
SCENES = {scene.key: scene for scene in _ALL}
_PERIODS = ("week", "month", "fortnight", "season")
_TIMES = {1: "", 2: "twice ", 3: "three times ", 4: "four times "}


class _Facts(NamedTuple):
    scene: Scene
    products: tuple[str, ...]
    resources: tuple[tuple[str, str], ...]
    profits: tuple[int, ...]
    uses: tuple[tuple[int, ...], ...]
    capacities: tuple[int, ...]
    caps: tuple[int | None, ...]
    minimums: tuple[int, ...]
    ratio: tuple[int, int, int] | None


def worded(
    stream: Stream,
    *,
    scene: str,
    products: tuple[str, ...],
    resources: tuple[tuple[str, str], ...],
    profits: tuple[int, ...],
    uses: tuple[tuple[int, ...], ...],
    capacities: tuple[int, ...],
    caps: tuple[int | None, ...],
    minimums: tuple[int, ...],
    ratio: tuple[int, int, int] | None,
    outcomes: tuple[str, str],
) -> tuple[str, str]:
    """The problem's text and its skeleton, ``scene/structure``.

    `ratio` is (of, to, times): the amount of product `of` is at most `times` the amount of product `to`. `outcomes`
    are the words for a problem without a plan and for one without a largest profit.
    """
    facts = _Facts(SCENES[scene], products, resources, profits, uses, capacities, caps, minimums, ratio)
    structure = stream.choice(tuple(_STRUCTURES))
    body = _STRUCTURES[structure](facts, stream)
    infeasible, unbounded = outcomes
    form = f"maximum profit in euros, an integer or a fraction a/b in lowest terms | {infeasible} | {unbounded}"
    unsolvable = fill(stream.choice(_UNSOLVABLE), stream, {"infeasible": infeasible, "unbounded": unbounded})
    return f"{body}\n{unsolvable} {answer_line(stream, form)}", f"{scene}/{structure}"


_UNSOLVABLE = (
    'If no plan meets all the conditions, the answer is "{infeasible}"; if the profit can be made as large as one'
    ' likes, it is "{unbounded}".',
    'Should the conditions contradict each other, answer "{infeasible}"; should there be no upper limit to the profit,'
    ' answer "{unbounded}".',
    'Write "{infeasible}" in case the conditions cannot all be met, and "{unbounded}" in case the profit has no largest'
    " value.",
)
_QUESTIONS = (
    "What is the largest [total profit|profit] that can be reached{span}?",
    "How high can the total profit{span} be at most?",
    "[Find|Work out|Determine] the maximum total profit{span}.",
    "Which total profit does the best plan{span} bring?",
)
_CONTINUOUS = (
    "Amounts need not be whole: any fraction of {unit:a} may be made and sold.",
    "Fractions of {unit:a} are allowed.",
    "Production can be divided at will, so fractional {unit:s} are fine.",
    "It is possible to make parts of {unit:a}, with uses and profits in proportion.",
)


def _question(facts: _Facts, stream: Stream, span: str = "") -> str:
    return fill(stream.choice(_QUESTIONS), stream, {"span": span})


def _continuous(facts: _Facts, stream: Stream) -> str:
    return fill(stream.choice(_CONTINUOUS), stream, {"unit": facts.scene.unit})


def _idle(facts: _Facts, stream: Stream) -> str:
    """A sentence about the business that has nothing to do with the plan."""
    slots = {"year": stream.integer(1871, 1996), "small": stream.integer(3, 19), "large": stream.integer(35, 180)}
    return fill(stream.choice(facts.scene.idle), stream, slots)


def _need(facts: _Facts, j: int) -> list[str]:
    return [
        f"{counted(row[j], unit)} of {name}"
        for row, (unit, name) in zip(facts.uses, facts.resources, strict=True)
        if row[j]
    ]


def _needs(facts: _Facts, j: int, verb: str) -> str:
    """``takes 3 hours of oven time and 2 kilograms of flour``, or that the product takes nothing scarce."""
    parts = _need(facts, j)
    return f"{verb} {listed(parts)}" if parts else f"{verb} none of the resources that are in short supply"


def _stock(facts: _Facts) -> list[str]:
    return [
        f"{counted(capacity, unit)} of {name}"
        for capacity, (unit, name) in zip(facts.capacities, facts.resources, strict=True)
    ]


def _conditions(facts: _Facts, stream: Stream) -> list[str]:
    """The sales limits, standing orders and the ratio, each as a clause without a full stop, in random order."""
    unit = facts.scene.unit
    clauses = []
    for product, high, low in zip(facts.products, facts.caps, facts.minimums, strict=True):
        if high is not None:
            pattern = stream.choice((
                "no more than {n:unit} of {p} can be sold",
                "the market takes at most {n:unit} of {p}",
                "sales of {p} are limited to {n:unit}",
                "at most {n:unit} of {p} may be made",
            ))  # fmt: skip
            clauses.append(_clause(pattern, stream, unit, product, high))
        if low:
            pattern = stream.choice((
                "at least {n:unit} of {p} must be made to meet standing orders",
                "regular customers must receive at least {n:unit} of {p}",
                "orders already accepted call for at least {n:unit} of {p}",
                "a contract demands {n:unit} of {p} or more",
            ))  # fmt: skip
            clauses.append(_clause(pattern, stream, unit, product, low))
    if facts.ratio:
        of, to, times = facts.ratio
        a, b, many = facts.products[of], facts.products[to], plural(unit)
        as_many = f"{_TIMES[times]}as many {many}" if times > 1 else f"as many {many}"
        if times > 1:
            options = (
                f"the amount of {a} must not exceed {_TIMES[times]}the amount of {b}",
                f"there may be at most {as_many} of {a} as of {b}",
                f"for every {unit} of {b}, no more than {counted(times, unit)} of {a} may be made",
            )
        else:
            options = (
                f"the amount of {a} must not exceed the amount of {b}",
                f"there may be at most {as_many} of {a} as of {b}",
                f"the amount of {b} must be at least that of {a}",
            )
        clauses.append(stream.choice(options))
    return stream.shuffled(clauses)


def _clause(pattern: str, stream: Stream, unit: str, product: str, number: int) -> str:
    clause = fill(pattern, stream, {"n": number, "unit": unit, "p": product})
    return clause[0].lower() + clause[1:]


def _sentences(clauses: list[str], stream: Stream) -> str:
    """The clauses as sentences, some of them joined."""
    parts: list[str] = []
    for clause in clauses:
        if parts and stream.chance(1, 3) and ", and " not in parts[-1]:
            parts[-1] += f", and {clause}"
        else:
            parts.append(clause)
    return sentence_case(" ".join(f"{part}." for part in parts))


def _narrative(facts: _Facts, stream: Stream) -> str:
    unit, period = facts.scene.unit, stream.choice(_PERIODS)
    maker = stream.choice(facts.scene.maker)
    opening = fill(
        stream.choice(
            (
                "{maker} plans its production for the coming {period}. It makes {products}.",
                "This {period} {maker} can make {products}, in any mixture.",
                "{maker} has {products} in its programme, and has to settle how much of each to make this {period}.",
            )
        ),
        stream,
        {"maker": maker, "period": period, "products": listed(list(facts.products))},
    )
    pattern = stream.choice((
        "A {unit} of {p} {needs} and [brings in|yields] a profit of {profit}.",
        "Every {unit} of {p} earns {profit} and {needs}.",
        "Each {unit} of {p} {needs}; the profit on it is {profit}.",
    ))  # fmt: skip
    verb = stream.choice(("takes", "needs", "uses", "requires"))
    making = " ".join(
        fill(
            pattern,
            stream,
            {"unit": unit, "p": p, "needs": _needs(facts, j, verb), "profit": counted(facts.profits[j], "euro")},
        )
        for j, p in enumerate(facts.products)
    )
    stock = fill(
        stream.choice(
            (
                "For the whole {period} there are {stock}.",
                "Only {stock} are available in that {period}.",
                "What can be used up in the {period} is limited to {stock}.",
            )
        ),
        stream,
        {"period": period, "stock": listed(_stock(facts))},
    )
    middle = [making, stock] if stream.chance(1, 2) else [stock, making]
    parts = [opening, *middle, _sentences(_conditions(facts, stream), stream), _continuous(facts, stream)]
    if stream.chance(1, 2):
        parts.insert(stream.integer(1, 3), _idle(facts, stream))
    parts.append(_question(facts, stream, f" in the {period}" if stream.chance(1, 2) else ""))
    return " ".join(filter(None, parts))


def _bullets(facts: _Facts, stream: Stream) -> str:
    unit = facts.scene.unit
    head = fill(
        stream.choice(
            (
                "{maker} [wants to know|is working out] how much of each product to make. Per {unit}:",
                "Here is what one {unit} of each product of {maker} needs and earns:",
            )
        ),
        stream,
        {"maker": stream.choice(facts.scene.maker), "unit": unit},
    )
    lines = [
        f"- {p}: {_needs(facts, j, 'needs')}; profit {counted(facts.profits[j], 'euro')}"
        for j, p in enumerate(facts.products)
    ]
    stock = [
        stream.choice(("Available are:", "In stock:", "The supplies are limited:")),
        *(f"- {s}" for s in _stock(facts)),
    ]
    clauses = _conditions(facts, stream)
    rules = (
        [stream.choice(("Besides:", "Further conditions:")), *(f"- {clause}" for clause in clauses)] if clauses else []
    )
    return "\n".join([head, *lines, *stock, *rules, f"{_continuous(facts, stream)} {_question(facts, stream)}"])


def _table(facts: _Facts, stream: Stream) -> str:
    unit = facts.scene.unit
    head = fill(
        stream.choice(
            (
                "The table shows what {maker} needs per {unit} of each product, the profit on it, and the supplies.",
                "{maker} has to plan its production. Needs and profits in the table are per {unit}.",
            )
        ),
        stream,
        {"maker": stream.choice(facts.scene.maker), "unit": unit},
    )
    units = [f"{name} ({plural(measure)})" for measure, name in facts.resources]
    if stream.chance(1, 2):
        rows = [["product", *units, "profit (euros)"]]
        rows += [[p, *(str(row[j]) for row in facts.uses), str(facts.profits[j])] for j, p in enumerate(facts.products)]
        rows.append(["available", *map(str, facts.capacities), ""])
    else:
        rows = [["", *facts.products, "available"]]
        rows += [
            [name, *map(str, row), str(capacity)]
            for name, row, capacity in zip(units, facts.uses, facts.capacities, strict=True)
        ]
        rows.append(["profit (euros)", *map(str, facts.profits), ""])
    rows.insert(1, ["---"] * len(rows[0]))
    table = "\n".join("| " + " | ".join(row) + " |" for row in rows)
    rules = _sentences(_conditions(facts, stream), stream)
    tail = [rules, _continuous(facts, stream), _question(facts, stream)]
    return f"{head}\n\n{table}\n\n{' '.join(filter(None, tail))}"


def _memo(facts: _Facts, stream: Stream) -> str:
    writer, reader = stream.sample(PEOPLE, 2)
    unit, period = facts.scene.unit, stream.choice(_PERIODS)
    lines = [
        f"To: {reader.name}",
        f"From: {writer.name}",
        stream.choice((f"Subject: plan for next {period}", "Subject: how much to make", "Re: production plan")),
        "",
        fill(
            stream.choice(
                (
                    "We still have {stock} [to work with|at our disposal]. Please do not plan with more.",
                    "Supplies for the next {period}: {stock}. Nothing more will arrive.",
                )
            ),
            stream,
            {"stock": listed(_stock(facts)), "period": period},
        ),
    ]
    pattern = stream.choice((
        "One {unit} of {p} {needs} and leaves us {profit}.",
        "{p}: every {unit} {needs} and earns {profit}.",
    ))  # fmt: skip
    lines += [
        fill(
            pattern,
            stream,
            {"unit": unit, "p": p, "needs": _needs(facts, j, "takes"), "profit": counted(facts.profits[j], "euro")},
        )
        for j, p in enumerate(facts.products)
    ]
    clauses = _conditions(facts, stream)
    if clauses:
        lines.append(f"{stream.choice(('Please keep in mind:', 'Mind the following:'))} {'; '.join(clauses)}.")
    if stream.chance(1, 3):
        lines.append(f"By the way: {_idle(facts, stream)}")
    lines.append(_continuous(facts, stream))
    lines.append(
        stream.choice(
            (
                "Tell me the highest total profit we can make.",
                f"What is the most we can earn in the {period}?",
                "I need one figure: our largest possible total profit.",
            )
        )
    )
    return "\n".join(lines)


def _dialogue(facts: _Facts, stream: Stream) -> str:
    one, other = (person.name for person in stream.sample(PEOPLE, 2))
    unit = facts.scene.unit
    made = "; ".join(
        f"a {unit} of {p} {_needs(facts, j, 'takes')} and earns {counted(facts.profits[j], 'euro')}"
        for j, p in enumerate(facts.products)
    )
    maker = stream.choice(facts.scene.maker)
    turns = [
        fill(stream.choice((
            "Two planners of {maker} are talking.", "{one} and {other} run the production of {maker}.",
        )), stream, {"maker": maker, "one": one, "other": other}),
        f"{one}: What do our products need, and what do they earn?",
        f"{other}: {sentence_case(made)}.",
        f"{one}: {stream.choice(('And what have we got?', 'What are our supplies?'))}",
        f"{other}: {stream.choice(('We have', 'There are'))} {listed(_stock(facts))}, and no more than that.",
    ]  # fmt: skip
    clauses = _conditions(facts, stream)
    if clauses:
        asked, start = stream.choice((("Anything else to watch?", "Yes. "), ("Which conditions are there?", "")))
        turns.append(f"{one}: {asked}")
        turns.append(f"{other}: {start}{_sentences(clauses, stream)}")
    elif stream.chance(1, 2):
        turns.append(f"{one}: {_idle(facts, stream)}")
        turns.append(f"{other}: True, but that changes nothing here.")
    turns.append(f"{one}: {stream.choice(('Must we make whole amounts?', f'Only whole {plural(unit)}?'))}")
    turns.append(f"{other}: No, any fraction of a {unit} will do.")
    turns.append(
        f"{one}: {stream.choice(('So how much profit can we make at most?', 'Then what is the best total profit?'))}"
    )
    turns.append(stream.choice((f"Answer {one}'s last question.", f"What should {other} reply?")))
    return "\n".join(turns)


def _by_resource(facts: _Facts, stream: Stream) -> str:
    """Told resource by resource instead of product by product."""
    unit = facts.scene.unit
    opening = fill(
        stream.choice(
            (
                "{maker} makes {products} and wants the largest profit from what it has.",
                "The products of {maker} are {products}; its supplies are scarce.",
            )
        ),
        stream,
        {"maker": stream.choice(facts.scene.maker), "products": listed(list(facts.products))},
    )
    parts = [opening]
    for row, capacity, (measure, name) in zip(facts.uses, facts.capacities, facts.resources, strict=True):
        used = [(counted(use, measure), p) for use, p in zip(row, facts.products, strict=True) if use]
        rest = [p for use, p in zip(row, facts.products, strict=True) if not use]
        (first, leader), *others = used
        if stream.chance(1, 2):
            takes = [
                f"each {unit} of {leader} takes {first}",
                *(f"each {unit} of {p} {amount}" for amount, p in others),
            ]
        else:
            go = "goes" if first.startswith("1 ") else "go"
            takes = [f"{first} {go} into each {unit} of {leader}"]
            takes += [f"{amount} into each {unit} of {p}" for amount, p in others]
        parts.append(
            fill(
                stream.choice(
                    (
                        "Of {name}, {stock} are available: {used}.",
                        "The supply of {name} is {stock}; {used}.",
                        "There are {stock} of {name}; {used}.",
                    )
                ),
                stream,
                {"name": name, "stock": counted(capacity, measure), "used": listed(takes)},
            )
        )
        if rest:
            parts.append(f"No {name} {stream.choice(('is', 'is ever'))} needed for {listed(rest, 'or')}.")
    if stream.chance(1, 3):
        parts.append(_idle(facts, stream))
    profits = [
        f"{counted(profit, 'euro')} per {unit} of {p}" for profit, p in zip(facts.profits, facts.products, strict=True)
    ]
    parts.append(f"{stream.choice(('The profit is', 'What is earned is', 'Profits come to'))} {listed(profits)}.")
    parts += [_sentences(_conditions(facts, stream), stream), _continuous(facts, stream), _question(facts, stream)]
    return " ".join(filter(None, parts))


def _sheet(facts: _Facts, stream: Stream) -> str:
    """A question first, then data as in a planner's sheet."""
    unit = facts.scene.unit
    lines = [
        fill(
            stream.choice(
                (
                    "What is the largest profit that {maker} can make with the data below?",
                    "Compute the maximum total profit of {maker} from this data sheet.",
                    "Given the following data, how much profit can {maker} make at most?",
                )
            ),
            stream,
            {"maker": stream.choice(facts.scene.maker)},
        ),
        f"Profit in euros per {unit}: "
        + ", ".join(f"{p} {c}" for p, c in zip(facts.products, facts.profits, strict=True)),
    ]
    rows = [
        f"{name[0].upper() + name[1:]}, {counted(capacity, measure)} in all; per {unit}: "
        + ", ".join(f"{p} {use}" for p, use in zip(facts.products, row, strict=True))
        for row, capacity, (measure, name) in zip(facts.uses, facts.capacities, facts.resources, strict=True)
    ]
    lines += stream.shuffled(rows)
    clauses = _conditions(facts, stream)
    if clauses:
        lines.append(f"Conditions: {'; '.join(clauses)}.")
    lines.append(_continuous(facts, stream))
    return "\n".join(lines)


_STRUCTURES: dict[str, Callable[[_Facts, Stream], str]] = {
    "narrative": _narrative,
    "bullets": _bullets,
    "table": _table,
    "memo": _memo,
    "dialogue": _dialogue,
    "by_resource": _by_resource,
    "sheet": _sheet,
}
