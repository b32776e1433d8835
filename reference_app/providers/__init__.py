"""Every call to Stripe. Not: deciding what its answers mean for an order."""
