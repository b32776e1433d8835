"""The schema's history. Not: the tables as the code uses them (`database.py`); a test holds the two together."""
