"""Data structures: small logs worked out by hand."""

from generators.code.data_structure.sequences import RingBuffer
from generators.code.data_structure.tables import Cache, HashTable
from generators.code.data_structure.trees import Fenwick, Heap, SearchTree


def both(log) -> object:
    """The log's value, which the simulator must find as well."""
    assert type(log).SIMULATOR(*log.arguments()) == log.value()
    return log.value()


def test_a_node_with_two_children_is_replaced_by_its_successor_whose_right_subtree_moves_up() -> None:
    keys = (50, 30, 70, 60, 80, 65)
    log = (*(("insert", key) for key in keys), ("delete", 50))
    assert both(SearchTree(log, "preorder")) == [60, 30, 70, 65, 80]
    assert both(SearchTree(log, "levels")) == [60, 30, 70, 65, 80]
    assert both(SearchTree(log, "postorder")) == [30, 65, 80, 70, 60]
    assert both(SearchTree(log, "height")) == 2


def test_a_deleted_cell_is_used_again_but_does_not_end_a_search() -> None:
    log = (("insert", 7), ("insert", 14), ("insert", 21), ("delete", 7), ("delete", 21), ("insert", 28))
    assert both(HashTable(log, "contents", 7)) == [28, 14, "X", None, None, None, None]
    assert both(HashTable(log, "probes", 7)) == 1 + 2 + 3 + 1 + 3 + 4


def test_a_full_ring_buffer_overwrites_its_oldest_element() -> None:
    log = (*(("write", i) for i in range(1, 6)), ("read",), ("write", 6))
    assert both(RingBuffer(log, "contents", 3)) == [4, 5, 6]
    assert both(RingBuffer(log, "removed", 3)) == [3]


def test_lru_and_lfu_evict_different_keys() -> None:
    log = tuple(("access", key) for key in "AABC")
    assert both(Cache(log, "evicted", "LRU", 2)) == ["A"]
    assert both(Cache(log, "evicted", "LFU", 2)) == ["B"]


def test_a_heap_sinks_the_last_element_below_the_smaller_child() -> None:
    log = (*(("push", key) for key in (5, 3, 8, 1)), ("pop",))
    assert both(Heap(log, "contents", True)) == [3, 5, 8]
    assert both(Heap(log, "taken", False)) == [8]


def test_fenwick_entries_are_sums_over_the_last_set_bit() -> None:
    log = tuple(("add", i, 1) for i in range(1, 9))
    assert both(Fenwick(log, "contents", 8)) == [1, 2, 1, 4, 1, 2, 1, 8]
