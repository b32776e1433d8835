"""The settings with which fresh books are made: dj-stripe's tables straight from its models.

Its migrations come to the same tables, by way of every table that they once were: a minute and a half on SQLite.
"""

from shop.settings import *  # noqa: F403

MIGRATION_MODULES = {"djstripe": None}
