"""Stands for the platform: python runner.py deploy | api PORT | poller | invoke FUNCTION [UNIX SECONDS].

`api` is the gateway with the functions behind it, `poller` what hands them messages of the queue and calls those that
have a timer. What the functions do is none of its business.
"""

import signal
import sys
import time
from importlib import import_module

from cloud import gateway, poller, stack
from cloud.invocation import Context, scheduled


def main(command, *given):
    if command == "deploy":
        import_module("shop.tables").create()
        import_module("cloud.queue").create()
        return
    deployed = stack.read()
    for function in deployed.functions.values():  # the init phase: once, before there is anything to do
        function.load()
    if command == "api":
        gateway.serve(deployed, int(given[0]))
    elif command == "poller":
        poller.run(deployed)
    elif command == "invoke":
        name, *rest = given
        function = deployed.functions[name]
        signal.alarm(function.timeout)
        function.handler(scheduled(float(rest[0]) if rest else time.time()), Context(name, function.timeout))
    else:
        raise SystemExit(__doc__)


if __name__ == "__main__":
    main(*sys.argv[1:] or ["help"])
