"""Footnote's search and embedding behind LlamaIndex's interfaces.

For pipelines that are built on LlamaIndex; Footnote itself doesn't import it, since that alone
takes longer than an answer.
"""

import asyncio
from typing import Any

from llama_index.core.base.base_retriever import BaseRetriever
from llama_index.core.base.embeddings.base import BaseEmbedding
from llama_index.core.schema import NodeWithScore, QueryBundle, TextNode
from pydantic import PrivateAttr

from index.digest import Evidence, Scope
from index.embedding import Embedder
from index.search import Query, Search


class ArchiveRetriever(BaseRetriever):
    """Hybrid search as a retriever: a query in, passages as scored nodes out.

    Use `aretrieve` in the loop that opened the store; `retrieve` is for code without a loop and
    raises RuntimeError inside one.
    """

    def __init__(self, search: Search, *, k: int = 10, scope: Scope | None = None) -> None:
        super().__init__()
        self._search = search
        self._k = k
        self._scope = scope or Scope()

    async def _aretrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        found = await self._search.find(Query(query_bundle.query_str, self._k, self._scope))
        return [node_of(evidence) for evidence in found]

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        return asyncio.run(self._aretrieve(query_bundle))


def node_of(evidence: Evidence) -> NodeWithScore:
    """A passage as a node; its metadata tells document, publication, title, section and date."""
    origin = evidence.origin
    node = TextNode(
        id_=evidence.passage.id,
        text=evidence.passage.text,
        metadata={
            "document": origin.document,
            "kind": origin.kind,
            "publication": origin.publication,
            "title": origin.title,
            "section": " › ".join(evidence.passage.headings),
            "date": origin.date.isoformat() if origin.date else None,
            "file": origin.file,
            "url": origin.url,
        },
    )
    return NodeWithScore(node=node, score=evidence.score)


class ArchiveEmbedding(BaseEmbedding):
    """The embedder of a store as a LlamaIndex embedding: 384 numbers of unit length."""

    _embedder: Embedder = PrivateAttr()

    def __init__(self, embedder: Embedder, **settings: Any) -> None:
        super().__init__(model_name=embedder.name, **settings)
        self._embedder = embedder

    def _get_text_embedding(self, text: str) -> list[float]:
        return self._get_text_embeddings([text])[0]

    def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
        rows: list[list[float]] = self._embedder.embed(texts).tolist()
        return rows

    def _get_query_embedding(self, query: str) -> list[float]:
        return self._get_text_embedding(query)

    async def _aget_text_embedding(self, text: str) -> list[float]:
        return await asyncio.to_thread(self._get_text_embedding, text)

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return await asyncio.to_thread(self._get_query_embedding, query)
