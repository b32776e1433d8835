"""Square's subscriptions: its calls, and all of them behind the shop's interface (`provider.py`)."""
