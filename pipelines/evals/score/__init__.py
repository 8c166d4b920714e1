"""Scores of an eval: responses in, figures with intervals out."""
