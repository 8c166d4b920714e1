"""Clocks and calendars: hours, weekdays, dates and Fridays the 13th, where only a remainder matters."""

from __future__ import annotations

from typing import Any, ClassVar

from generators.language.lexicon import PEOPLE
from generators.math.integers import divided
from generators.math.modular_arithmetic.notation import number_check
from generators.questions import Question
from generators.randomness import Stream
from schemas.answers import Choice, Integer
from schemas.checks import Check, Finite, IntRange

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


def month_lengths(year: int) -> tuple[int, ...]:
    """The days of the months of a year in the Gregorian calendar."""
    return (31, 29 if is_leap(year) else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def is_leap(year: int) -> bool:
    """Whether a year has 366 days."""
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


class Clock(Question, frozen=True, tag="clock"):
    """The hour on a 12-hour clock some hours later or earlier."""

    hour: int
    shift: int  # negative: earlier

    LATER = {
        "now": "A 12-hour clock shows {h} o'clock now. [What hour will it show|Which hour does it show] in {n} hours?",
        "train": "A ship leaves at {h} o'clock and travels for {n} hours. Which hour does a 12-hour clock show when it "
        "arrives?",
        "hand": "The hour hand of a clock points to {h}. To which number does it point {n} hours later?",
        "start": "{who} starts a machine at {h} o'clock. It runs for {n} hours. Which hour (1 to 12) is it then?",
        "pills": "A long experiment began at {h} o'clock and took {n} hours. What hour did the wall clock with its 12 "
        "numbers show at the end?",
        "turn": "On a dial with the numbers 1 to 12 a hand stands at {h} and moves {n} places clockwise. Where does it "
        "stop?",
    }  # fmt: skip
    EARLIER = {
        "ago": "A 12-hour clock shows {h} o'clock now. [What|Which] hour did it show {n} hours ago?",
        "before": "It is {h} o'clock. Which hour, from 1 to 12, was it {n} hours before?",
        "back": "On a dial with the numbers 1 to 12 a hand stands at {h} and moves {n} places anticlockwise. Where "
        "does it stop?",
        "flight": "{who} arrives at {h} o'clock after a journey of {n} hours. Which hour did a 12-hour clock show when "
        "{who.they} left?",
    }  # fmt: skip

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> Clock | None:
        shift = stream.integer(15, 200)
        found = Clock(stream.integer(1, 12), -shift if stream.chance(2, 5) else shift)
        return found if shift % 12 else None

    def texts(self) -> dict[str, str]:
        return self.LATER if self.shift > 0 else self.EARLIER

    def slots(self, stream: Stream) -> dict[str, Any]:
        return {"who": stream.choice(PEOPLE), "h": self.hour, "n": abs(self.shift)}

    def answer(self) -> int:
        """The hour asked for."""
        return (self.hour + self.shift - 1) % 12 + 1

    def check(self) -> Check:
        return number_check(self.answer(), 1, 12, f"(x - {self.hour} - ({self.shift})) % 12 == 0")

    def solution(self) -> list[str]:
        size = abs(self.shift)
        rest = size % 12
        lines = [divided(size, 12)]
        if self.shift > 0:
            hour = self.hour + rest
            lines.append(f"{self.hour} + {rest} = {hour}")
            if hour > 12:
                lines.append(f"{hour} - 12 = {hour - 12}")
        else:
            hour = self.hour - rest
            lines.append(f"{self.hour} - {rest} = {hour}")
            if hour < 1:
                lines.append(f"{hour} + 12 = {hour + 12}")
        return ["Every 12 hours the clock shows the same.", *lines]

    def canonical(self) -> Any:
        return [self.hour, self.shift]

    def candidates(self) -> int:
        return 12


class Weekday(Question, frozen=True, tag="weekday"):
    """The weekday some days later or earlier."""

    today: int
    shift: int

    FORM = "weekday"
    LATER = {
        "today": "Today is {day}. [Which|What] day of the week is it in {n} days?",
        "after": "A [festival|fair|course] begins on a {day}. Which weekday is it {n} days later?",
        "order": "{who} orders a [sofa|bicycle|piano] on a {day}, and it comes after {n} days. On which weekday is "
        "that?",
        "library": "{who} borrows a book on a {day} and returns it {n} days later. What weekday is that?",
        "cheese": "A cheese is made on a {day} and must ripen for {n} days. On which day of the week is it ready?",
        "born": "A foal is born on a {day}. On which weekday is it {n} days old?",
    }  # fmt: skip
    EARLIER = {
        "ago": "Today is {day}. [Which|What] day of the week was it {n} days ago?",
        "before": "A [race|concert] takes place on a {day}. Tickets went on sale {n} days before. On which weekday?",
        "planted": "{who} harvests beans on a {day}, {n} days after sowing them. On which weekday were they sown?",
        "back": "It is {day}. {who} last saw the sea {n} days ago. What weekday was that?",
    }  # fmt: skip

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> Weekday | None:
        shift = stream.integer(9, 200)
        found = Weekday(stream.below(7), -shift if stream.chance(2, 5) else shift)
        return found if shift % 7 else None

    def texts(self) -> dict[str, str]:
        return self.LATER if self.shift > 0 else self.EARLIER

    def slots(self, stream: Stream) -> dict[str, Any]:
        return {"who": stream.choice(PEOPLE), "day": WEEKDAYS[self.today], "n": abs(self.shift)}

    def check(self) -> Check:
        return Finite(
            Choice(WEEKDAYS),
            WEEKDAYS[(self.today + self.shift) % 7],
            (IntRange("x", 0, 6),),
            "value",
            (f"(x - {self.today} - ({self.shift})) % 7 == 0",),
            "x",
        )

    def solution(self) -> list[str]:
        size = abs(self.shift)
        rest = size % 7
        step = 1 if self.shift > 0 else -1
        days = [WEEKDAYS[(self.today + step * i) % 7] for i in range(rest + 1)]
        word = "after" if step > 0 else "before"
        return [
            "After 7 days the week starts again.",
            divided(size, 7),
            f"{rest} {'day' if rest == 1 else 'days'} {word} {days[0]}: {', '.join(days[1:])}",
        ]

    def canonical(self) -> Any:
        return [self.today, self.shift]

    def candidates(self) -> int:
        return 7


class Date(Question, frozen=True, tag="date"):
    """The weekday of a date from that of an earlier one, in the same year or in a later one."""

    start: tuple[int, int, int]  # year, month from 0, day
    weekday: int
    end: tuple[int, int, int]

    FORM = "weekday"
    SAME: ClassVar = {
        "year": "In {leap}, {start} is a {day}. On which weekday does {end} fall?",
        "calendar": "A calendar for {leap} shows {start} on a {day}. Which day of the week is {end}?",
        "birthday": "{who} was born on {start}, a {day} of {leap}. On which day of the week was {end} of that year?",
        "planned": "It is {day}, {start}, in {leap}. {who} plans a [party|trip|concert] for {end} of the same year. "
        "Which weekday is that?",
        "school": "In {leap}, a course starts on {day}, {start}, and ends on {end}. On which weekday does it end?",
    }  # fmt: skip
    YEARS: ClassVar = {
        "fell": "{start} {y} fell on a {day}. Which day of the week [was|is] {end} {z}?",
        "historian": "A historian knows that {start} {y} was a {day}. On which weekday did {end} {z} fall (Gregorian "
        "calendar)?",
        "diary": "{who}'s diary begins on {day}, {start} {y}, and ends on {end} {z}. On which weekday does it end?",
        "coin": "A time capsule is closed on {day}, {start} {y}, and opened on {end} {z}. Which weekday is the "
        "opening?",
        "code": "In the Gregorian calendar, {start} {y} is a {day}. Give the weekday of {end} {z}.",
    }  # fmt: skip

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> Date | None:
        year = stream.integer(1905, 2090)
        later = year + (0 if level == 2 else stream.integer(1, 30))
        start, end = (_some_day(stream, each) for each in (year, later))
        found = Date((year, *start), stream.below(7), (later, *end))
        if level > 2:
            found = Date(found.start, _weekday_of(found.start), found.end)
        days = sum(found.spans())
        return found if days > 40 and days % 7 and (level > 2 or start < end) else None

    def spans(self) -> list[int]:
        """The days from start to end, by parts: whole years, then months, then days."""
        (y, m, d), (z, n, e) = self.start, self.end
        years = [366 if is_leap(year + (m > 1)) else 365 for year in range(y, z)]
        return [sum(years), sum(month_lengths(z)[:n]) - sum(month_lengths(z)[:m]), e - d]

    def texts(self) -> dict[str, str]:
        return self.SAME if self.start[0] == self.end[0] else self.YEARS

    def slots(self, stream: Stream) -> dict[str, Any]:
        (y, m, d), (z, n, e) = self.start, self.end
        return {
            "start": f"{d} {_MONTHS[m]}",
            "end": f"{e} {_MONTHS[n]}",
            "y": y,
            "z": z,
            "day": WEEKDAYS[self.weekday],
            "leap": "a leap year" if is_leap(y) else "a year that is not a leap year",
            "who": stream.choice(PEOPLE),
        }

    def check(self) -> Check:
        (y, m, d), (z, n, e) = self.start, self.end
        # Days since 1 January of year 1, by the Gregorian rule for leap years, at both dates.
        before, after = (
            f"365 * {year - 1} + {year - 1} // 4 - {year - 1} // 100 + {year - 1} // 400 + "
            f"{' + '.join(map(str, [*month_lengths(year)[:month], day]))}"
            for year, month, day in ((y, m, d), (z, n, e))
        )
        gold = WEEKDAYS[(self.weekday + sum(self.spans())) % 7]
        condition = f"(x - {self.weekday} - ({after}) + ({before})) % 7 == 0"
        return Finite(Choice(WEEKDAYS), gold, (IntRange("x", 0, 6),), "value", (condition,), "x")

    def solution(self) -> list[str]:
        (y, m, d), (z, n, e) = self.start, self.end
        lines = []
        total = 0
        if z > y:
            leaps = [year + (m > 1) for year in range(y, z) if is_leap(year + (m > 1))]
            years = "1 year" if z - y == 1 else f"{z - y} years"
            lines.append(f"From {d} {_MONTHS[m]} {y} to {d} {_MONTHS[m]} {z}: {years}")
            lines.append(f"Of them {len(leaps)} with a leap day: {', '.join(map(str, leaps)) or 'none'}")
            total = z - y + len(leaps)
            lines.append(f"A year moves the weekday by 1, a leap day by 1 more: {z - y} + {len(leaps)} = {total}")
        lengths = month_lengths(z)
        if n != m:
            parts = lengths[min(m, n) : max(m, n)]
            months = sum(parts)
            added = " + ".join(map(str, parts)) + (f" = {months}" if len(parts) > 1 else "")
            lines.append(f"From 1 {_MONTHS[min(m, n)]} to 1 {_MONTHS[max(m, n)]}: {added} days")
            if n < m:
                lines.append(f"That is backwards: {total} - {months} = {total - months}")
            elif total:
                lines.append(f"{total} + {months} = {total + months}")
            total += months if n > m else -months
        if e != d:
            sign = "+" if e > d else "-"
            lines.append(f"{e} - {d} = {e - d}; {total} {sign} {abs(e - d)} = {total + e - d}")
            total += e - d
        rest = total % 7
        lines.append(divided(total, 7))
        days = [WEEKDAYS[(self.weekday + i) % 7] for i in range(rest + 1)]
        if rest:
            return [*lines, f"{rest} {'day' if rest == 1 else 'days'} after {days[0]}: {', '.join(days[1:])}"]
        return [*lines, f"So it is {days[0]} again."]

    def canonical(self) -> Any:
        return [list(self.start), self.weekday, list(self.end)]

    def candidates(self) -> int:
        return abs(sum(self.spans()))


def _some_day(stream: Stream, year: int) -> tuple[int, int]:
    month = stream.below(12)
    day = stream.integer(1, month_lengths(year)[month])
    return month, 28 if (month, day) == (1, 29) else day


def _weekday_of(date: tuple[int, int, int]) -> int:
    year, month, day = date
    before = year - 1
    days = 365 * before + before // 4 - before // 100 + before // 400 + sum(month_lengths(year)[:month]) + day
    return (days - 1) % 7


class Fridays(Question, frozen=True, tag="fridays"):
    """In how many months of a year a day of the month falls on a weekday."""

    leap: bool
    first: int  # the weekday of 1 January
    day: int
    weekday: int

    TEXTS: ClassVar = {
        "months": "In {leap}, 1 January is a {first}. In how many months is day {d} a {day}?",
        "calendar": "{who} hangs up the calendar of {leap} that begins with a {first}. How many of its months have a "
        "{day} as day {d}?",
        "club": "A club meets on day {d} of every month, unless it is a {day}. In {leap} that starts on a {first}, how "
        "many meetings are dropped?",
        "rent": "Rent is due on day {d} of each month. In {leap} whose 1 January is a {first}, how often is it due on "
        "a {day}?",
        "how often": "How often does day {d} of a month fall on a {day} in {leap} whose first day is a {first}?",
    }  # fmt: skip

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> Fridays | None:
        found = Fridays(stream.chance(1, 3), stream.below(7), stream.integer(1, 28), stream.below(7))
        return found if found.answer() else None

    def shifts(self) -> list[int]:
        """For every month, the days from 1 January to its 1st."""
        lengths = month_lengths(2024 if self.leap else 2023)
        return [sum(lengths[:month]) for month in range(12)]

    def answer(self) -> int:
        """How many months."""
        return sum((self.first + shift + self.day - 1) % 7 == self.weekday for shift in self.shifts())

    def slots(self, stream: Stream) -> dict[str, Any]:
        return {
            "leap": "a leap year" if self.leap else "a year that is not a leap year",
            "first": WEEKDAYS[self.first],
            "d": self.day,
            "day": WEEKDAYS[self.weekday],
            "who": stream.choice(PEOPLE),
        }

    def check(self) -> Check:
        offset = " + ".join(f"{shift} * (x == {month})" for month, shift in enumerate(self.shifts()) if month)
        condition = f"({self.first} + {self.day - 1} + {offset}) % 7 == {self.weekday}"
        return Finite(Integer(), str(self.answer()), (IntRange("x", 0, 11),), "count", (condition,))

    def solution(self) -> list[str]:
        start = (self.first + self.day - 1) % 7
        lines = [
            f"Day {self.day} is {self.day - 1} days after the 1st: {divided(self.day - 1, 7)}",
            f"So {self.day} January is a {WEEKDAYS[start]}.",
            "A month of 31 days moves the weekday by 3, one of 30 by 2, of 29 by 1, of 28 by 0.",
        ]
        lengths = month_lengths(2024 if self.leap else 2023)
        found = []
        weekday = start
        for month, name in enumerate(_MONTHS):
            if month:
                weekday = (weekday + lengths[month - 1]) % 7
            lines.append(f"{name}: {WEEKDAYS[weekday]}")
            if weekday == self.weekday:
                found.append(name)
        return [*lines, f"{WEEKDAYS[self.weekday]} comes in {', '.join(found)}: {len(found)}"]

    def canonical(self) -> Any:
        return [self.leap, self.first, self.day, self.weekday]

    def candidates(self) -> int:
        return 12
