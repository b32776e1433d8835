"""Points the official PayPal SDK of a shop under test at the simulator: it has no setting for that. Not: the shop's.

Python imports this by itself, for its folder is on PYTHONPATH; what it does waits until the SDK is imported.
"""

import importlib.util
import os
import sys


class Watch:
    """Finds nothing by itself: others find the module, and its table of hosts is changed when it is complete."""

    def find_spec(self, name, path=None, target=None):
        if name != "paypalserversdk.configuration":
            return None
        sys.meta_path.remove(self)
        spec = importlib.util.find_spec(name)
        run = spec.loader.exec_module

        def exec_module(module):
            run(module)
            for servers in module.Configuration.environments.values():
                for server in servers:
                    servers[server] = os.environ["TEST_PAYPAL_BASE"]

        spec.loader.exec_module = exec_module
        return spec


if "TEST_PAYPAL_BASE" in os.environ:
    sys.meta_path.insert(0, Watch())
