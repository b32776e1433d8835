"""PayPal: its calls, its signature, its events, and all of it behind the shop's interface (`provider.py`)."""
