"""Meters and what they hear of. Not: billing by them, see billing.usage."""
