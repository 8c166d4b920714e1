"""Classical algorithms followed step by step: sorting, searching, graphs, tables (after CLRS)."""

from __future__ import annotations

from generators.code.algorithm_trace.graphs import Dijkstra, FloydWarshall, Topological, Traversal
from generators.code.algorithm_trace.sets import UnionFind
from generators.code.algorithm_trace.sorting import BinarySearch, Sorting
from generators.code.algorithm_trace.tables import Euclid, FailureTable, Knapsack, Sieve, WordTable
from generators.code.simulated import SimulatedFamily
from generators.registry import register


@register
class AlgorithmTrace(SimulatedFamily):
    """An algorithm is stated so exactly that its run is unique; asked is a state on the way or at the end."""

    name = "code/algorithm_trace"
    version = 2
    title = "Classical algorithms followed step by step"
    levels = {
        1: "up to 14 comparisons, edges from both ends, table entries or divisions",
        2: "up to 40 of them, longer lists, graphs and tables",
        3: "up to 125 of them: later passes, directed graphs, several stages",
    }
    tags = ("code", "execution", "algorithms")
    kinds = {
        1: {
            Sorting: 30, BinarySearch: 10, Traversal: 12, Dijkstra: 8, Topological: 7, UnionFind: 10, FailureTable: 4,
            WordTable: 9, Euclid: 10, Sieve: 2,
        },
        2: {
            Sorting: 24, BinarySearch: 8, Traversal: 10, Dijkstra: 10, Topological: 8, FloydWarshall: 6, UnionFind: 8,
            FailureTable: 7, WordTable: 8, Knapsack: 6, Euclid: 6, Sieve: 3,
        },
        3: {
            Sorting: 24, Traversal: 10, Dijkstra: 12, Topological: 8, FloydWarshall: 10, UnionFind: 8, FailureTable: 8,
            WordTable: 10, Knapsack: 10, Euclid: 4,
        },
    }  # fmt: skip


__all__ = ["AlgorithmTrace"]
