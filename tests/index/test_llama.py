"""LlamaIndex's interfaces."""

import numpy as np
from llama_index.core.base.base_retriever import BaseRetriever
from llama_index.core.schema import NodeWithScore

from index.digest import Scope
from index.embedding import MiniLM
from index.llama import ArchiveEmbedding, ArchiveRetriever
from index.search import Query, Search
from index.store import Store

QUESTION = "Which model topped SWE-Bench Pro?"


async def test_retriever_gives_nodes_in_rank_order(sample_store: Store) -> None:
    """A retriever gives the search's passages as scored nodes, the best first."""
    search = Search(sample_store)
    retriever = ArchiveRetriever(search, k=6)
    assert isinstance(retriever, BaseRetriever)
    nodes = await retriever.aretrieve(QUESTION)
    expected = await search.find(Query(QUESTION, k=6))
    assert all(isinstance(node, NodeWithScore) for node in nodes)
    assert [evidence.passage.id for evidence in expected] == [node.node_id for node in nodes]
    scores = [node.get_score() for node in nodes]
    assert sorted(scores, reverse=True) == scores


async def test_node_tells_what_it_is_of(sample_store: Store) -> None:
    """A node has the passage's exact text, and tells document, publication, section and date."""
    (evidence,) = await Search(sample_store).find(Query(QUESTION, k=1))
    (node,) = await ArchiveRetriever(Search(sample_store), k=1).aretrieve(QUESTION)
    origin = evidence.origin
    assert evidence.passage.text == node.text
    assert node.metadata == {
        "document": origin.document,
        "kind": "digest",
        "publication": origin.publication,
        "title": origin.title,
        "section": " › ".join(evidence.passage.headings),
        "date": origin.date.isoformat() if origin.date else None,
        "file": origin.file,
        "url": origin.url,
    }


async def test_retriever_keeps_to_its_scope(sample_store: Store) -> None:
    """A retriever of one document gives its passages alone."""
    origin = (await sample_store.catalog.origins())[-1]
    retriever = ArchiveRetriever(Search(sample_store), scope=Scope(document=origin.document))
    nodes = await retriever.aretrieve("models")
    assert {node.metadata["document"] for node in nodes} == {origin.document}


async def test_embedding_gives_384_numbers(embedder: MiniLM) -> None:
    """A text and a question become the model's 384 numbers, with and without waiting."""
    embedding = ArchiveEmbedding(embedder)
    expected = embedder.embed(["Meta leases capacity."])[0]
    found = [
        embedding.get_text_embedding("Meta leases capacity."),
        embedding.get_query_embedding("Meta leases capacity."),
        await embedding.aget_text_embedding("Meta leases capacity."),
        await embedding.aget_query_embedding("Meta leases capacity."),
        embedding.get_text_embedding_batch(["a", "Meta leases capacity."])[1],
        (await embedding.aget_text_embedding_batch(["Meta leases capacity."]))[0],
    ]
    assert [len(row) for row in found] == [384] * 6
    for row in found:
        np.testing.assert_allclose(row, expected, rtol=1e-5)
    assert embedder.name == embedding.model_name
