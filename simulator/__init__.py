"""The providers, simulated: stateful, local, and accepted by the official SDKs unmodified."""
