"""Subscriptions and invoices across families: what is sold again and again, when it is billed, how it is paid."""
