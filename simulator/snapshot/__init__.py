"""A world's whole state: in memory, as bytes, and back. Not: the calls it was asked, nor what was delivered."""

from simulator.snapshot.checkpoint import Checkpoint, Clash, admit, go_back, hold
from simulator.snapshot.file import BrokenSnapshot, Saved, decode, encode
from simulator.snapshot.restoring import read, restore
from simulator.snapshot.taking import written
from simulator.snapshot.writer import Unsaveable

__all__ = [
    "BrokenSnapshot",
    "Checkpoint",
    "Clash",
    "Saved",
    "Unsaveable",
    "admit",
    "decode",
    "encode",
    "go_back",
    "hold",
    "read",
    "restore",
    "written",
]
