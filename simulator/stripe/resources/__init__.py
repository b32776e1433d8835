"""Stripe's objects: per family its value, its states and its pure moves. Not: how families act on each other."""
