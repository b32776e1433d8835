"""Delivery: posts webhooks to targets, by plan and by itself. Not: deciding what a provider announces or how it signs."""
