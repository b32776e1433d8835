"""Snapshots: a world's whole state as bytes, and back. Not: the calls it was asked, nor what was delivered."""

from simulator.snapshot.file import BrokenSnapshot, Saved, decode, encode
from simulator.snapshot.restoring import Clash, restore
from simulator.snapshot.taking import take
from simulator.snapshot.writer import Unsaveable

__all__ = ["BrokenSnapshot", "Clash", "Saved", "Unsaveable", "decode", "encode", "restore", "take"]
