"""The hosts that providers publish for pages with their scripts, by the origin of the script. A table of data.

Source: Stripe, "Integration security guide"; PayPal and Square, "content security policy" (read from copies;
unconfirmed against a browser). A script from anywhere else, a simulator's, has everything at its own origin.
"""

from __future__ import annotations

PAYPAL = {
    "script-src": "https://*.paypal.com https://*.paypalobjects.com",
    "connect-src": "https://*.paypal.com",
    "frame-src": "https://*.paypal.com",
    "img-src": "https://*.paypal.com https://*.paypalobjects.com",
}

PUBLISHED: dict[str, dict[str, str]] = {
    "https://www.paypal.com": PAYPAL,
    "https://www.sandbox.paypal.com": PAYPAL,
    "https://web.squarecdn.com": {
        "script-src": "https://web.squarecdn.com",
        "style-src": "https://web.squarecdn.com",
        "frame-src": "https://web.squarecdn.com https://connect.squareup.com",
        "connect-src": "https://web.squarecdn.com https://pci-connect.squareup.com https://connect.squareup.com",
        "font-src": "https://*.squarecdn.com",
    },
    "https://sandbox.web.squarecdn.com": {
        "script-src": "https://sandbox.web.squarecdn.com",
        "style-src": "https://sandbox.web.squarecdn.com",
        "frame-src": "https://sandbox.web.squarecdn.com https://connect.squareupsandbox.com",
        "connect-src": (
            "https://sandbox.web.squarecdn.com https://pci-connect.squareupsandbox.com "
            "https://connect.squareupsandbox.com"
        ),
        "font-src": "https://*.squarecdn.com",
    },
}


def needed(origin: str) -> dict[str, str]:
    """Return what a page with the script of that origin must let in, by directive."""
    return PUBLISHED.get(origin) or dict.fromkeys(("script-src", "frame-src", "connect-src", "img-src"), origin)
