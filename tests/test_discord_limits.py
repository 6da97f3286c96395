"""The rate limits of the Discord test double."""

from tests.discord_limits import Limits


def test_a_bucket_is_a_channels_and_a_methods() -> None:
    """The sixth message in a channel is refused, one elsewhere and an edit aren't."""
    limits = Limits()
    kept = [limits.count("POST", "/channels/1/messages") for _ in range(5)]
    refused = limits.count("POST", "/channels/1/messages")
    others = [
        limits.count("POST", "/channels/2/messages"),
        limits.count("PATCH", "/channels/1/messages/7"),
        limits.count("GET", "/users/@me"),
    ]

    assert [each.headers["X-RateLimit-Remaining"] for each in kept] == ["4", "3", "2", "1", "0"]
    assert [each.refusal for each in (*kept, *others)] == [None] * 8
    assert refused.headers["X-RateLimit-Scope"] == "user"
    assert refused.refusal is not None
    assert refused.refusal["global"] is False
    assert 4 < float(refused.headers["X-RateLimit-Reset-After"]) <= 5
    assert refused.headers["Retry-After"] == "5"


def test_fifty_requests_a_second_are_all() -> None:
    """Whatever the routes, the fifty-first request of a second is refused; interactions are not."""
    limits = Limits()
    found = [limits.count("POST", f"/channels/{n}/messages").refusal for n in range(51)]
    refused = limits.count("POST", "/channels/99/messages")
    free = limits.count("POST", "/interactions/1/token/callback")

    assert found[:50] == [None] * 50
    assert refused.headers["X-RateLimit-Global"] == "true"
    assert refused.refusal is not None
    assert refused.refusal["global"] is True
    assert free.refusal is None
