"""Routes of the merchant's money and account."""

from __future__ import annotations

from simulator.stripe.flows import reading
from simulator.stripe.flows.merchant import connect, onboarding
from simulator.stripe.resources.balance_transaction import BalanceTransaction
from simulator.stripe.routes.route import Route

TXN = "balance_transaction"

ROUTES: tuple[Route, ...] = (
    Route("GET", "/v1/balance_transactions", "balance_transactions.list", f"list of {TXN}",
          reading.list_balance_transactions),
    Route("GET", "/v1/balance_transactions/{}", "balance_transactions.retrieve", TXN,
          reading.retrieve(BalanceTransaction)),
    Route("GET", "/v1/balance", "balance.retrieve", "balance", reading.retrieve_balance),
    Route("GET", "/v1/account", "account.retrieve", "account", connect.retrieve),
    Route("POST", "/v1/accounts", "accounts.create", "account", connect.create),
    Route("GET", "/v1/accounts", "accounts.list", "list of account", connect.list_accounts),
    Route("GET", "/v1/accounts/{}", "accounts.retrieve", "account", connect.retrieve),
    Route("POST", "/v1/accounts/{}", "accounts.update", "account", connect.update),
    Route("DELETE", "/v1/accounts/{}", "accounts.delete", "account", connect.delete),
    Route("POST", "/v1/account_links", "account_links.create", "account_link", onboarding.create),
)  # fmt: skip
