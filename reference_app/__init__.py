"""The model integration: a small shop that takes Stripe payments. Not: part of the harness; it stands alone."""
