"""A small, correct club whose members pay by the period, and forms of it with one flaw each. Not: judging it."""
