"""Methods that are kept for later."""
