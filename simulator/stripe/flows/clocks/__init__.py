"""Test clocks: who lives by which, how they are moved. Not: what billing does as time passes."""
