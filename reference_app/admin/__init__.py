"""The cash desk: captures, releases and refunds. Not: anything a buyer may do."""
