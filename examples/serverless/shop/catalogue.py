"""What is sold, and what so many of it cost. Prices are integers in the currency's minor unit."""

POSTERS = {
    "harbour-a2": ("Harbour at dawn, A2", 2850, "eur"),
    "ferns-a3": ("Ferns, A3", 1790, "eur"),
    "skyline-a1": ("Skyline, A1", 4999, "usd"),
    "wave-a2": ("The wave, A2", 3900, "jpy"),
    "dunes-a2": ("Dunes, A2", 7250, "kwd"),
}
MOST = 20


def quote(sku, quantity):
    """Return name, price of one, and currency, or None if there is no such purchase."""
    return POSTERS.get(sku) if 1 <= quantity <= MOST else None
