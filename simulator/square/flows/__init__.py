"""What one call does across families. Not: the objects' own moves."""
