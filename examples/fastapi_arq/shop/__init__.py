"""A shop: FastAPI in front, an arq worker behind it, SQLite and Redis between them."""
