"""Driving a target, watching it, judging it."""

__version__ = "0.1.0"
