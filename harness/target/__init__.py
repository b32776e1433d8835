"""Driving the target: starting and killing it, checking out, finding its payment at the provider."""
