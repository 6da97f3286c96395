"""What is counted: after questions, votes, posts, letters, looks at the archive."""

import contextlib
import datetime as dt
from dataclasses import replace
from decimal import Decimal

import aiohttp
import discord
import simcord
from aiohttp import web

from bot.assistant.answer import Usage
from bot.delivery import LEASE, Delivery
from bot.letters import Letters
from bot.services import Services
from bot.watch.prometheus import Prometheus
from index.indexer import Report
from tests.bot.conftest import make_bot, recorded
from tests.bot.state.test_answers import RECORD
from tests.bot.test_delivery import SETUP, PaperOutlet
from tests.bot.test_letters import ALICE, BOB, WANTED, PaperPostbox
from tests.bot.watch.conftest import Outside, of
from tests.fakes import HandClock, ScriptedAssistant

_LABELS = frozenset(
    """outcome writer stage model kind feedback fault change status part mode shard le version
    python""".split()
)


async def test_an_answered_question_is_counted(
    me: discord.ClientUser,
    channel: simcord.ChannelHandle,
    alice: simcord.MemberActor,
    *,
    services: Services,
    assistant: ScriptedAssistant,
    seen: Outside,
    metrics: Prometheus,
) -> None:
    """Answers, votes, shards and the index are read from outside, and nobody's words or ids."""
    await alice.slash(channel, "ask", question="Who leads the zeppelins?")
    await recorded(services.state)
    await alice.click(channel.history()[-1], label="Useful")
    assistant.fault = ValueError("zeppelins")
    await alice.send(channel, f"{me.mention} More zeppelins?")
    with metrics.watched.of(services.store, services.state):
        samples = await seen.samples()
        _, text = await seen.get("/metrics")
        origins = await services.store.catalog.origins()
        passages = await services.store.catalog.passage_count()

    assert samples[of("answers_total", outcome="answered", writer="claude")] == 1
    assert samples[of("answers_total", outcome="failed", writer="claude")] == 1
    assert samples[of("answer_faults_total", fault="ValueError")] == 1
    assert samples[of("votes_total", feedback="up")] == 1
    assert samples[of("questions_open")] == samples[of("questions_waiting")] == 0
    assert samples[of("gateway_connected", shard=0)] == 1
    assert samples[of("gateway_latency_seconds", shard=0)] == 0
    assert samples[of("index_documents", kind="digest")] == len(origins)
    assert samples[of("index_passages")] == passages
    assert samples[of("index_pending_vectors")] == 0
    newest = dt.datetime(2026, 4, 21, tzinfo=dt.UTC).timestamp()
    assert samples[of("newest_digest_timestamp_seconds")] == newest
    assert samples["process_resident_memory_bytes", frozenset()] > 1e6
    assert {label for _, labels in samples for label, _ in labels} <= _LABELS
    for secret in ("zeppelin", str(alice.id), str(channel.id), str(me.id)):
        assert secret not in text
    assert make_bot(services).http.http_trace is metrics.trace


async def test_what_an_answer_took_is_counted(seen: Outside, metrics: Prometheus) -> None:
    """Times by stage, tokens and cost by model, and what the check let fall."""
    record = replace(
        RECORD,
        writer="claude",
        model="claude-x",
        usage=Usage(100, 20, 3, 4),
        cost=Decimal("0.25"),
        dropped=2,
        timings_ms=(("search", 30.0), ("total", 1_500.0)),
    )
    metrics.answered(record)
    metrics.answered(replace(record, cost=None))

    samples = await seen.samples()
    assert samples[of("tokens_total", model="claude-x", kind="input")] == 200
    assert samples[of("tokens_total", model="claude-x", kind="cache_creation_input")] == 8
    assert samples[of("cost_usd_total", model="claude-x")] == 0.25
    assert samples[of("unpriced_answers_total", model="claude-x")] == 1
    assert samples[of("citations_dropped_total")] == 4
    took = {"stage": "total", "writer": "claude"}
    assert samples[of("answer_seconds_sum", **took)] == 3
    assert samples[of("answer_seconds_bucket", le="1.0", **took)] == 0
    assert samples[of("answer_seconds_bucket", le="2.5", **took)] == 2


async def test_labels_stay_few(seen: Outside, metrics: Prometheus) -> None:
    """However many names of models, stages and faults are told, some are counted as others."""
    for n in range(100):
        told = replace(RECORD, model=f"m{n}", fault=f"f{n}", timings_ms=((f"s{n}", 1.0),))
        metrics.answered(replace(told, usage=Usage(1)))

    samples = await seen.samples()
    for name in ("model", "fault", "stage"):
        values = {value for _, labels in samples for label, value in labels if label == name}
        assert len(values) == 17
        assert "other" in values
    assert samples[of("tokens_total", model="other", kind="input")] == 84


async def test_posts_are_counted_with_their_delay(
    services: Services, seen: Outside, stamps: HandClock
) -> None:
    """A post that can't be sent is due until it is; how much it came behind its hour is told."""
    await services.state.set_guild(SETUP)
    await services.state.set_guild(replace(SETUP, guild_id=2, channel_id=20))
    paper = PaperOutlet()
    paper.blocked[2] = "The channel is gone."
    paper.faults = ["before send"]
    delivery = Delivery(services, paper)

    await delivery.run()
    samples = await seen.samples()
    assert samples[of("posts_total", outcome="failed")] == 1
    assert samples[of("posts_due")] == 1
    assert samples[of("servers_held_up")] == 1

    stamps.move(seconds=LEASE.total_seconds())
    paper.blocked.clear()
    await delivery.run()
    samples = await seen.samples()
    assert samples[of("posts_total", outcome="sent")] == 2
    assert samples[of("posts_due")] == samples[of("servers_held_up")] == 0
    # It is 9:30 in UTC, and the hour is 8 in Berlin.
    assert samples[of("post_delay_seconds_sum")] == 2 * 3.5 * 3600


async def test_letters_are_counted(services: Services, seen: Outside) -> None:
    """A letter is sent, refused or failed."""
    postbox = PaperPostbox()
    postbox.refusing = {BOB}
    for user_id in (ALICE, BOB):
        await services.state.subscriptions.set(replace(WANTED, user_id=user_id))
    await Letters(services, postbox).run()
    await services.state.subscriptions.set(replace(WANTED, user_id=9))
    postbox.faults = ["before send"]
    await Letters(services, postbox).run()

    samples = await seen.samples()
    found = {o: samples[of("letters_total", outcome=o)] for o in ("sent", "refused", "failed")}
    assert found == {"sent": 1, "refused": 1, "failed": 1}


async def test_looks_at_the_archive_are_told(seen: Outside, metrics: Prometheus) -> None:
    """A look tells when it was and what changed."""
    metrics.levelled(Report(added=2, removed=1))

    samples = await seen.samples()
    age = dt.datetime.now(dt.UTC).timestamp() - samples[of("index_level_timestamp_seconds")]
    assert 0 <= age < 60
    changes = {c: samples[of("index_changes_total", change=c)] for c in ("added", "removed")}
    assert changes == {"added": 2, "removed": 1}


async def test_requests_to_discord_are_counted_by_status(
    seen: Outside, metrics: Prometheus
) -> None:
    """Rate limits and refusals are told apart from what went well, and from no answer at all."""

    async def answer(request: web.Request) -> web.Response:
        return web.Response(status=int(request.match_info["status"]))

    application = web.Application()
    application.router.add_get("/{status}", answer)
    runner = web.AppRunner(application)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    assert metrics.trace
    async with aiohttp.ClientSession(trace_configs=[metrics.trace]) as session:
        for status in (200, 204, 429, 403, 502):
            async with session.get(f"{url}/{status}"):
                pass
        await runner.cleanup()
        with contextlib.suppress(aiohttp.ClientError):
            await session.get(f"{url}/200")

    samples = await seen.samples()
    statuses = ("2xx", "429", "403", "5xx", "none")
    found = [samples[of("discord_requests_total", status=status)] for status in statuses]
    assert found == [2, 1, 1, 1, 1]
