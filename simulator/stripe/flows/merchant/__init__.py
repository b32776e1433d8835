"""What is the merchant's own: payouts, files, endpoints."""
