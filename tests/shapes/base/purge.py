"""Forget news that is done, once nobody can send it any more: python purge.py UNIX-SECONDS. Not: orders."""

import os
import sys
from pathlib import Path

from books import Inbox

KEPT_DAYS = 40
"""The provider sends events again for 30 days."""

if __name__ == "__main__":
    Inbox(Path(os.environ["SHOP_FOLDER"]) / "inbox.db").purge(float(sys.argv[1]) - KEPT_DAYS * 86_400)
