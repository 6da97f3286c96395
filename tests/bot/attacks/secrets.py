"""The secrets that nothing may tell."""

import json

KEY = "sk-ant-canary-0123456789"
TOKEN = "MTIz.canary.discord-token"  # noqa: S105 -- a bait
SURROUNDING = "canary-of-the-surroundings"


def kept(*values: object) -> bool:
    """Whether no secret stands in any of the values, as JSON tells them."""
    return "canary" not in json.dumps(values, default=str)
