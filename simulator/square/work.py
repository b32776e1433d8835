"""What does the work of every call, in one place: it is loaded when Square is first spoken to. Not: the work itself."""

from __future__ import annotations

from simulator.square import events, recognition, replies, shapes, variations
from simulator.square.command import Command


class Work:
    """The functions by the names that the Provider has for them."""

    authenticate = staticmethod(recognition.authenticate)
    recognise = staticmethod(recognition.recognise)
    command = Command
    answer = staticmethod(replies.answer)
    event = staticmethod(events.event)
    as_delivered = staticmethod(events.as_delivered)
    of_reply = staticmethod(variations.of_reply)
    of_event = staticmethod(variations.of_event)
    wants = staticmethod(events.wants)
    shape = staticmethod(shapes.shape)
