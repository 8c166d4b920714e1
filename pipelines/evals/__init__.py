"""Evals that are apart from everything trained on: what is held out, refreshed, proved, scored and exported."""
