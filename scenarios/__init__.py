"""The suite: one module for each area of controls, an ordinary collection of pytest functions."""
