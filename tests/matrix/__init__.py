"""The whole detection matrix, `make detect`: every planted flaw judged, kept, printed, and written to a page."""
