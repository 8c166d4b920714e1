"""Algorithms of the third tier: tables, stacks, sorting passes and states that several branches change."""

from __future__ import annotations

from generators.code.algorithms.algorithm import Algorithm, Parameter, number, numbers, text, words
from generators.code.algorithms.second import GRID, SPANS

_TEST = "number_test"

THIRD = (
    Algorithm(
        "merge_spans", ("merge_ranges", "join_intervals", "busy_times", "combine_spans"), (SPANS,),
        "list[tuple[int, int]]",
        ("merge the {spans}: two of them belong together when the later start is at most {gap} greater than the "
         "largest end before it, in order of the starts; return the merged tuples (start, end) that are "
         "{least} or more "
         "long (end minus start), in order",
         "sort {spans} by start and join every one to those before it if its start exceeds their largest end "
         "by no more "
         "than {gap}; return the tuples (smallest start, largest end) so formed, but only those with end - start of "
         "{least} or more"),
        "",
        {"gap": (0, 4), "least": (1, 6)},
        """
merged = []  # start with an empty list
low = 0  # no span is open yet, so its start does not matter
high = 0  # no span is open yet, so its end does not matter
opened = False  # no span is open yet
for start, end in sorted(spans):  # take the spans in order of their starts
    if opened and start <= high + <gap>:  # ask whether the span belongs to the open one
        high = max(high, end)  # let the open span reach as far as the longer of the two
    else:  # take a span that lies apart
        if opened and high - low >= <least>:  # ask whether the open span is long enough
            merged.append((low, high))  # note the span that is finished
        low = start  # open a new span at this start
        high = end  # let it reach to this end
        opened = True  # from now on there is an open span
if opened and high - low >= <least>:  # ask whether the last span is long enough
    merged.append((low, high))  # note the last span
return merged  # give back the merged spans
""",
    ),
    Algorithm(
        "sort_passes", ("sorting_moves", "count_swaps", "swap_sort", "exchange_passes"), (numbers(),),
        "tuple[list[int], int]",
        ("sort a copy of {values} by exchanging neighbours: go through the list from left to right again and again, "
         "exchange two neighbours whenever the key of the left one is {order} that of the right one, and stop after "
         "a pass without an exchange or after {most} passes; the key of a number is {key}; return the tuple "
         "(list, number "
         "of exchanges)",
         "make passes over a copy of {values}, at most {most} and none after a pass that changes nothing; a pass "
         "compares all neighbours from left to right and exchanges them if the left one's key is {order} the right "
         "one's, where a number's key is {key}; return the tuple of the list and the number of exchanges made"),
        "",
        {"order": ((">", "larger than"), ("<", "smaller than")), "most": (2, 6), "key": "number_key"},
        """
items = list(values)  # work on a copy
swaps = 0  # nothing has been exchanged
for turn in range(<most>):  # make no more passes than allowed
    before = swaps  # remember the count at the start of the pass
    for i in range(len(items) - 1):  # go through all positions that have a right neighbour
        left = <key items[i]>  # work out the key of the left one
        right = <key items[i + 1]>  # work out the key of the right one
        if left <order> right:  # ask whether the two stand in the wrong order
            items[i], items[i + 1] = items[i + 1], items[i]  # exchange them
            swaps += 1  # count the exchange
    if swaps == before:  # ask whether the pass changed nothing
        break  # stop early
return (items, swaps)  # give back the list and the count
""",
    ),
    Algorithm(
        "neighbour_grid", ("next_generation", "grid_step", "evolve", "next_grid"), (GRID,), "list[list[int]]",
        ("return a new grid of the same size as {grid}: each cell holds the number of its neighbours (the cells "
         "directly above, below, left and right of it) that {test.plural}, plus {bonus} if the cell's own "
         "number does so "
         "too",
         "count for every cell of {grid} those of the up to four cells above, below, left and right of it whose "
         "number {test.singular}, add {bonus} if the cell's own number {test.singular}, and return the grid of these "
         "counts"),
        "{grid} itself is not changed.",
        {"test": _TEST, "bonus": (2, 9)},
        """
result = []  # start with no row
for i in range(len(grid)):  # go through all rows
    row = []  # start the new row
    for j in range(len(grid[i])):  # go through all columns
        count = 0  # start the cell's count at 0
        for down, right in [(-1, 0), (1, 0), (0, -1), (0, 1)]:  # look in all four directions
            y = i + down  # work out the neighbour's row
            x = j + right  # work out the neighbour's column
            if (y >= 0 and y < len(grid)) and (x >= 0 and x < len(grid[i])):  # ask whether the neighbour lies inside
                if <test grid[y][x]>:  # ask whether the neighbour counts
                    count += 1  # count the neighbour
        if <test grid[i][j]>:  # ask whether the cell itself counts
            count += <bonus>  # add what the cell itself is worth
        row.append(count)  # note the cell's count
    result.append(row)  # the row is complete
return result  # give back the new grid
""",
    ),
    Algorithm(
        "longest_chain", ("longest_rising", "chain_length", "best_subsequence", "longest_ladder"), (numbers(),), "int",
        ("return the length of the longest chain in {values}: numbers picked in the order of the list, not "
         "necessarily neighbours, none of which {test.singular}, and each {order} the one picked before by "
         "{step} or more",
         "numbers are picked from {values} from left to right, so that none {test.singular} and each is {order} "
         "the number picked before it by at least {step}; return how many can be picked at most"),
        "If nothing can be picked, return 0.",
        {"test": _TEST, "order": (("values[i] - values[j]", "larger than"), ("values[j] - values[i]", "smaller than")),
         "step": (1, 5)},
        """
lengths = []  # no length has been worked out
longest = 0  # picking nothing gives the length 0
for i in range(len(values)):  # take every number as the last of a chain
    length = 0  # a number that may not be picked ends no chain
    if not (<test values[i]>):  # ask whether the number may be picked
        length = 1  # on its own it makes a chain of one
        for j in range(i):  # look at every number before it
            if lengths[j] > 0 and <order> >= <step>:  # ask whether the chain that ends there can be continued
                length = max(length, lengths[j] + 1)  # keep the longer chain
    lengths.append(length)  # note the length of the longest chain that ends here
    if length > longest:  # ask whether it beats all before
        longest = length  # keep the longer length
return longest  # give back the greatest length
""",
    ),
    Algorithm(
        "common_part", ("longest_common", "shared_stretch", "common_stretch", "longest_shared"),
        (Parameter("first", "str", "a possibly empty string of lower-case letters", "short text"),
         Parameter("second", "str", "another such string", "short text")), "str",
        ("return the longest piece (characters that stand directly one after another) that appears both in "
         "{first} and in {second} "
         "and has a first character that {test.singular} and at least {least} characters",
         "find the longest string of {least} or more characters that occurs unbroken in {first} as well as in "
         "{second} "
         "and begins with a character that {test.singular}"),
        "Of several equally long ones return the one that begins {tie} in {first}; if there is none, return an "
        "empty string.",
        {"test": "letter_test", "least": (2, 3), "tie": (("", "earliest"), ("=", "latest"))},
        """
best = ""  # nothing has been found yet
for i in range(len(first)):  # take every start in the first string
    for j in range(len(second)):  # take every start in the second string
        size = 0  # no character has been compared yet
        while i + size < len(first) and j + size < len(second):  # go on up to the end of either string
            if first[i + size] != second[j + size]:  # ask whether the two pieces part here
                break  # the piece ends
            size += 1  # the piece grows by a character
        if size >= <least> and <test first[i]>:  # ask whether the piece may be the result
            if size ><tie> len(best):  # ask whether it beats the best
                best = first[i:i + size]  # keep the piece
return best  # give back the best piece
""",
    ),
    Algorithm(
        "fewest_coins", ("change_coins", "coins_needed", "smallest_change", "minimal_coins"),
        (number("amount", 0, 60),),
        "int",
        ("return the smallest number of coins that make up {amount} exactly, with coins of the values {coins} in any "
         "number, where every coin of the value {dear} counts as {weight} coins",
         "pay {amount} exactly with coins worth {coins}, of which there are as many as needed, and return the least "
         "possible count of coins when each coin worth {dear} is counted {weight} times"),
        "If that is impossible, return -1.",
        {"coins": "coins", "dear": "coin of coins", "weight": (2, 4)},
        """
best = [0]  # paying nothing takes no coin
for total in range(1, amount + 1):  # work up to the amount, one unit at a time
    fewest = -1  # no way to pay this total is known yet
    for coin in <coins>:  # try every coin as the last one
        if coin <= total and best[total - coin] >= 0:  # ask whether the rest can be paid
            count = best[total - coin] + 1  # pay the rest and then this coin
            if coin == <dear>:  # ask whether the coin counts several times
                count += <weight> - 1  # count it as often as it is to be counted
            if fewest == -1 or count < fewest:  # ask whether this way is the first or the best
                fewest = count  # keep the smaller count
    best.append(fewest)  # note the result for this total
return best[amount]  # give back the result for the amount
""",
    ),
    Algorithm(
        "islands", ("count_regions", "largest_region", "region_count", "areas"), (GRID,), "tuple[int, int]",
        ("call a cell of {grid} land if its number {test.singular}; cells of land that share an edge belong to "
         "the same "
         "island; return the tuple (number of islands with at least {least} cells, size of the largest "
         "island), with 0 as "
         "the size if there is no land",
         "find the islands in {grid}, that is the connected groups of cells whose numbers {test.plural}, where "
         "cells are "
         "connected across edges but not across corners, and return how many have {least} or more cells and how many "
         "cells the largest of all has (0 if there is none), as a tuple"),
        "",
        {"test": _TEST, "least": (2, 4)},
        """
seen = []  # no cell has been visited
count = 0  # no island has been counted
largest = 0  # no island has been measured
for i in range(len(grid)):  # go through all rows
    for j in range(len(grid[i])):  # go through all columns
        size = 0  # nothing of this island has been visited yet
        waiting = [(i, j)]  # begin with this cell
        while len(waiting) > 0:  # go on until no cell is left to visit
            cell = waiting.pop()  # take the cell that was added last
            y = cell[0]  # look up its row
            x = cell[1]  # look up its column
            if (y < 0 or y >= len(grid)) or (x < 0 or x >= len(grid[i])):  # ask whether the cell lies outside
                continue  # pass over it
            if (y, x) in seen or not (<test grid[y][x]>):  # ask whether it is known already or no land
                continue  # pass over it
            seen.append((y, x))  # remember the cell
            size += 1  # the island grows by a cell
            waiting.append((y + 1, x))  # visit the cell below later
            waiting.append((y - 1, x))  # visit the cell above later
            waiting.append((y, x + 1))  # visit the cell to the right later
            waiting.append((y, x - 1))  # visit the cell to the left later
        if size >= <least>:  # ask whether there is an island that is large enough
            count += 1  # count the island
        largest = max(largest, size)  # keep the greater size
return (count, largest)  # give back both numbers
""",
    ),
    Algorithm(
        "rpn", ("evaluate_tokens", "stack_machine", "postfix_value", "run_tokens"),
        (Parameter("tokens", "list[str]", "a possibly empty list of strings, each of digits only or one of '+', '-', "
                   "'*', 'x' and 's'", "tokens"),),
        "list[int]",
        ("run a stack machine on {tokens} and return its stack, bottom first: a token of digits pushes that "
         "number; '+', "
         "'-' and '*' take the top number b and the one below it, a, and push a + b, a - b or a * b; 'x' "
         "exchanges the "
         "two top numbers; 's' takes the top number and pushes it plus {plus}. A token for which the stack "
         "holds too few "
         "numbers {fault}, and so do '+', '-' and '*' if the result's absolute value is greater than {most}",
         "process {tokens} from left to right with a stack that is empty at first. Digits push their number; "
         "'s' raises "
         "the top number by {plus}; 'x' swaps the two numbers at the top; '+', '-' and '*' replace the two "
         "numbers at the "
         "top, a below b, by a + b, a - b or a * b. A token that needs more numbers than there are, or whose result "
         "(for '+', '-' and '*') has an absolute value above {most}, {fault}. Return the stack from bottom to top"),
        "",
        {"plus": (1, 9), "most": (50, 90), "fault": (("break", "ends the run before it changes anything"),
                                                     ("continue", "is skipped and changes nothing"))},
        """
stack = []  # start with an empty stack
for token in tokens:  # take every token in turn
    if token.isdigit():  # ask whether the token is a number
        stack.append(int(token))  # push the number
    elif token == 's':  # ask whether the top number is to be raised
        if len(stack) < 1:  # ask whether there is no number
            <fault>  # do what is agreed for a fault
        stack[-1] = stack[-1] + <plus>  # raise the top number
    else:  # take the tokens that need two numbers
        if len(stack) < 2:  # ask whether there are too few numbers
            <fault>  # do what is agreed for a fault
        a = stack[-2]  # look at the lower of the two numbers
        b = stack[-1]  # look at the top number
        if token == 'x':  # ask whether the two are to be exchanged
            stack[-2] = b  # the top number goes down
            stack[-1] = a  # the lower number goes up
        else:  # take the tokens that calculate
            if token == '+':  # ask whether the two are to be added
                value = a + b  # add them
            elif token == '-':  # ask whether they are to be subtracted
                value = a - b  # take the top number from the lower one
            else:  # the token stands for the product
                value = a * b  # multiply them
            if abs(value) > <most>:  # ask whether the result is too large
                <fault>  # do what is agreed for a fault
            stack.pop()  # take the top number off
            stack[-1] = value  # the result takes the place of the lower one
return stack  # give back the stack
""",
    ),
    Algorithm(
        "pick_spans", ("plan_bookings", "choose_spans", "schedule", "select_spans"), (SPANS,), "list[tuple[int, int]]",
        ("choose from {spans} by this rule and return the chosen tuples in the order of choice: go through them by "
         "ascending end (equal ends by ascending start), choose one if it starts {pause} or more after the end of the "
         "one chosen last (the first needs no such thing), skip those shorter than {least} (end minus start), "
         "and stop once "
         "{most} are chosen",
         "order {spans} by their ends, and by their starts where the ends are equal. Take each in turn if it "
         "is at least "
         "{least} long (end minus start), if it starts no earlier than {pause} after the end of the one taken "
         "before it, if "
         "any, and if fewer than {most} have been taken. Return what was taken, in that order"),
        "",
        {"pause": (1, 4), "least": (1, 5), "most": (2, 4)},
        """
turned = sorted([(span[1], span[0]) for span in spans])  # bring the spans into the order of their ends
chosen = []  # nothing has been chosen yet
last = 0  # start with any number, since no span has been chosen
for end, start in turned:  # take every span in turn
    if end - start < <least>:  # ask whether the span is too short
        continue  # pass over it
    if len(chosen) == 0 or start >= last + <pause>:  # ask whether the span comes late enough
        chosen.append((start, end))  # choose the span
        last = end  # remember its end
        if len(chosen) == <most>:  # ask whether enough have been chosen
            break  # stop
return chosen  # give back the chosen spans
""",
    ),
    Algorithm(
        "distinct_window", ("longest_varied", "widest_window", "varied_stretch", "longest_mixed"), (text(),), "str",
        ("return the longest piece of {text} in which no character that {test.singular} appears more than {most} "
         "{times}; all other characters may appear as often as they like",
         "find the longest stretch of neighbouring characters of {text} that has none of the characters that "
         "{test.plural} more than {most} {times}, and return it"),
        "Of several equally long pieces return the {tie} one. An empty text gives an empty string.",
        {"test": "character_test", "most": (("1", "1"), ("2", "2"), ("3", "3")), "times": "times of most",
         "tie": ((">", "first"), (">=", "last"))},
        """
best = ""  # start with an empty piece as the longest
start = 0  # the piece begins here
counts = {}  # start with no character counted in the piece
for i in range(len(text)):  # take every character as the last of the piece
    char = text[i]  # look at the character
    counts[char] = counts.get(char, 0) + 1  # it now belongs to the piece
    while <test char> and counts[char] > <most>:  # go on as long as the character appears too often
        counts[text[start]] = counts[text[start]] - 1  # the first character leaves the piece
        start += 1  # the piece begins one place later
    if i + 1 - start <tie> len(best):  # ask whether the piece beats the best
        best = text[start:i + 1]  # keep the piece
return best  # give back the best piece
""",
    ),
    Algorithm(
        "top_words", ("ranking", "leading_words", "best_words", "word_ranking"), (words(),), "list[tuple[str, int]]",
        ("add up points for each different word in {words}, namely {first} for every time it appears as the "
         "first word, "
         "or directly after a word that {test.singular}, and {other} for every other time; return the tuples "
         "(word, points) "
         "of all words with {least} or more points, highest points first",
         "give every appearance of a word in {words} {other} points, or {first} points if it is the first word "
         "of the list or "
         "if the word directly before it {test.singular}; return the words with {least} points or more "
         "together with their points, as "
         "tuples (word, points), from the highest points to the lowest"),
        "Words with the same points stand in ascending string order.",
        {"first": (5, 9), "other": (2, 4), "least": (2, 6), "test": "word_test"},
        """
points = {}  # no word has any points
for i in range(len(words)):  # go through all positions of the list
    gain = <other>  # assume that the word gets the usual points
    if i == 0:  # ask whether it is the first word
        gain = <first>  # it gets the points of a first word
    else:  # take all words that have a word before them
        word = words[i - 1]  # look at the word before
        if <test word>:  # ask whether the word before counts
            gain = <first>  # the word gets the points of a first word
    points[words[i]] = points.get(words[i], 0) + gain  # add the points
result = []  # start with an empty list
while len(points) > 0:  # go on until every word has been taken
    best = ""  # no word has been chosen yet
    for name in sorted(points):  # look at the words in ascending order
        if best == "" or points[name] > points[best]:  # ask whether the word has more points than the chosen one
            best = name  # choose the word
    total = points.pop(best)  # take the chosen word out
    if total >= <least>:  # ask whether it has enough points
        result.append((best, total))  # append the word with its points
return result  # give back the list
""",
    ),
)  # fmt: skip
