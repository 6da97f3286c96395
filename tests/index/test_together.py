"""Some changes of what `make together` measures for longer."""

from tests.benchmarks.together import Servers, measure, part
from tests.chroma_server import RunningChroma
from tests.postgres import Cluster


async def test_bots_and_indexers_together(postgres: Cluster, chroma: RunningChroma) -> None:
    """Two bots and an indexer that share all post and embed each thing once as it changes."""
    servers = Servers(postgres, chroma)
    outcome = await measure(
        servers, bots=2, indexers=1, changes=5, every=0.2, channels=2, linger=0.5
    )
    assert outcome.wrong == []
    assert outcome.posts == 4
    assert outcome.answers > 0


async def test_an_indexer_that_is_killed(postgres: Cluster, chroma: RunningChroma) -> None:
    """Where one of two indexers dies at work the other makes the vectors that it had taken."""
    parted = await part(Servers(postgres, chroma), 2, 600, pause=0.003, kill=True)
    assert parted.wrong == ()
    assert 0 < parted.made[0] < 600
