"""Algorithms of the second tier: decisions inside decisions, a loop in a loop, or a state with several parts."""

from __future__ import annotations

from generators.code.algorithms.algorithm import Algorithm, Parameter, number, numbers, text, words

_TEST, _VALUE = "number_test", "number_function"
SPANS = Parameter(
    "spans", "list[tuple[int, int]]",
    "a possibly empty list of tuples (start, end) of integers with start <= end", "spans",
)  # fmt: skip
GRID = Parameter(
    "grid", "list[list[int]]", "a grid of integers, given as a non-empty list of rows of equal length, at least 1",
    "grid",
)  # fmt: skip

SECOND = (
    Algorithm(
        "longest_run", ("longest_streak", "longest_stretch", "best_streak", "streak_length"), (numbers(),), "int",
        ("return the length of the longest unbroken run of numbers in {values} that all {test.plural}",
         "find the longest stretch of neighbouring numbers in {values} of which each {test.singular}, and return how "
         "many numbers it has"),
        "If no number does, the result is 0.",
        {"test": _TEST},
        """
longest = 0  # no run has been seen yet
current = 0  # no run is going on yet
for value in values:  # look at every number in turn
    if <test value>:  # ask whether the number can stand in a run
        current += 1  # the run that is going on grows by one
        if current > longest:  # ask whether the run beats the longest so far
            longest = current  # keep the longer length
    else:  # take a number that breaks the run
        current = 0  # begin anew
return longest  # give back the longest length
""",
    ),
    Algorithm(
        "count_pairs", ("matching_pairs", "number_of_pairs", "pair_count", "good_pairs"), (numbers(),), "int",
        ("count the pairs of positions i < j in {values} for which {holds}",
         "return how many pairs of positions i and j in {values}, with i before j, are such that {holds}"),
        "",
        {"holds": (
            ("(values[i] + values[j]) % <k> == 0", "the sum of the two numbers is divisible by {k}"),
            ("abs(values[i] - values[j]) < <k>", "the two numbers differ by less than {k}"),
            ("abs(values[i] - values[j]) == <k>", "the two numbers differ by exactly {k}"),
            ("values[i] - values[j] >= <k>", "the number at i is larger than the number at j by {k} or more"),
            ("values[j] - values[i] > <k>", "the number at j is larger than the number at i by more than {k}"),
            ("values[i] % <k> == values[j] % <k>",
             "the two numbers leave the same (non-negative) remainder on division by {k}"),
        ), "k": (2, 9)},
        """
count = 0  # start the count at 0
for i in range(len(values)):  # take every position as the first of the pair
    for j in range(i + 1, len(values)):  # take every later position as the second
        if <holds>:  # let through exactly the pairs that count
            count += 1  # count the pair
return count  # give back the count
""",
    ),
    Algorithm(
        "most_common", ("commonest_key", "favourite_key", "leading_key", "most_frequent"), (numbers(),), "int",
        ("assign to each number in {values} a key, namely {key}, and return the key that is assigned most often",
         "return the key that most of the numbers in {values} share, where the key of a number is {key}"),
        "Of several keys that are equally common return the {tie}. For an empty list return -1.",
        {"key": "number_key", "tie": (("<", "smallest"), (">", "largest"))},
        """
counts = {}  # start with no key counted
for value in values:  # look at every number in turn
    key = <key value>  # work out the number's key
    counts[key] = counts.get(key, 0) + 1  # count the key, which may be new
best = -1  # say that no key has been chosen yet
most = 0  # no key has been assigned even once yet
for key, times in counts.items():  # look at every key with its count
    if times > most or times == most and key <tie> best:  # ask whether the key is more common, or wins a tie
        best = key  # choose the key
        most = times  # remember how common it is
return best  # give back the chosen key
""",
    ),
    Algorithm(
        "second_best", ("runner_up", "second_place", "next_best", "silver_value"), (numbers(),), "int",
        ("return the second {order} of the different values in {values}, where a value is counted once however often "
         "it appears",
         "find the value in {values} that comes directly after the {order} one when repeated values are counted once"),
        "With fewer than two different values return {none}.",
        {"order": ((">", "largest"), ("<", "smallest")), "none": (-99, -90)},
        """
if len(values) == 0:  # treat the empty list on its own
    return <none>  # give back what is agreed where there is no second value
best = values[0]  # the first number is the best so far
second = best  # an equal second value says that there is none yet
for value in values:  # look at every number in turn
    if value <order> best:  # ask whether the number beats the best
        second = best  # the best so far becomes the second
        best = value  # the number is the new best
    elif value != best and (second == best or value <order> second):  # ask whether it is a better second value
        second = value  # keep it as the second
if second == best:  # ask whether no second value was found
    return <none>  # give back what is agreed where there is no second value
return second  # give back the second value
""",
    ),
    Algorithm(
        "run_lengths", ("encode_runs", "runs_of", "compress", "run_list"), (text(),), "list[tuple[str, int]]",
        ("split {text} into runs of equal neighbouring characters and list a tuple (character, length) for every run "
         "of {least} or more characters whose character {test.singular}",
         "return the runs of the same character in {text}, from left to right, as tuples (character, length), leaving "
         "out runs of fewer than {least} characters and runs of a character that {test.denied}"),
        "",
        {"least": (2, 4), "test": "character_test"},
        """
runs = []  # start with an empty list
start = 0  # the first run begins at the first character
for i in range(1, len(text) + 1):  # go through all positions where a run may end, the end of the text included
    if i == len(text) or text[i] != text[start]:  # ask whether the run ends before this position
        if i - start >= <least> and <test text[start]>:  # ask whether the run is long enough and of a wanted kind
            runs.append((text[start], i - start))  # append the run's character and length
        start = i  # the next run begins here
return runs  # give back the runs
""",
    ),
    Algorithm(
        "merge_sorted", ("merge_lists", "combined_order", "merge_values", "joined_in_order"),
        (Parameter("left", "list[int]", "a possibly empty list of integers in ascending order", "rising"),
         Parameter("right", "list[int]", "another such list", "rising")), "list[int]",
        ("merge {left} and {right} into one list in ascending order, with all repetitions kept, but leave out every "
         "number that {test.singular}",
         "return the ascending list of all numbers of {left} and of {right}, repetitions included, that do not "
         "come under "
         "this exception: a number that {test.singular} is left out"),
        "",
        {"test": _TEST},
        """
merged = []  # start with an empty list
i = 0  # nothing of the first list has been taken
j = 0  # nothing of the second list has been taken
while i < len(left) or j < len(right):  # go on until both lists are used up
    if j == len(right) or i < len(left) and left[i] <= right[j]:  # ask whether the first list is next
        value = left[i]  # take the next number of the first list
        i += 1  # move on in the first list
    else:  # take from the second list in all other cases
        value = right[j]  # take the next number of the second list
        j += 1  # move on in the second list
    if not (<test value>):  # let through exactly the numbers that are not left out
        merged.append(value)  # append the number
return merged  # give back the merged list
""",
    ),
    Algorithm(
        "insertion_point", ("search_position", "insert_position", "binary_search", "first_fitting"),
        (Parameter("values", "list[int]", "a possibly empty list of integers in ascending order", "rising"),
         number("target", -12, 20)), "int",
        ("return {what} {values} that {order} {target}",
         "work out, by halving the range in question again and again, {what} {values} that {order} {target}"),
        "",
        {"order": (
            ("<", "are less than"), ("<=", "are at most"), ("< 2 *", "are less than twice"),
            ("<= 2 *", "are at most twice"), ("< 3 *", "are less than three times"),
            ("<= 3 *", "are at most three times"),
        ), "what": (
            ("low", "how many numbers there are in"),
            ("len(values) - low", "the length of the list less the number of values in"),
        )},
        """
low = 0  # the answer is not before this place
high = len(values)  # the answer is not behind this place
while low < high:  # go on until one place is left
    middle = (low + high) // 2  # take the place in the middle
    if values[middle] <order> target:  # ask whether the number in the middle is still on the left side
        low = middle + 1  # go on behind the middle
    else:  # the number in the middle is on the right side
        high = middle  # go on up to the middle
return <what>  # give back what follows from the place
""",
    ),
    Algorithm(
        "bracket_depth", ("nesting_depth", "check_brackets", "deepest_level", "bracket_score"),
        (Parameter("text", "str", "a possibly empty string of letters and brackets", "brackets"),), "int",
        ("return how deep {pair} are nested in {text} at the deepest place, or {bad} if they do not match up: if "
         "one is closed that was not opened before, or one stays open",
         "check that every {open} in {text} is closed by a later {close} and that no {close} comes without its "
         "{open}; "
         "return {bad} if that fails and otherwise the largest number of brackets that are open at once"),
        "All other characters are ignored.",
        {"open": (("'('", "`(`"), ("'['", "`[`"), ("'<'", "`<`")), "close": "close of open", "pair": "pair of open",
         "bad": (("-1", "-1"), ("-2", "-2"), ("-5", "-5"), ("-10", "-10"), ("-99", "-99"))},
        """
depth = 0  # no bracket is open yet
deepest = 0  # no bracket has been open yet
for char in text:  # look at every character in turn
    if char == <open>:  # ask whether a bracket is opened
        depth += 1  # one more bracket is open
        if depth > deepest:  # ask whether this is deeper than ever before
            deepest = depth  # keep the greater depth
    elif char == <close>:  # ask whether a bracket is closed
        depth -= 1  # one bracket fewer is open
        if depth < 0:  # ask whether a bracket was closed that had not been opened
            return <bad>  # report the fault
if depth > 0:  # ask whether a bracket has stayed open
    return <bad>  # report the fault
return deepest  # give back the greatest depth
""",
    ),
    Algorithm(
        "limited_repeats", ("limit_repeats", "thin_out", "keep_few", "without_surplus"), (numbers(),), "list[int]",
        ("return {values} without every number before which {most} or more numbers with the same key have come "
         "up, where "
         "the key of a number is {key}",
         "go through {values} from left to right and keep a number only if fewer than {most} of the numbers before it "
         "(kept or not) have the same key, where the key of a number is {key}; return the numbers kept"),
        "The others stay in their order.",
        {"most": (2, 4), "key": "number_key"},
        """
kept = []  # start with an empty list
seen = {}  # no key has come up yet
for value in values:  # look at every number in turn
    key = <key value>  # work out the number's key
    times = seen.get(key, 0)  # look up how often the key has come up
    if times < <most>:  # ask whether it has not come up too often
        kept.append(value)  # keep the number
    seen[key] = times + 1  # note that the key has come up once more
return kept  # give back the numbers kept
""",
    ),
    Algorithm(
        "prime_factors", ("factor_list", "factorise", "prime_parts", "factors_of"), (number("number", 1, 400),),
        "list[int]",
        ("list the prime factors of {number} in ascending order, each as often as it divides the number, but leave "
         "out every factor that {test.singular}",
         "write {number} as a product of primes and return those primes in ascending order, with repetition, without "
         "the ones that {test.plural}"),
        "For 1 the list is empty.",
        {"test": "factor_test"},
        """
factors = []  # start with an empty list
divisor = 2  # begin with the smallest prime
while divisor * divisor <= number:  # go on as long as two factors may be left
    if number % divisor == 0:  # ask whether the divisor is a factor
        if not (<test divisor>):  # let through exactly the factors that are not left out
            factors.append(divisor)  # note the factor
        number = number // divisor  # divide it out
    else:  # the divisor is no factor, or no more
        divisor += 1  # try the next divisor
if number > 1 and not (<test number>):  # ask whether a last prime is left that is wanted
    factors.append(number)  # note the last prime
return factors  # give back the factors
""",
    ),
    Algorithm(
        "window_best", ("best_window", "busiest_window", "extreme_window", "window_value"), (numbers(),), "int",
        ("return the {order} sum of {size} neighbouring numbers in {values}, where a number that {test.singular} "
         "counts as 0",
         "add up every {size} consecutive numbers in {values}, counting a number that {test.singular} as 0, "
         "and return "
         "the {order} of these sums"),
        "If the list has fewer than {size} numbers, return 0.",
        {"order": ((">", "largest"), ("<", "smallest")), "size": (2, 4), "test": _TEST},
        """
best = 0  # start with the result for no window at all
for start in range(len(values) - <size> + 1):  # take every place where a window fits
    total = 0  # start the window's sum at 0
    for value in values[start:start + <size>]:  # go through the window's numbers
        if not (<test value>):  # let through exactly the numbers that are not counted as 0
            total += value  # add the number
    if start == 0 or total <order> best:  # ask whether the window is the first or beats the best
        best = total  # keep the better sum
return best  # give back the best sum
""",
    ),
    Algorithm(
        "best_trade", ("best_profit", "largest_gain", "trade_value", "best_change"), (numbers(),), "int",
        ("return the largest gain from buying at one price in {values} and selling at a later one, if every trade "
         "costs a fee of {fee} and the two prices lie at least {gap} places apart",
         "find two places in {values} at least {gap} apart for which the later price minus the earlier price minus "
         "a fee of {fee} is as large as possible, and return this difference"),
        "If no trade brings a gain, the result is 0.",
        {"fee": (1, 9), "gap": (1, 4)},
        """
best = 0  # not trading at all gains nothing
for i in range(len(values)):  # take every place as the one to buy at
    for j in range(i + <gap>, len(values)):  # take every place that is late enough as the one to sell at
        gain = values[j] - values[i] - <fee>  # work out what is left of the difference
        if gain > best:  # ask whether the trade beats the best
            best = gain  # keep the larger gain
return best  # give back the largest gain
""",
    ),
    Algorithm(
        "pack_groups", ("split_into_loads", "make_batches", "fill_boxes", "grouped"),
        (Parameter("values", "list[int]", "a possibly empty list of integers from 1 to 20", "small positive"),),
        "list[list[int]]",
        ("split {values} into groups of neighbouring numbers: a number joins the current group if the group's sum "
         "stays {limit} {most} and it has fewer than {size} numbers, and otherwise it starts a new group",
         "pack the numbers in {values}, in order, into groups of at most {size} numbers whose sums are {limit} "
         "{most}, "
         "starting a new group only when a number does not fit into the current one; return the groups"),
        "A first number always starts a group, even if it is too large on its own. The result is a list of lists.",
        {"limit": (("<=", "at most"), ("<", "below")), "most": (10, 30), "size": (2, 4)},
        """
groups = []  # start with no finished group
group = []  # the current group is empty
for value in values:  # take every number in turn
    fits = sum(group) + value <limit> <most>  # work out whether the sum allows the number
    if len(group) > 0 and (not fits or len(group) >= <size>):  # ask whether the number has to start a new group
        groups.append(group)  # the current group is finished
        group = []  # begin a new one
    group.append(value)  # put the number into the current group
if len(group) > 0:  # ask whether a group is still open
    groups.append(group)  # it is the last one
return groups  # give back the groups
""",
    ),
    Algorithm(
        "row_scores", ("score_rows", "rows_total", "grid_rows", "row_values"), (GRID,), "list[int]",
        ("list for every row of {grid} the sum of its numbers, without those that {test.plural}, and with the "
         "number in "
         "column {column} (counted from 0) taken {times} times if the row has that column",
         "return one number per row of {grid}: add up the row's numbers, leave out each that {test.singular}, and "
         "count the one in column {column}, counting columns from 0, {times} times"),
        "",
        {"test": _TEST, "column": (0, 2), "times": (2, 5)},
        """
scores = []  # start with an empty list
for row in grid:  # take every row in turn
    score = 0  # start the row's sum at 0
    for j in range(len(row)):  # go through all columns
        if <test row[j]>:  # ask whether the number is left out
            continue  # go on with the next column
        if j == <column>:  # ask whether this is the special column
            score += <times> * row[j]  # add the number several times
        else:  # take every other column
            score += row[j]  # add the number once
    scores.append(score)  # note the row's sum
return scores  # give back the sums
""",
    ),
    Algorithm(
        "local_peaks", ("find_peaks", "peak_positions", "turning_points", "high_points"), (numbers(),), "list[int]",
        ("list the positions (counting from 0) of the numbers in {values} that are {order} each of their "
         "neighbours by "
         "{size} or more",
         "return every position i, counted from 0, at which the number in {values} is {order} the number before it "
         "and the number after it, in both cases by at least {size}"),
        "The first and the last number have only one neighbour each, and that one alone is compared; a single number "
        "is never listed.",
        {"order": (("values[i] - values[j] < <size>", "larger than"),
                   ("values[j] - values[i] < <size>", "smaller than")),
         "size": (1, 9)},
        """
peaks = []  # start with an empty list
for i in range(len(values)):  # go through all positions
    stands_out = len(values) > 1  # assume that the number stands out, unless it is alone
    for j in (i - 1, i + 1):  # look at both neighbours
        if j >= 0 and j < len(values) and <order>:  # ask whether there is such a neighbour and it is too close
            stands_out = False  # the number does not stand out
    if stands_out:  # ask whether no neighbour was too close
        peaks.append(i)  # note the position
return peaks  # give back the positions
""",
    ),
    Algorithm(
        "score_words", ("word_points", "word_totals", "score_text", "points_for"), (words(),), "int",
        ("give every word in {words} points and return their sum: {points}, but a word that {test.singular} gives "
         "{special} points, and a word that has appeared before gives none",
         "return the sum of the points of all words in {words}: nothing for a word that has come before, else "
         "{special} points for a word that {test.singular}, and for every other word {points}"),
        "",
        {"points": (
            ("len(word)", "one point for each character"),
            ("len(word) + 1", "one point for each character and one more"),
            ("len(word) * 2", "two points for each character"),
            ("word.count('a') + 1", "one point, and one more for each letter a"),
            ("word.count('e') + 1", "one point, and one more for each letter e"),
        ), "test": "word_test", "special": (10, 30)},
        """
seen = []  # no word has come before
total = 0  # start the sum at 0
for word in words:  # take every word in turn
    if word not in seen:  # ask whether the word is new
        if <test word>:  # ask whether the word gets the special points
            total += <special>  # add the special points
        else:  # take every other word
            total += <points>  # add the word's own points
        seen.append(word)  # remember the word
return total  # give back the sum
""",
    ),
    Algorithm(
        "covered_length", ("total_length", "covered_days", "union_length", "time_covered"), (SPANS,), "int",
        ("return how many whole numbers lie in at least one of the {spans}, where (start, end) stands for the numbers "
         "from start up to {ends}, and ranges of fewer than {least} numbers are ignored",
         "count the whole numbers that belong to some range in {spans}; a range (start, end) holds the numbers from "
         "start up to {ends}, and one with fewer than {least} numbers is left out"),
        "A number in several ranges is counted once.",
        {"ends": (("end + 1", "and including end"), ("end", "but not including end")), "least": (1, 5)},
        """
covered = []  # no number has been counted yet
for start, end in spans:  # take every range in turn
    if <ends> - start < <least>:  # ask whether the range is too short
        continue  # go on with the next range
    for place in range(start, <ends>):  # go through the range's numbers
        if place not in covered:  # ask whether the number is new
            covered.append(place)  # count it once
return len(covered)  # give back how many there are
""",
    ),
)  # fmt: skip
