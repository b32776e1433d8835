"""The cash desk: captures and refunds. Not: anything a buyer may do."""
