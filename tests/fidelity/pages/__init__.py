"""The pages that tell how near to each provider the simulator is: docs/fidelity.md and one for each. Pure."""
