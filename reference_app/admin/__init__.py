"""The cash desk: refunds. Not: anything a buyer may do."""
