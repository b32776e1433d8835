"""What the inbox holds, made true in the orders. Not: receiving webhooks."""
