"""Tests of `tensorgraph latex` and its package."""
