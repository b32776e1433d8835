"""Routes of customers and their payment methods."""

from __future__ import annotations

from simulator.stripe.flows import reading
from simulator.stripe.flows.people import cash_balances, customer_discounts, customers, methods, sources
from simulator.stripe.resources.payment_method import PaymentMethod
from simulator.stripe.routes.route import Route

CUS, PM = "customer", "payment_method"
CASH, ROW = "cash_balance", "customer_cash_balance_transaction"

ROUTES: tuple[Route, ...] = (
    Route("POST", "/v1/customers", "customers.create", CUS, customers.create),
    Route("GET", "/v1/customers", "customers.list", f"list of {CUS}", reading.list_customers),
    Route("GET", "/v1/customers/{}", "customers.retrieve", CUS, reading.retrieve_customer),
    Route("POST", "/v1/customers/{}", "customers.update", CUS, customers.update),
    Route("DELETE", "/v1/customers/{}", "customers.delete", CUS, customers.delete),
    Route("GET", "/v1/customers/{}/discount", "customers.discount.retrieve", "discount", customer_discounts.retrieve),
    Route("DELETE", "/v1/customers/{}/discount", "customers.discount.delete", "discount", customer_discounts.take_back),
    Route("GET", "/v1/customers/{}/payment_methods", "customers.payment_methods.list", f"list of {PM}",
          reading.list_payment_methods),
    Route("GET", "/v1/customers/{}/payment_methods/{}", "customers.payment_methods.retrieve", PM,
          reading.retrieve_customers_method),
    Route("GET", "/v1/customers/{}/cash_balance", "customers.cash_balance.retrieve", CASH, cash_balances.retrieve),
    Route("POST", "/v1/customers/{}/cash_balance", "customers.cash_balance.update", CASH, cash_balances.update),
    Route("GET", "/v1/customers/{}/cash_balance_transactions", "customers.cash_balance_transactions.list",
          f"list of {ROW}", cash_balances.list_transactions),
    Route("GET", "/v1/customers/{}/cash_balance_transactions/{}", "customers.cash_balance_transactions.retrieve", ROW,
          cash_balances.retrieve_transaction),
    Route("GET", "/v1/customers/{}/sources", "customers.sources.list", "list of payment_source", sources.list_sources),
    Route("POST", "/v1/customers/{}/sources", "customers.sources.create", "payment_source", sources.create),
    Route("POST", "/v1/test_helpers/customers/{}/fund_cash_balance", "test_helpers.customers.fund_cash_balance", ROW,
          cash_balances.fund),
    Route("POST", "/v1/payment_methods", "payment_methods.create", PM, methods.create, browser=True),
    Route("GET", "/v1/payment_methods", "payment_methods.list", f"list of {PM}", reading.list_payment_methods),
    Route("GET", "/v1/payment_methods/{}", "payment_methods.retrieve", PM, reading.retrieve(PaymentMethod)),
    Route("POST", "/v1/payment_methods/{}", "payment_methods.update", PM, methods.update),
    Route("POST", "/v1/payment_methods/{}/attach", "payment_methods.attach", PM, methods.attach),
    Route("POST", "/v1/payment_methods/{}/detach", "payment_methods.detach", PM, methods.detach),
)  # fmt: skip
