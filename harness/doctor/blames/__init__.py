"""Whose mistake it most likely is, by step: pure functions over what was seen. Not: looking, nor a verdict.

None means that the step is well. What is ambiguous is told as the likeliest, with what was seen, so that a person can
disagree.
"""
