"""API versions: one state, shown as each version shows it, and taken as each takes it. Not: the newest form.

A request is answered at its `Stripe-Version` (else the world's), an event is shown at its endpoint's. Changes are small
steps, newest first, each named by the version that brought it: `shown.py` for objects, `taken.py` for parameters.
Source: Stripe, "API changelog", and the types of the official SDK of each version. A field that a version only added is
shown to older ones too ("API upgrades": new properties are backward-compatible); what a version renamed, moved or
removed is not. Two things are not: the Refund that a release of a hold made before basil and its events, and anything
before `OLDEST`, which is a gap of the simulator.
"""

from __future__ import annotations

from simulator.stripe.versions.known import BASIL as BASIL
from simulator.stripe.versions.known import CLOVER as CLOVER
from simulator.stripe.versions.known import DAHLIA as DAHLIA
from simulator.stripe.versions.known import ENDIVE as ENDIVE
from simulator.stripe.versions.known import LEAN_CHECKOUT as LEAN_CHECKOUT
from simulator.stripe.versions.known import OLDEST as OLDEST
from simulator.stripe.versions.known import before as before
from simulator.stripe.versions.known import known as known
from simulator.stripe.versions.known import listed as listed
from simulator.stripe.versions.shown import event as event
from simulator.stripe.versions.shown import newest as newest
from simulator.stripe.versions.shown import older as older
from simulator.stripe.versions.shown import render as render
from simulator.stripe.versions.taken import TYPES_REFUSED as TYPES_REFUSED
from simulator.stripe.versions.taken import defaults as defaults
from simulator.stripe.versions.taken import in_new_words as in_new_words
from simulator.stripe.versions.taken import same_words as same_words
