"""A second oracle for stories, which answers each of them in two ways that must agree.

The first retells the story: from the numbers that its text states it counts, tries out or lives through the days of
what is told, with none of the template's equations. The second takes the template's own YAML: derived quantities are
evaluated on a syntax tree with fractions; a story told backwards is solved from its relations, which are probed as
affine functions of the quantities that no text states, and solved by elimination.

Where a quantity is left unsaid, the first lives through the story with two values of it, which must end differently;
the second sees from what is stated alone that the equations do not determine the answer.
"""

from __future__ import annotations

import ast
import datetime
import itertools
import math
import re
from collections.abc import Callable
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from schemas import Problem

TEMPLATES = Path(__file__).resolve().parents[2] / "data" / "templates"


def solve(problem: Problem) -> str:
    """The canonical answer, from the stated values only."""
    template = _template(problem.params["template"])
    values = problem.params["values"]
    stated = {name: int(values[name]) for name in stated_names(template) if name in values}
    unsaid = [name for name in stated_names(template) if name not in values]
    fillings = [{name: int(each[name]) for name in unsaid} for each in problem.params.get("supposed", ())]
    retold = _retold(problem.params["template"], stated, fillings)
    from_file = _from_file(template, stated)
    assert retold == from_file, (problem.params["template"], stated, retold, from_file)
    return "cannot be determined" if retold is None else str(retold)


def stated_names(template: dict[str, Any]) -> list[str]:
    """The quantities that the texts of a template give."""
    return list(template.get("stated", template["variables"]))


def _retold(name: str, stated: dict[str, int], fillings: list[dict[str, int]]) -> Fraction | None:
    """The answer of the story as it is told, or None if it ends differently with one filling of its gap and another."""
    story = STORIES[name]
    if not fillings:
        return Fraction(story(**stated))
    ends = {Fraction(story(**stated, **filling)) for filling in fillings}
    assert min(ends) > 0 and len(ends) == len(fillings) == 2, (name, stated, fillings, ends)
    return None


@cache
def _template(name: str) -> dict[str, Any]:
    template: dict[str, Any] = yaml.safe_load((TEMPLATES / f"{name}.yaml").read_text(encoding="utf-8"))
    return template


def _from_file(template: dict[str, Any], stated: dict[str, int]) -> Fraction | None:
    """The answer by the template's own equations, or None if they do not determine it."""
    values = {name: Fraction(value) for name, value in stated.items()}
    asked = template["answer"]["name"]
    if "relations" in template:
        return _from_relations(template["relations"], values).get(asked)
    hidden = []
    for name, text in template.get("derived", {}).items():
        if name not in values and values.keys() >= _names(ast.parse(text, mode="eval").body):
            values[name] = _value(ast.parse(text, mode="eval").body, values)
        elif name not in values and name not in stated_names(template):
            hidden.append(f"{name} = {text}")
    return values[asked] if asked in values else _from_relations(hidden, values).get(asked)


def _from_relations(relations: list[str], known: dict[str, Fraction]) -> dict[str, Fraction]:
    """What the relations determine, one group at a time: those affine in what is still unknown first."""
    values = dict(known)
    sides = [[ast.parse(side.strip(), mode="eval").body for side in text.split("=")] for text in relations]
    waiting = [(left, right, sorted(_names(left) | _names(right))) for left, right in sides]
    while waiting:
        rows: list[list[Fraction]] = []
        later = []
        unknowns = sorted({name for _, _, names in waiting for name in names if name not in values})
        for left, right, names in waiting:
            row = _affine(left, right, values, unknowns)
            if row is None:
                later.append((left, right, names))
            else:
                rows.append(row)
        found = _eliminate(rows, unknowns)
        if not found:
            assert not later, f"{relations} are not affine in {unknowns}"
            return values
        values.update(found)
        waiting = later + [entry for entry in waiting if entry not in later and not set(entry[2]) <= values.keys()]
    return values


def _affine(left: ast.expr, right: ast.expr, known: dict[str, Fraction], unknowns: list[str]) -> list[Fraction] | None:
    """Coefficients and right-hand side of ``left − right = 0``, or None where it is not affine."""

    def residual(point: dict[str, Fraction]) -> Fraction:
        values = known | point
        return _value(left, values) - _value(right, values)

    zero = dict.fromkeys(unknowns, Fraction(0))
    constant = residual(zero)
    row = [residual(zero | {name: Fraction(1)}) - constant for name in unknowns]
    for scale in (Fraction(7, 3), Fraction(-19, 5)):
        point = {name: scale * (i + 2) / (i + 5) for i, name in enumerate(unknowns)}
        if residual(point) != constant + sum(c * point[name] for c, name in zip(row, unknowns, strict=True)):
            return None
    return [*row, -constant]


def _eliminate(rows: list[list[Fraction]], unknowns: list[str]) -> dict[str, Fraction]:
    """The unknowns that the rows determine, by Gauss-Jordan elimination."""
    rows = [list(row) for row in rows]
    done = 0
    for column in range(len(unknowns)):
        pivot = next((i for i in range(done, len(rows)) if rows[i][column]), None)
        if pivot is None:
            continue
        rows[done], rows[pivot] = rows[pivot], rows[done]
        rows[done] = [entry / rows[done][column] for entry in rows[done]]
        for i, row in enumerate(rows):
            if i != done and row[column]:
                rows[i] = [a - row[column] * b for a, b in zip(row, rows[done], strict=True)]
        done += 1
    assert not any(row[-1] and not any(row[:-1]) for row in rows), "the relations contradict each other"
    found = {}
    for row in rows:
        columns = [i for i, entry in enumerate(row[:-1]) if entry]
        if len(columns) == 1:
            found[unknowns[columns[0]]] = row[-1]
    return found


def _names(tree: ast.expr) -> set[str]:
    calls = {node.func.id for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)} - calls


def _value(tree: ast.expr, values: dict[str, Fraction]) -> Fraction:
    if isinstance(tree, ast.Constant) and isinstance(tree.value, int):
        return Fraction(tree.value)
    if isinstance(tree, ast.Name):
        return values[tree.id]
    if isinstance(tree, ast.UnaryOp):
        return -_value(tree.operand, values)
    if isinstance(tree, ast.BinOp):
        left, right = _value(tree.left, values), _value(tree.right, values)
        match tree.op:
            case ast.Add():
                return left + right
            case ast.Sub():
                return left - right
            case ast.Mult():
                return left * right
            case ast.Div():
                return left / right
            case ast.FloorDiv():
                return Fraction(math.floor(left / right))
            case ast.Mod():
                return left - right * math.floor(left / right)
    if isinstance(tree, ast.Call) and isinstance(tree.func, ast.Name):
        arguments = [_value(argument, values) for argument in tree.args]
        functions: dict[str, Any] = {"ceil": math.ceil, "floor": math.floor, "min": min, "max": max, "abs": abs}
        if tree.func.id in ("gcd", "lcm"):
            assert all(argument.denominator == 1 for argument in arguments)
            return Fraction(getattr(math, tree.func.id)(*(argument.numerator for argument in arguments)))
        return Fraction(functions[tree.func.id](*arguments))
    raise AssertionError(ast.dump(tree))


_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?|\d+:\d\d")


def numbers_told(prompt: str) -> set[str]:
    """The numerals of a prompt as they are written, without the commas that group digits."""
    return {found.replace(",", "") for found in _NUMBER.findall(prompt)}


# --- the stories, retold ---------------------------------------------------------------------------------------------

Answer = int | Fraction
STORIES: dict[str, Callable[..., Answer]] = {}


def _story(told: Callable[..., Answer]) -> Callable[..., Answer]:
    STORIES[told.__name__.strip("_").replace("_", "-")] = told
    return told


def _first(fits: Callable[[int], bool], start: int = 0) -> int:
    """The least whole number from `start` that fits."""
    return next(number for number in itertools.count(start) if fits(number))


def _portions(amount: int, size: int) -> int:
    """How many containers of this size it takes, filled one after the other."""
    taken = 0
    while amount > 0:
        amount -= size
        taken += 1
    return taken


@_story
def _amphitheatre(front: int, step: int, rows: int, guests: int) -> Answer:
    return sum(front + row * step for row in range(rows)) - guests


@_story
def _archive_boxes(shelves: int, boxes: int, folders: int, share: int, clerks: int, rate: int) -> Answer:
    open_ones = Fraction(shelves * boxes * folders) * (1 - Fraction(share, 100))
    return _first(lambda day: day * clerks * rate >= open_ones)


@_story
def _beehives(hives: int, per: int, sold: int) -> Answer:
    return sum([per] * hives) - sold


@_story
def _bell_bronze(
    weight: int, poor_share: int, wanted: int, rich_share: int, rich_price: int, poor_price: int
) -> Answer:
    rich = _first(lambda kilos: kilos * rich_share + (weight - kilos) * poor_share == weight * wanted)
    return rich * rich_price + (weight - rich) * poor_price


@_story
def _bicycle_gear(ring: int, cog: int, pedal: int, rim: int) -> Answer:
    return Fraction(rim, 100) * Fraction(ring, cog) * pedal


@_story
def _bicycle_offers(list_a: int, off_a: int, fee: int, list_b: int, off_b: int, extra_b: int) -> Answer:
    first = list_a - Fraction(list_a, 100) * off_a + fee
    second = list_b - Fraction(list_b, 100) * off_b
    second -= second / 100 * extra_b
    return first - second if first > second else second - first


@_story
def _bindery(parcels: int, per: int, flawed: int, price: int, material: int, rent: int) -> Answer:
    cents = sum(price if number >= flawed else 0 for number in range(parcels * per)) - material * parcels * per
    return Fraction(cents, 100) - rent


@_story
def _brackish_tank(litres: int, strong: int, weak: int) -> Answer:
    return _first(lambda added: Fraction(litres * strong, litres + added) == weak)


@_story
def _cable_car(queue: int, buses: int, each: int, seats: int, gap: int) -> Answer:
    return sum(gap for _ in range(1, _portions(queue + sum([each] * buses), seats)))


@_story
def _canal_lock(start: int, inflow: int, leak: int, extra: int, alone: int, volume: int) -> Answer:
    water, minute = start, 0
    while water < volume:
        water += inflow - leak + (extra if minute >= alone else 0)
        minute += 1
    assert water == volume
    return minute


@_story
def _cargo_bike(full: int, left: int, km: int) -> Answer:
    return _first(lambda per_km: full - sum([per_km] * km) == left)


@_story
def _cheese_ageing(wheels: int, weight: int, share: int) -> Answer:
    return sum([weight - Fraction(weight * share, 100)] * wheels)


@_story
def _choir_rehearsal(rented: int, songs: int, each: int, pause: int) -> Answer:
    minute = 0
    for song in range(songs):
        minute += each + (pause if song < songs - 1 else 0)
    return rented - minute


@_story
def _dye_works(dye_parts: int, water_parts: int, total: int, price: int) -> Answer:
    return _first(lambda dye: dye * water_parts == (total - dye) * dye_parts) * price


@_story
def _family_average(members: int, mean: int, years: int, child: int, joined: int) -> Answer:
    ages = [mean + years] * members + [child, joined]
    return Fraction(sum(ages), len(ages))


@_story
def _ferry_loading(cars: int, lorries: int, space: int, capacity: int) -> Answer:
    return _portions(cars + sum([space] * lorries), capacity)


@_story
def _forgotten_violin(slow: int, fast: int, lead: int) -> Answer:
    walker, rider = lead, 0
    while rider < walker:
        walker, rider = walker + slow, rider + fast
    assert rider == walker
    return rider


@_story
def _hiking_map(map: int, scale: int, done: int) -> Answer:
    return sum([Fraction(scale, 1000)] * map) - done


@_story
def _kiln(start: int, speed: int, goal: int) -> Answer:
    return _first(lambda minute: start + speed * minute == goal)


@_story
def _letter_postage(letters: int, cheap: int, dear: int, paid: int) -> Answer:
    return _first(lambda abroad: (letters - abroad) * cheap + abroad * dear == paid)


@_story
def _library_fines(books: int, rate: int, free: int, fine: int) -> Answer:
    return _first(lambda days: sum(rate for _ in range(books) for day in range(days) if day >= free) == fine)


@_story
def _lighthouse_oil(rate: int, nights: int, left: int) -> Answer:
    return left + sum([rate] * nights)


@_story
def _linen_shrinkage(pieces: int, each: int, shrink: int, price: int) -> Answer:
    return price * _first(lambda metres: Fraction(100 * metres) * (1 - Fraction(shrink, 100)) == pieces * each)


@_story
def _marathon_water(runners: int, points: int, size: int) -> Answer:
    return _portions(runners * points, size)


@_story
def _metronome(bars: int, beats: int, tempo: int) -> Answer:
    return sum([beats * Fraction(60, tempo)] * bars)


@_story
def _mosaic_tiles(width: int, height: int, side: int, size: int) -> Answer:
    return _portions(len(range(0, width, side)) * len(range(0, height, side)), size)


@_story
def _museum_visitors(rise: int, now: int) -> Answer:
    return _first(lambda before: before + Fraction(before * rise, 100) == now)


@_story
def _music_school(total: int, players: int, singers: int, both: int) -> Answer:
    playing, singing = set(range(players)), set(range(players - both, players - both + singers))
    assert len(playing & singing) == both
    return total - len(playing | singing)


@_story
def _night_train(speed: int, distance: int, halts: int, halt: int) -> Answer:
    return Fraction(distance, speed) * 60 + sum([halt] * halts)


@_story
def _orchard_average(old: int, old_mean: int, trees: int, mean: int) -> Answer:
    return Fraction(sum([mean] * trees) - sum([old_mean] * old), trees - old)


@_story
def _paddock_posts(length: int, width: int, price: int) -> Answer:
    gap = max(gap for gap in range(1, width + 1) if length % gap == 0 and width % gap == 0)
    along = {(x, y) for x in range(0, length + 1, gap) for y in (0, width)}
    across = {(x, y) for x in (0, length) for y in range(0, width + 1, gap)}
    return len(along | across) * price


@_story
def _printing_presses(old: int, new: int, edition: int) -> Answer:
    printed = minutes = 0
    while printed < edition:
        printed, minutes = printed + old + new, minutes + 1
    assert printed == edition
    return minutes


@_story
def _rain_tank(area: int, rain: int, start: int, tank: int, daily: int) -> Answer:
    water, days = start, 0
    for _ in range(rain):
        water = min(water + area, tank)
    while water >= daily:
        water, days = water - daily, days + 1
    return days


@_story
def _river_kayak(still: int, current: int, way: int, rest: int) -> Answer:
    place = minutes = 0
    while place < way:
        place, minutes = place + still - current, minutes + 1
    assert place == way
    minutes += rest
    while place > 0:
        place, minutes = place - still - current, minutes + 1
    assert place == 0
    return minutes


@_story
def _satellite_passes(start: int, period: int, number: int) -> Answer:
    moment = datetime.datetime(2001, 1, 1) + datetime.timedelta(minutes=start)
    for _ in range(1, number):
        moment += datetime.timedelta(minutes=period)
    return moment.hour * 60 + moment.minute


@_story
def _savings_account(start: int, first: int, deposit: int, second: int) -> Answer:
    balance = start * (1 + Fraction(first, 100))
    return (balance + deposit) * (1 + Fraction(second, 100)) - start - deposit


@_story
def _school_trip(classes: int, per: int, group: int, seats: int, price: int) -> Answer:
    pupils = classes * per
    return price * _portions(pupils + _portions(pupils, group), seats)


@_story
def _seat_numbers(rows: int, per: int, balcony: int, price: int) -> Answer:
    return price * sum(len(str(number)) for number in range(1, rows * per + balcony + 1))


@_story
def _seed_library(lent_share: int, arrived: int, swapped_share: int, spoiled: int, left: int) -> Answer:
    def at_the_end(stock: int) -> Fraction:
        stayed = stock - Fraction(stock * lent_share, 100) + arrived
        return stayed - stayed * swapped_share / 100 - spoiled

    return _first(lambda stock: at_the_end(stock) == left)


@_story
def _snow_ploughs(first: int, other: int, before: int) -> Answer:
    whole = math.lcm(first, other)  # the snow in equal shovels, a whole number per minute for each plough
    snow = whole - before * (whole // first)
    minutes = 0
    while snow > 0:
        snow, minutes = snow - whole // first - whole // other, minutes + 1
    assert snow == 0
    return minutes


@_story
def _solar_roof(panels: int, watts: int, share: int) -> Answer:
    rated = sum([watts] * panels)
    return rated - Fraction(rated * share, 100)


@_story
def _soup_kitchen(base: int, grams: int, guests: int, stock: int) -> Answer:
    return sum([Fraction(grams, base)] * guests) - stock


@_story
def _sports_day(pupils: int, absent: int, team: int) -> Answer:
    waiting = pupils - absent
    while waiting >= team:
        waiting -= team
    return waiting


@_story
def _street_lamps(lamps: int, old: int, new: int, hours: int, nights: int) -> Answer:
    before, after = (Fraction(lamps * watts, 1000) * hours * nights for watts in (old, new))
    return before - after


@_story
def _table_tennis(players: int, tables: int, match: int, change: int, opening: int) -> Answer:
    meetings = sum(1 for _ in itertools.combinations(range(players), 2))
    return opening + sum([match + change] * _portions(meetings, tables))


@_story
def _three_cousins(above: int, below: int, years: int, sum: int) -> Answer:
    return _first(lambda age: (age + above + years) + (age + years) + (age - below + years) == sum)


@_story
def _three_partners(one_parts: int, two_parts: int, two_again: int, three_parts: int, profit: int) -> Answer:
    to_one, to_three = Fraction(one_parts, two_parts), Fraction(three_parts, two_again)  # for each dollar of the second
    return profit / (to_one + 1 + to_three) * to_three


@_story
def _tram_seats(cars: int, seats: int, standing: int, riders: int) -> Answer:
    return sum([seats] * cars) + sum([standing] * cars) - riders


@_story
def _variable_stars(first: int, second: int, times: int) -> Answer:
    night = seen = 0
    while seen < times:
        night += 1
        seen += night % first == 0 and night % second == 0
    return night


@_story
def _water_tariff(block: int, low: int, high: int, bill: int) -> Answer:
    cost = used = 0
    while cost < bill:
        used += 1
        cost += low if used <= block else high
    assert cost == bill
    return used


@_story
def _winter_hay(herd: int, lasts: int, gone: int, new: int) -> Answer:
    hay, days = herd * lasts, 0
    for _ in range(gone):
        hay -= herd
    while hay > 0:
        hay, days = hay - herd - new, days + 1
    assert hay == 0
    return days
