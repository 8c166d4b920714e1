"""A second solver for code/efficient_algorithm: the fast gold program beside the values of the slow meanings, and the
prompt read for its steps and examples, as for code/library_call.
"""

from oracles.library_call import solve

__all__ = ["solve"]
