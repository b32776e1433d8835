"""Every call to a provider, behind one interface (`interface.py`). Not: deciding what its answers mean for an order."""
