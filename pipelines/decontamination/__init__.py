"""Decontamination: fingerprints of benchmarks, and what comes near to them. English only."""
