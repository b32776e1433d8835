"""Plans of webhook deliveries as plain data: door 2 of the simulator, a pure leaf."""
