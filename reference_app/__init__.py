"""The model integration: a small shop that takes payments. Not: part of the harness; it stands alone."""
