"""Money that is asked for, taken, given back and disputed."""
