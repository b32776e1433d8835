"""What the descriptor cannot say: orders as the shop's own books show them, and signatures of partners and of staff."""

import os
import sys
import time
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

sys.path.append(str(Path(__file__).parents[1] / "base"))

import shape as shapes
from books import Orders
from partners import mac_of


@cache
def books():
    return Orders(Path(os.environ["SHOP_FOLDER"]) / "shop.db", shapes.read(Path(__file__).parent).states)


def order(values):
    found = books().order(values["order"])
    if found is None:
        return None
    refunded = found["refunded"] - found["bounced"]
    return {"state": found["state"], "amount": found["amount"], "currency": found["currency"], "refunded": refunded}


def parcels(values):
    return books().row("select count(*) from parcels where order_id = ?", values["order"])[0]


def letters(values):
    return books().row("select count(*) from letters where order_id = ?", values["order"])[0]


def sign_as_partner(request, values):
    return {"headers": {"Authorization": signature("Partner", os.environ["SHOP_PARTNER_KEY"], request)}}


def sign_as_staff(request, values):
    return {"headers": {"Authorization": signature("Staff", os.environ["SHOP_STAFF_KEY"], request)}}


def signature(who, key, request):
    at, address = int(time.time()), urlsplit(request["url"])
    path = f"{address.path}?{address.query}" if address.query else address.path
    mac = mac_of(key, at, request["method"], path, request["body"].encode())
    return f"{who} at={at}, mac={mac}"
