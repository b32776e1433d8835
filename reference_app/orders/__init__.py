"""Orders, their states and what happens once for each. Not: asking the provider."""
