"""One event, one line, in UTC. Not: what is logged."""

import logging
import time


class Line(logging.Formatter):
    """Line breaks that somebody typed are written out, so that nobody writes lines of his own."""

    converter = time.gmtime
    default_time_format = "%Y-%m-%dT%H:%M:%S"
    default_msec_format = "%s.%03dZ"

    def __init__(self, *given, **named):
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s")

    def format(self, record):
        return super().format(record).replace("\r", "\\r").replace("\n", "\\n")
