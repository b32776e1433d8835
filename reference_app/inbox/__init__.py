"""Webhooks: verified, kept, acknowledged. Not: acting on them."""
