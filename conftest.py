"""Loads the plug-in for `pytest scenarios --target assay.toml`. Not: anything else; without `--target` it sleeps."""

pytest_plugins = ["harness.plugin"]
