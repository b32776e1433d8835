"""A first draft of a descriptor, from what a source tree shows. Not: asking a person, nor running anything."""
