"""Stripe's API v2, as far as it is about events: JSON in and out, pages by URL, an error of its own. Not: API v1.

Source: Stripe, "API v2 overview", "Event Destinations", "Events"; stripe-python 16.1 and stripe-node 23.1.
"""
