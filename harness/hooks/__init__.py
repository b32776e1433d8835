"""Functions of a descriptor's own, which run in the target's interpreter. Not: what they are asked for."""
