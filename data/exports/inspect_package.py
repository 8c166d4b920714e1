"""What inspect_ai finds by the package's entry point."""

from .task import provender_eval as provender_eval
