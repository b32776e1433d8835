"""Exploration: courses of events that nobody wrote down, tried on a target until one breaks an invariant."""
