"""Logs of operations on data structures: what is in them at the end, or what came out of them."""

from __future__ import annotations

from generators.code.data_structure.sequences import Linear, RingBuffer
from generators.code.data_structure.tables import Cache, HashTable
from generators.code.data_structure.trees import Fenwick, Heap, SearchTree, Trie
from generators.code.simulated import SimulatedFamily
from generators.registry import register


@register
class DataStructure(SimulatedFamily):
    """Operations in order on a structure whose rules are stated in full; asked is a state or what was returned."""

    name = "code/data_structure"
    version = 2
    title = "Logs of operations on data structures"
    levels = {
        1: "3 to 8 operations",
        2: "9 to 16 operations (4 to 10 on tries, hash tables and Fenwick trees), deletions",
        3: "17 to 28 operations (8 to 17 on those)",
    }
    tags = ("code", "execution", "data structures")
    kinds = {
        1: {Linear: 32, RingBuffer: 8, Heap: 16, SearchTree: 14, Cache: 12, HashTable: 12, Trie: 6},
        2: {Linear: 22, RingBuffer: 10, Heap: 16, SearchTree: 16, Cache: 14, HashTable: 12, Trie: 5, Fenwick: 5},
        3: {Linear: 18, RingBuffer: 8, Heap: 18, SearchTree: 18, Cache: 14, HashTable: 12, Trie: 6, Fenwick: 6},
    }


__all__ = ["DataStructure"]
