"""Proofs: what is machine-checked between an eval and what was trained on, guarantee by guarantee."""
