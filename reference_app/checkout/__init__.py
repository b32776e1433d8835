"""From a wish to a payment that can be paid. Not: knowing whether it was paid."""
