"""Routes of setup intents, their attempts and mandates, and of tokens."""

from __future__ import annotations

from simulator.stripe.flows.payments import verification
from simulator.stripe.flows.people import tokens
from simulator.stripe.flows.setup import setups
from simulator.stripe.routes.route import Route

SI, SA = "setup_intent", "setup_attempt"

ROUTES: tuple[Route, ...] = (
    Route("POST", "/v1/setup_intents", "setup_intents.create", SI, setups.create),
    Route("GET", "/v1/setup_intents", "setup_intents.list", f"list of {SI}", setups.list_intents),
    Route("GET", "/v1/setup_intents/{}", "setup_intents.retrieve", SI, setups.retrieve, browser=True),
    Route("POST", "/v1/setup_intents/{}", "setup_intents.update", SI, setups.update),
    Route("POST", "/v1/setup_intents/{}/confirm", "setup_intents.confirm", SI, setups.confirm_intent, browser=True),
    Route("POST", "/v1/setup_intents/{}/cancel", "setup_intents.cancel", SI, setups.cancel_intent),
    Route("POST", "/v1/setup_intents/{}/verify_microdeposits", "setup_intents.verify_microdeposits", SI,
          verification.verify_setup, browser=True),
    Route("POST", "/v1/payment_intents/{}/verify_microdeposits", "payment_intents.verify_microdeposits",
          "payment_intent", verification.verify_payment, browser=True),
    Route("GET", "/v1/setup_attempts", "setup_attempts.list", f"list of {SA}", setups.list_attempts),
    Route("GET", "/v1/mandates/{}", "mandates.retrieve", "mandate", setups.retrieve_mandate),
    Route("POST", "/v1/tokens", "tokens.create", "token", tokens.create, browser=True),
    Route("GET", "/v1/tokens/{}", "tokens.retrieve", "token", tokens.retrieve),
)  # fmt: skip
