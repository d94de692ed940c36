"""Say clearly that Python is too old, before anything fails in other words. Runs on any Python 3."""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 (an older Python is whom this speaks to)
    met = ".".join(str(part) for part in sys.version_info[:3])
    sys.exit(
        f"plangraph: Python {met} では動きません。3.11 以上を PYTHON=… で指定してください。 / Python 3.11 or newer is needed."
    )
