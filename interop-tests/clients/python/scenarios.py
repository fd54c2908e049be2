# Copyright The PortageMQ authors
# SPDX-License-Identifier: Apache-2.0
"""Runs one scenario of a module: python3 scenarios.py MODULE PORT NAME."""

import importlib
import sys


def main():
    module_name, port, name = sys.argv[1:4]
    module = importlib.import_module(module_name)
    scenario = module.SCENARIOS.get(name)
    if scenario is None:
        sys.exit("no scenario %s; there are: %s" % (name, " ".join(module.SCENARIOS)))
    scenario(int(port))


if __name__ == "__main__":
    main()
