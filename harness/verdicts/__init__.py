"""Judging: pure functions over observations and controls."""
