"""Stripe's Search API: its query language, and which fields of which objects can be asked for. Not: pages, the wire."""
