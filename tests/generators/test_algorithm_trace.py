"""Algorithm traces: the runs that the textbook shows (Cormen, Leiserson, Rivest, Stein: Introduction to Algorithms)."""

from generators.code.algorithm_trace import simulators
from generators.code.algorithm_trace.graphs import Dijkstra, FloydWarshall
from generators.code.algorithm_trace.sorting import Sorting
from generators.code.algorithm_trace.tables import Euclid, FailureTable, WordTable


def both(trace) -> object:
    """The trace's value, which the simulator must find as well."""
    assert type(trace).SIMULATOR(*trace.arguments()) == trace.value()
    return trace.value()


def test_building_a_max_heap() -> None:
    heap = Sorting("heap", (4, 1, 3, 2, 16, 9, 10, 14, 8, 7), 0, "list")
    assert both(heap) == [16, 14, 10, 8, 7, 9, 3, 2, 4, 1]


def test_the_first_partition_of_quicksort() -> None:
    assert both(Sorting("quick", (2, 8, 7, 1, 3, 5, 6, 4), 1, "list")) == [2, 1, 3, 4, 7, 5, 6, 8]


def test_the_prefix_function() -> None:
    assert both(FailureTable("ababaca")) == [0, 0, 1, 2, 3, 0, 1]


def test_the_longest_common_subsequence() -> None:
    assert both(WordTable("lcs", "abcbdab", "bdcaba", 7)) == [0, 1, 2, 2, 3, 4, 4]


def test_the_extended_algorithm_of_euclid() -> None:
    assert both(Euclid(99, 78, "extended")) == (3, -11, 14)


def test_dijkstras_algorithm() -> None:
    edges = (("S", "T", 10), ("S", "Y", 5), ("T", "X", 1), ("T", "Y", 2), ("X", "Z", 4), ("Y", "T", 3), ("Y", "X", 9),
             ("Y", "Z", 2), ("Z", "S", 7), ("Z", "X", 6))  # fmt: skip
    assert both(Dijkstra(edges, True, "S", None, "order")) == ["S", "Y", "Z", "T", "X"]
    assert both(Dijkstra(edges, True, "S", 2, "distances")) == [0, 8, 14, 5, 7]


def test_the_first_stages_of_floyd_and_warshall() -> None:
    matrix = ((0, 3, 8, None, -4), (None, 0, None, 1, 7), (None, 4, 0, None, None), (2, None, -5, 0, None),
              (None, None, None, 6, 0))  # fmt: skip
    assert both(FloydWarshall(matrix, 1, 3)) == [2, 5, -5, 0, -2]
    assert both(FloydWarshall(matrix, 5, 0)) == [0, 1, -3, 2, -4]


def test_the_sieve_crosses_out_a_number_with_its_least_prime_only() -> None:
    assert simulators.sieve(30, 3, "crossed") == [25]
