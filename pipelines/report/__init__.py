"""The report of a release: one HTML file with its figures and a browser of its rows, which needs no network."""

from pipelines.report.page import ROWS, write

__all__ = ["ROWS", "write"]
