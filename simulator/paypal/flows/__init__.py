"""What one act does across families: order, payments, balances. Not: the wire."""
