"""Subscriptions and what they lead to: invoices, prorations, renewals. Not: the payments that pay for them."""
