"""Tasks for `datetime`: days and weekdays between dates, dates moved, times of day across midnight."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from itertools import pairwise

from generators.code.library_call.task import WEEKDAYS, Task, small, task

_DATE = "from datetime import date"
_DELTA = "from datetime import date, timedelta"
_TIME = "from datetime import datetime"
_ISO = "`date.fromisoformat` reads the form YYYY-MM-DD"


@lru_cache(maxsize=1 << 15)
def day_number(text: str) -> int:
    """The days from 0000-03-01 to the date: the year begins in March, so that a leap day is its last."""
    year, month, day = (int(part) for part in text.split("-"))
    if month < 3:
        year, month = year - 1, month + 12
    return 365 * year + year // 4 - year // 100 + year // 400 + (153 * (month - 3) + 2) // 5 + day - 1


@lru_cache(maxsize=1 << 15)
def date_text(number: int) -> str:
    """The date so many days after 0000-03-01."""
    year = number * 400 // 146_097
    while day_number(f"{year}-03-01") > number:
        year -= 1
    while day_number(f"{year + 1}-03-01") <= number:
        year += 1
    rest = number - day_number(f"{year}-03-01")
    month = (5 * rest + 2) // 153
    day = rest - (153 * month + 2) // 5 + 1
    year, month = (year, month + 3) if month < 10 else (year + 1, month - 9)
    return f"{year}-{month // 10}{month % 10}-{day // 10}{day % 10}"


def weekday(number: int) -> int:
    """The weekday, from Monday as 0, of a day number: 0000-03-01 was a Wednesday."""
    return (number + 2) % 7


def _between(pair: tuple[str, str], wanted: Callable[[int], bool], last: int = 1, first: int = 0) -> int:
    start, end = map(day_number, pair)
    return sum([wanted(weekday(day)) for day in range(start + first, end + last)])


def _moved(dates: list[str], move: Callable[[int], int]) -> list[str]:
    return [date_text(move(day_number(text))) for text in dates]


def _next(day: int, wanted: int, again: int = 0) -> int:
    return day + again + (wanted - weekday(day) - again) % 7


def _gaps(dates: list[str]) -> list[int]:
    days = sorted(map(day_number, dates))
    return [later - earlier for earlier, later in pairwise(days)]


def _month_end(text: str) -> str:
    day = day_number(text)
    while date_text(day + 1)[:7] == text[:7]:
        day += 1
    return date_text(day)


def _streak(dates: list[str]) -> int:
    days = {day_number(text) for text in dates}
    best = 0
    for day in days:
        size = 0
        while day + size in days:
            size += 1
        best = max(best, size)
    return best


def _minute(clock: str) -> int:
    return int(clock[:2]) * 60 + int(clock[3:])


def _clock(minute: int) -> str:
    hour, rest = divmod(minute % 1440, 60)
    return f"{hour // 10}{hour % 10}:{rest // 10}{rest % 10}"


def _minutes(start: str, end: str) -> int:
    return (_minute(end) - _minute(start)) % 1440


def _shift_minutes(shifts: list[str]) -> list[int]:
    return [_minutes(*shift.split("-")) for shift in shifts]


def _business(day: int, days: int) -> int:
    while days:
        day += 1
        days -= weekday(day) < 5
    return day


def _years(pair: tuple[str, str]) -> int:
    (year, day), (later, last) = [(int(text[:4]), text[5:]) for text in sorted(pair)]
    return later - year - (last < day)


TASKS: dict[str, Task] = {
    "days_between": task(
        "two_dates", "int", (),
        ("find how many days lie between the two dates, that is, how many days after the earlier the later one is",
         "compute the distance of the two dates in days, whichever of them comes first"),
        "days", "{y} = abs((date.fromisoformat({z}) - date.fromisoformat({x})).days)",
        lambda ab: abs(day_number(ab[1]) - day_number(ab[0])), _DATE,
        edge="For equal dates the result is 0.", how=f"{_ISO}, and the difference of two dates has the `days`.",
        slips=(lambda ab: day_number(ab[1]) - day_number(ab[0]),
               lambda ab: abs(day_number(ab[1]) - day_number(ab[0])) + 1),
    ),
    "weekday_count": task(
        "two_dates", "int", ("weekday",),
        ("count the {0}s from the first date up to the second, both dates included",
         "find how many days from the first date to the second are {0}s, where both ends count"),
        "count",
        "day, last = date.fromisoformat({x}), date.fromisoformat({z})\n{y} = 0\nwhile day <= last:\n"
        "    {y} += day.weekday() == {0}\n    day += timedelta(days=1)",
        lambda ab, k: _between(ab, lambda day: day == k), _DELTA,
        edge="If the second date is before the first, the result is 0.", how="`weekday` counts from Monday as 0.",
        slips=(lambda ab, k: _between(ab, lambda day: day == k, 0), lambda ab, k: _between(ab,
               lambda day: day == k, 1, 1),
               lambda ab, k: _between((min(ab), max(ab)), lambda day: day == k)),
    ),
    "working_days": task(
        "two_dates", "int", (),
        ("count the working days (Monday to Friday) from the first date up to the second, both dates included",
         "find how many days from the first date to the second, both ends included, are neither Saturdays nor Sundays"),
        "working",
        "first, last = date.fromisoformat({x}), date.fromisoformat({z})\n"
        "span = range((last - first).days + 1)\n"
        "{y} = sum((first + timedelta(days=i)).weekday() < 5 for i in span)",
        lambda ab: _between(ab, lambda day: day < 5), _DELTA,
        edge="If the second date is before the first, the result is 0.",
        how="`weekday` counts from Monday as 0, so that below 5 is Monday to Friday.",
        slips=(lambda ab: _between(ab, lambda day: day < 5, 0), lambda ab: _between(ab, lambda day: day < 5, 1, 1),
               lambda ab: _between(ab, lambda day: day < 6), lambda ab: _between((min(ab), max(ab)), lambda d: d < 5)),
    ),
    "full_years": task(
        "two_dates", "int", (),
        ("find how many full years lie between the earlier and the later of the two dates: a year is full on the day "
         "with the same month and day (for February 29 in other years, on March 1)",
         "compute the age in completed years that someone born on the earlier date has on the later one; a person born "
         "on February 29 becomes a year older on March 1 where there is no February 29"),
        "years",
        "early, late = sorted([date.fromisoformat({x}), date.fromisoformat({z})])\n"
        "{y} = late.year - early.year - ((late.month, late.day) < (early.month, early.day))",
        _years, _DATE, how="The pairs (month, day) say whether the last year is full yet.",
        slips=(lambda ab: abs(int(ab[0][:4]) - int(ab[1][:4])),
               lambda ab: abs(day_number(ab[1]) - day_number(ab[0])) // 365),
        flavour="far dates",
    ),
    "dates_moved": task(
        "dates", "dates", ("days",),
        ("replace every date by the date {0} days later", "move each date {0} days into the future"),
        "moved",
        "delta = timedelta(days={0})\n{y} = [(date.fromisoformat({v}) + delta).isoformat() for {v} in {x}]",
        lambda ds, k: _moved(ds, lambda day: day + k), _DELTA, how=f"{_ISO}, and a `timedelta` can be added to a date.",
    ),
    "due_dates": task(
        "dates", "dates", ("few",),
        ("replace every date by the day that is {0} working days later, where Monday to Friday are working days and "
         "the date itself does not count",
         "move each date forward by {0} working days: go on day by day and count only Mondays to Fridays, beginning "
         "with the day after the date"),
        "due",
        "{y} = []\nfor {v} in {x}:\n    day, left = date.fromisoformat({v}), {0}\n    while left > 0:\n"
        "        day += timedelta(days=1)\n        left -= day.weekday() < 5\n    {y}.append(day.isoformat())",
        lambda ds, k: _moved(ds, lambda day: _business(day, k)), _DELTA,
        how="`weekday` counts from Monday as 0, so that below 5 is Monday to Friday.",
        slips=(lambda ds, k: _moved(ds, lambda day: day + k), lambda ds, k: _moved(ds, lambda d: _business(d - 1, k))),
    ),
    "next_weekday": task(
        "dates", "dates", ("weekday",),
        ("replace every date by the first {0} on or after it (a date that is a {0} stays)",
         "move each date forward to the nearest {0}, and leave it where it is if it is one already"),
        "moved",
        "{y} = []\nfor {v} in {x}:\n    day = date.fromisoformat({v})\n"
        "    day += timedelta(days=({0} - day.weekday()) % 7)\n    {y}.append(day.isoformat())",
        lambda ds, k: _moved(ds, lambda day: _next(day, k)), _DELTA,
        how="The remainder modulo 7 says how many days are missing, from 0 to 6.",
        slips=(lambda ds, k: _moved(ds, lambda day: _next(day, k, 1)), lambda ds, k: _moved(ds,
               lambda d: _next(d - 6, k))),
    ),
    "weekday_names": task(
        "dates", "words", (),
        ("replace every date by the English name of its weekday in lower case ('monday' to 'sunday')",
         "list the weekdays on which the dates fall, by their English names in small letters, such as 'monday'"),
        "weekdays", '{y} = [date.fromisoformat({v}).strftime("%A").lower() for {v} in {x}]',
        lambda ds: [WEEKDAYS[weekday(day_number(text))].lower() for text in ds], _DATE,
        how=f'{_ISO}, and `strftime("%A")` gives the name of the weekday.',
    ),
    "date_gaps": task(
        "dates", "ints", (),
        ("put the dates in chronological order and list how many days lie between each and the next",
         "list the gaps, in days, between neighbouring dates when the dates are sorted from the earliest to the "
         "latest"),
        "gaps",
        "days = sorted(date.fromisoformat({v}) for {v} in {x})\n"
        "{y} = [(later - earlier).days for earlier, later in pairwise(days)]",
        _gaps, _DATE, "from itertools import pairwise", edge="Fewer than two dates give an empty list.",
        how="Dates can be compared and subtracted; `pairwise` gives the neighbours.",
        slips=(lambda ds: [abs(day_number(b) - day_number(a)) for a, b in pairwise(ds)],
               lambda ds: _gaps([*dict.fromkeys(ds)]), lambda ds: [gap - 1 for gap in _gaps(ds)]),
    ),
    "month_ends": task(
        "dates", "dates", (),
        ("replace every date by the last day of its month",
         "move each date to the end of the month in which it lies"),
        "ends",
        "{y} = []\nfor {v} in {x}:\n    year, month = int({v}[:4]), int({v}[5:7])\n"
        "    {y}.append(date(year, month, monthrange(year, month)[1]).isoformat())",
        lambda ds: list(map(_month_end, ds)), _DATE, "from calendar import monthrange",
        how="`monthrange` knows the lengths of the months, leap years included.",
        slips=(lambda ds: [_month_end(f"{2023}{text[4:7]}-01").replace("2023", text[:4]) for text in ds],),
    ),
    "days_of_year": task(
        "dates", "ints", (),
        ("replace every date by its number in the year, January 1 being 1",
         "find for each date the how-manieth day of its year it is, counting from 1"),
        "numbers", "{y} = [date.fromisoformat({v}).timetuple().tm_yday for {v} in {x}]",
        lambda ds: [day_number(text) - day_number(f"{text[:4]}-01-01") + 1 for text in ds], _DATE,
        how="`timetuple` has the day of the year as `tm_yday`.",
        slips=(lambda ds: [day_number(text) - day_number(f"{text[:4]}-01-01") for text in ds],
               lambda ds: [day_number(f"2023{text[4:]}") - day_number("2022-12-31") for text in ds]),
    ),
    "longest_streak": task(
        "dates", "int", (),
        ("find the length of the longest streak: a set of dates from the list that are consecutive days; the list need "
         "not be in order and may repeat dates",
         "find the largest number of days in a row that all occur in the list, in whatever order and however often"),
        "streak",
        "days = {{date.fromisoformat({v}) for {v} in {x}}}\n{y} = 0\nfor day in days:\n    size = 1\n"
        "    while day + timedelta(days=size) in days:\n        size += 1\n    {y} = max({y}, size)",
        _streak, _DELTA, edge="Without any dates the result is 0.",
        how="A set of dates makes it quick to ask whether the next day is there.",
        slips=(lambda ds: len({*ds}), lambda ds: max(1, _streak(ds) - 1) if ds else 0),
        flavour="streak",
    ),
    "keep_working_days": task(
        "dates", "dates", (),
        ("keep only the dates that fall on a day from Monday to Friday",
         "remove every date that is a Saturday or a Sunday"),
        "working", "{y} = [{v} for {v} in {x} if date.fromisoformat({v}).weekday() < 5]",
        lambda ds: [text for text in ds if weekday(day_number(text)) < 5], _DATE,
        how="`weekday` counts from Monday as 0, so that below 5 is Monday to Friday.",
        slips=(lambda ds: [t for t in ds if weekday(day_number(t)) < 6],
               lambda ds: [t for t in ds if weekday(day_number(t)) < 4]),
    ),
    "minutes_between": task(
        "two_clocks", "int", (),
        ("find how many minutes pass from the first time until the clock next shows the second, which may be after "
         "midnight",
         "compute the minutes from the first time to the second, where a second time that is earlier is meant on the "
         "next day"),
        "minutes",
        'start, end = datetime.strptime({x}, "%H:%M"), datetime.strptime({z}, "%H:%M")\n'
        "{y} = (end - start).seconds // 60",
        lambda ab: _minutes(*ab), _TIME, edge="For equal times the result is 0.",
        how="A negative difference is kept as -1 day and a positive rest, so `seconds` crosses midnight by itself.",
        slips=(lambda ab: abs(_minute(ab[1]) - _minute(ab[0])), lambda ab: max(0, _minute(ab[1]) - _minute(ab[0]))),
    ),
    "shift_minutes": task(
        "shifts", "ints", (),
        ("replace every shift by its length in minutes; a shift is written as 'HH:MM-HH:MM', and one whose end is "
         "earlier than its start ends on the next day",
         "list how many minutes each of the shifts lasts, where the end of a shift that is earlier than its start is "
         "after midnight"),
        "lengths",
        '{y} = []\nfor {v} in {x}:\n    start, end = (datetime.strptime(time, "%H:%M") for time in {v}.split("-"))\n'
        "    {y}.append((end - start).seconds // 60)",
        _shift_minutes, _TIME, edge="A shift that ends when it starts lasts 0 minutes.",
        how="`seconds` of a difference is never negative: what is missing is in its `days`.",
        slips=(lambda shifts: [abs(_minute(s[:5]) - _minute(s[6:])) for s in shifts],
               lambda shifts: [_minutes(*s.split("-")) or 1440 for s in shifts]),
    ),
    "clocks_moved": task(
        "clocks", "clocks", ("minutes",),
        ("replace every time of day by the time {0} minutes later, going on from 00:00 after midnight",
         "move each time forward by {0} minutes on a 24-hour clock"),
        "moved",
        "delta = timedelta(minutes={0})\n"
        '{y} = [(datetime.strptime({v}, "%H:%M") + delta).strftime("%H:%M") for {v} in {x}]',
        lambda clocks, k: [_clock(_minute(text) + k) for text in clocks], "from datetime import datetime, timedelta",
        how="`strptime` reads a time and `strftime` writes it, with two digits each.",
        slips=(lambda clocks, k: [_clock(min(1439, _minute(text) + k)) for text in clocks],),
    ),
    # small steps
    "keep_month": small(
        "dates", "dates", ("month",),
        ("keep only the dates in the month with the number {0}", "remove every date whose month is not number {0}"),
        "chosen", "{y} = [{v} for {v} in {x} if int({v}[5:7]) == {0}]",
        lambda ds, k: [text for text in ds if int(text.split("-")[1]) == k],
    ),
    "keep_from_year": small(
        "dates", "dates", ("year",),
        ("keep only the dates of the year {0} and later", "remove all dates before the year {0}"),
        "chosen", "{y} = [{v} for {v} in {x} if int({v}[:4]) >= {0}]",
        lambda ds, k: [text for text in ds if int(text.split("-")[0]) >= k],
    ),
    "keep_late_days": small(
        "dates", "dates", ("day",),
        ("keep only the dates whose day of the month is greater than {0}",
         "remove every date up to day {0} of a month"),
        "chosen", "{y} = [{v} for {v} in {x} if int({v}[8:]) > {0}]",
        lambda ds, k: [text for text in ds if int(text.split("-")[2]) > k],
    ),
    "dates_sorted": small(
        "dates", "dates", (),
        ("put the dates in chronological order", "sort the dates from the earliest to the latest"),
        "ordered", "{y} = sorted({x})", lambda ds: sorted(ds, key=day_number),
        how="Dates written as YYYY-MM-DD sort like strings.",
    ),
    "days_of_month": small(
        "dates", "ints", (),
        ("replace every date by its day of the month, as an integer", "list the days of the month of all the dates"),
        "days", "{y} = [int({v}[8:]) for {v} in {x}]", lambda ds: [int(text.split("-")[2]) for text in ds],
    ),
    "months": small(
        "dates", "ints", (),
        ("replace every date by the number of its month", "list the months of the dates as numbers from 1 to 12"),
        "months", "{y} = [int({v}[5:7]) for {v} in {x}]", lambda ds: [int(text.split("-")[1]) for text in ds],
    ),
    "dates_taken": small(
        "dates", "dates", ("count",),
        ("keep only the first {0} dates of the list (all of them if there are fewer)",
         "cut the list of dates off after {0} dates; a shorter one stays whole"),
        "start", "{y} = {x}[:{0}]", lambda ds, k: [text for i, text in enumerate(ds) if i < k],
    ),
    "distinct_dates": small(
        "dates", "dates", (),
        ("remove repeated dates, keeping the first of each", "keep each date only where it first appears"),
        "distinct", "{y} = list(dict.fromkeys({x}))", lambda ds: [d for i, d in enumerate(ds) if d not in ds[:i]],
        how="A dictionary keeps its keys in order and each only once.",
    ),
    "keep_clocks": small(
        "clocks", "clocks", ("hour",),
        ("keep only the times at which the hour is {0} or more", "remove all times before {0} o'clock (24-hour clock)"),
        "chosen", "{y} = [{v} for {v} in {x} if int({v}[:2]) >= {0}]",
        lambda clocks, k: [text for text in clocks if _minute(text) >= 60 * k],
    ),
    "clocks_sorted": small(
        "clocks", "clocks", (), ("sort the times from the earliest to the latest", "put the times in ascending order"),
        "ordered", "{y} = sorted({x})", lambda clocks: sorted(clocks, key=_minute),
        how="Times of two digits each sort like strings.",
    ),
    "clock_minutes": small(
        "clocks", "ints", (),
        ("replace every time by the number of minutes since midnight", "turn each time into minutes after midnight"),
        "minutes", "{y} = [int({v}[:2]) * 60 + int({v}[3:]) for {v} in {x}]", lambda clocks: list(map(_minute, clocks)),
    ),
    "keep_shifts": small(
        "shifts", "shifts", ("hour",),
        ("keep only the shifts that start at {0}:00 or later on the clock",
         "remove every shift that starts before {0}:00"),
        "chosen", "{y} = [{v} for {v} in {x} if int({v}[:2]) >= {0}]",
        lambda shifts, k: [text for text in shifts if _minute(text[:5]) >= 60 * k],
    ),
}  # fmt: skip
