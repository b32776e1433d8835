"""What the simulator costs: ratios of one run, written to `docs/performance.md`. Not: tests, which time nothing."""
