"""Customers with an account: who is asking. Not: which order is whose (`orders/owners.py`)."""
