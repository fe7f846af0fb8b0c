"""Verdicts: whether what is written equal is equal, on random values or on given ones."""
