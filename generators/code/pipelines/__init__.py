"""Pipelines of stages over numbers, text or words: their English, their code, their meaning and their mutants."""
