"""Delivery: posts webhooks to targets, by plan and by itself. Not: what is announced, or how it is signed."""
