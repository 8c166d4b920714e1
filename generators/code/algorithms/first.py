"""Algorithms of the first tier: one loop, and one decision in it."""

from __future__ import annotations

from generators.code.algorithms.algorithm import Algorithm, number, numbers, text, words

_TEST, _VALUE = "number_test", "number_function"

FIRST = (
    Algorithm(
        "count_where", ("count_matches", "how_many", "count_such", "tally_hits"), (numbers(),), "int",
        ("count the numbers in {values} that {test.plural}", "return how many of the numbers in {values} "
         "{test.plural}"),
        "For an empty list the result is 0.",
        {"test": _TEST},
        """
count = 0  # start the count at 0
for value in values:  # look at every number in turn
    if <test value>:  # let through exactly the numbers that are to be counted
        count += 1  # count the number
return count  # give back the count
""",
    ),
    Algorithm(
        "sum_where", ("sum_selected", "total_of_matches", "add_up", "weighted_total"), (numbers(),), "int",
        ("add up one value for each number in {values} that {test.singular}: {value}",
         "look only at the numbers in {values} that {test.plural}, take for each of them {value}, and return the sum"),
        "If there is no such number, the sum is 0.",
        {"test": _TEST, "value": _VALUE},
        """
total = 0  # start the sum at 0
for value in values:  # look at every number in turn
    if <test value>:  # let through exactly the numbers that count
        total += <value value>  # add the value that belongs to the number
return total  # give back the sum
""",
    ),
    Algorithm(
        "collect_where", ("collect_values", "pick_and_change", "selected_values", "gather"), (numbers(),), "list[int]",
        ("return a list with one value for each number in {values} that {test.singular}, in the same order: {value}",
         "go through {values}, skip every number that {test.denied}, and list for each of the others {value}"),
        "",
        {"test": _TEST, "value": _VALUE},
        """
found = []  # start with an empty list
for value in values:  # look at every number in turn
    if <test value>:  # let through exactly the numbers that are wanted
        found.append(<value value>)  # append the value that belongs to the number
return found  # give back the list
""",
    ),
    Algorithm(
        "change_where", ("adjust_values", "treat_values", "replace_some", "reworked"), (numbers(),), "list[int]",
        ("return a copy of {values} in which every number that {test.singular} is replaced by {value}",
         "list the numbers of {values} in order, but in place of each that {test.singular} write {value}"),
        "All other numbers stay as they are.",
        {"test": _TEST, "value": _VALUE},
        """
changed = []  # start with an empty list
for value in values:  # look at every number in turn
    if <test value>:  # tell the numbers that are to be replaced from the others
        changed.append(<value value>)  # append the value that replaces the number
    else:  # take all other numbers
        changed.append(value)  # append the number as it is
return changed  # give back the list
""",
    ),
    Algorithm(
        "first_position", ("find_position", "locate", "index_of_match", "position_of"), (numbers(),), "int",
        ("return the position, counting from {place}, of the first number in {values} that {test.singular}",
         "find the first number in {values} that {test.singular} and return its position, where the list's first "
         "number has position {place}"),
        "If there is no such number, return -1.",
        {"test": _TEST, "place": (("i", "0"), ("i + 1", "1"))},
        """
for i in range(len(values)):  # go through all positions from the left
    if <test values[i]>:  # let through exactly the numbers that are looked for
        return <place>  # give back the position, counted as asked
return -1  # say that no such number was found
""",
    ),
    Algorithm(
        "last_position", ("last_match", "final_position", "locate_last", "last_index"), (numbers(),), "int",
        ("return the position, counting from {place}, of the last number in {values} that {test.singular}",
         "find the last number in {values} that {test.singular} and return its position, where the list's first "
         "number has position {place}"),
        "If there is no such number, return -1.",
        {"test": _TEST, "place": (("i", "0"), ("i + 1", "1"))},
        """
found = -1  # say that nothing has been found yet
for i in range(len(values)):  # go through all positions from the left
    if <test values[i]>:  # let through exactly the numbers that are looked for
        found = <place>  # keep the position, counted as asked, instead of any earlier one
return found  # give back the position, or -1
""",
    ),
    Algorithm(
        "best_value", ("extreme_value", "best_score", "top_value", "record_value"), (numbers(),), "int",
        ("take for each number in {values} {value}, and return the {order} of these",
         "return the {order} value that is got when each number in {values} is replaced by {value}"),
        "For an empty list return {none}.",
        {"value": _VALUE, "order": ((">", "largest"), ("<", "smallest")), "none": (-1, 0)},
        """
if len(values) == 0:  # treat the empty list on its own
    return <none>  # give back what is agreed for the empty list
best = <value values[0]>  # start with the value of the first number
for value in values:  # look at every number in turn
    if <value value> <order> best:  # ask whether the number's value is better than all before
        best = <value value>  # keep the better value
return best  # give back the best value
""",
    ),
    Algorithm(
        "neighbour_steps", ("count_jumps", "count_steps", "number_of_jumps", "count_changes"), (numbers(),), "int",
        ("count the places in {values} where a number is {relation} the number directly before it by {size} or more",
         "return how often a number in {values} is {relation} its left neighbour by at least {size}"),
        "With fewer than two numbers the result is 0.",
        {"relation": (("values[i] - values[i - 1]", "larger than"), ("values[i - 1] - values[i]", "smaller than")),
         "size": (1, 9)},
        """
count = 0  # start the count at 0
for i in range(1, len(values)):  # go through all positions that have a left neighbour
    if <relation> >= <size>:  # compare the difference of the neighbours with the limit
        count += 1  # count the place
return count  # give back the count
""",
    ),
    Algorithm(
        "neighbour_list", ("neighbour_values", "pairwise_values", "combine_neighbours", "adjacent"), (numbers(),),
        "list[int]",
        ("list for every two neighbouring numbers in {values}, from left to right, {combined}",
         "go through the neighbouring pairs of {values} from left to right and list for each of them {combined}"),
        "Pairs overlap: the second number of a pair is the first of the next. With fewer than two numbers the list "
        "is empty.",
        {"combined": (
            ("values[i + 1] - <k> * values[i]", "the second number minus {k} times the first"),
            ("values[i] - <k> * values[i + 1]", "the first number minus {k} times the second"),
            ("values[i] + <k> * values[i + 1]", "the first number plus {k} times the second"),
            ("values[i] * values[i + 1] + <k>", "their product plus {k}"),
            ("max(values[i], values[i + 1]) - <k>", "the larger of the two minus {k}"),
            ("min(values[i], values[i + 1]) + <k>", "the smaller of the two plus {k}"),
            ("abs(values[i] - values[i + 1]) * <k>", "their distance times {k}"),
        ), "k": (2, 9)},
        """
found = []  # start with an empty list
for i in range(len(values) - 1):  # go through all positions that have a right neighbour
    found.append(<combined>)  # append what the pair gives
return found  # give back the list
""",
    ),
    Algorithm(
        "digit_work", ("digit_total", "digits_of", "digit_score", "code_sum"), (number("number", 0, 99_999),), "int",
        ("add up one value for each digit that {number} has in base {base} and that {test.singular}: {value}",
         "write {number} in base {base}, keep only the digits that {test.plural}, take for each of them {value}, and "
         "return the sum"),
        "The number 0 has no digits here, and the sum over no digits is 0.",
        {"base": tuple([(base, base) for base in "10 10 10 8 7 5 4".split()]),
         "test": "digit_test", "value": "digit_function"},
        """
total = 0  # start the sum at 0
while number > 0:  # go on until no digit is left
    digit = number % <base>  # take the last digit
    if <test digit>:  # let through exactly the digits that count
        total += <value digit>  # add the value that belongs to the digit
    number = number // <base>  # cut off the last digit
return total  # give back the sum
""",
    ),
    Algorithm(
        "steps_down", ("count_rounds", "rounds_needed", "steps_until_small", "shrink_steps"),
        (number("number", 0, 500),), "int",
        ("return how many rounds it takes until {number} is no longer greater than {limit}, when each round turns it "
         "into {number} // {part} if it is divisible by {part} and makes it smaller by {less} otherwise",
         "count the rounds of this game: as long as {number} is greater than {limit}, divide it by {part} if that "
         "leaves no remainder, and else subtract {less}"),
        "If it is not greater than that at the start, the result is 0.",
        {"limit": (1, 9), "part": (2, 5), "less": (1, 4)},
        """
rounds = 0  # start the count at 0
while number > <limit>:  # go on as long as the number is too large
    if number % <part> == 0:  # ask whether the division leaves no remainder
        number = number // <part>  # divide the number
    else:  # take all other numbers
        number -= <less>  # subtract from the number
    rounds += 1  # count the round
return rounds  # give back the count
""",
    ),
    Algorithm(
        "mark_text", ("mark_characters", "mask_text", "rewrite_text", "filtered_text"), (text(),), "str",
        ("return {text} with every character that {test.singular} replaced by {mark}",
         "copy {text}, but write {mark} in place of each character that {test.singular}"),
        "All other characters stay as they are.",
        {"test": "character_test", "mark": (
            ("'*'", "`'*'`"), ("'#'", "`'#'`"), ("'='", "`'='`"), ("'+'", "`'+'`"), ("'--'", "`'--'`"),
            ("char.upper()", "its upper-case form"), ("char * 2", "the same character twice"),
        )},
        """
out = ""  # start with an empty string
for char in text:  # look at every character in turn
    if <test char>:  # tell the characters that are to be replaced from the others
        out += <mark>  # append what replaces the character
    else:  # take all other characters
        out += char  # append the character as it is
return out  # give back the string
""",
    ),
    Algorithm(
        "text_positions", ("character_positions", "spots", "find_characters", "positions_in"), (text(),), "list[int]",
        ("list the positions, counting from {place}, of the characters in {text} that {test.plural}",
         "return the positions at which {text} has a character that {test.singular}, where the first character of the "
         "text has position {place}"),
        "",
        {"test": "character_test", "place": (("i", "0"), ("i + 1", "1"))},
        """
found = []  # start with an empty list
for i in range(len(text)):  # go through all positions of the text
    if <test text[i]>:  # let through exactly the characters that are looked for
        found.append(<place>)  # keep the character's position, counted as asked
return found  # give back the positions
""",
    ),
    Algorithm(
        "best_word", ("pick_word", "chosen_word", "winning_word", "select_word"), (words(),), "str",
        ("return the word in {words} with the {order} score, the score of a word being {value}",
         "give each word in {words} a score, namely {value}, and return the word whose score is {order}"),
        "Of several such words take the {tie} one. Without any words return an empty string.",
        {"value": "word_measure", "order": ((">", "highest"), ("<", "lowest")), "tie": (("", "first"), ("=", "last"))},
        """
best = ""  # say that no word has been chosen yet
for i in range(len(words)):  # go through all positions of the list
    if i == 0 or <value words[i]> <order><tie> <value best>:  # ask whether the word beats the one chosen so far
        best = words[i]  # choose the word
return best  # give back the chosen word
""",
    ),
    Algorithm(
        "capped_sums", ("capped_totals", "running_totals", "levels_over_time", "balance_history"), (numbers(),),
        "list[int]",
        ("start a level at {start}, add the numbers in {values} to it one after another, never letting it go "
         "{limit}, and list the level after each number",
         "keep a level that begins at {start}: each number in {values} is added to it, and whenever this takes it "
         "{limit}, it is set back to that limit; return the list of the levels after each number"),
        "",
        {"start": (0, 3), "limit": (
            *((f"min(level + value, {cap})", f"above {cap}") for cap in range(4, 31)),
            *((f"max(level + value, {cap})", f"below {cap}") for cap in range(-9, 0)),
        )},
        """
level = <start>  # start at the level given
levels = []  # start with an empty list
for value in values:  # take every number in turn
    level = <limit>  # add the number and keep the level within its limit
    levels.append(level)  # note the level
return levels  # give back the levels
""",
    ),
)  # fmt: skip
