"""Rows of the catalog become values, and values rows."""

import datetime as dt
import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from pydantic import TypeAdapter

from index.digest import Digest, Document, Evidence, Link, Origin, Passage, Sentence, Span
from index.schema import documents, passages
from index.terms import bigrams
from index.web.address import normalised

T = TypeVar("T")
DAY_BITS = 24  # of a passage's key: the number within the day
ORIGIN = (
    documents.c.id.label("document_id"),
    documents.c.kind,
    documents.c.publication,
    documents.c.title,
    documents.c.day,
    documents.c.archive,
    documents.c.file,
    documents.c.url,
    documents.c.tags,
)
PASSAGE = (
    passages.c.id,
    passages.c.document,
    passages.c.ordinal,
    passages.c.headings,
    passages.c.text,
    passages.c.sentences,
    passages.c.sources,
    passages.c.file.label("passage_file"),
    passages.c.context,
)
_DIGEST = TypeAdapter(Digest)
_SENTENCES = TypeAdapter(tuple[Sentence, ...])
_LINKS = TypeAdapter(tuple[Link, ...])
_IN = 500  # how many values one IN (…) holds; SQLite of old refuses more than 999


def document_row(document: Document, archive_key: str, bundle: str) -> dict[str, Any]:
    """The row of a document: its facts in columns, the digest whole as JSON."""
    digest = document.digest
    return {
        "id": document.id,
        "archive_key": archive_key,
        "bundle": bundle,
        "archive": document.archive,
        "file": document.file,
        "content_hash": document.content_hash,
        "kind": document.kind,
        "publication": document.publication,
        "title": digest.title,
        "day": digest.date.toordinal() if digest.date else None,
        "tags": list(digest.tags),
        "url": digest.url,
        "page": normalised(digest.url) if digest.url and document.kind == "source" else None,
        "differs": digest.dating.differs,
        "digest": _DIGEST.dump_json(digest).decode(),
    }


def label_rows(document: Document) -> list[dict[str, str]]:
    """The rows of a document's publication and tags."""
    tags = dict.fromkeys(folded_tag(tag) for tag in document.digest.tags)
    names = (("publication", document.publication.casefold()), *(("tag", tag) for tag in tags))
    return [{"sort": sort, "name": name, "document": document.id} for sort, name in names]


def folded_tag(tag: str) -> str:
    """A tag as it is compared: '#AI' is 'ai'."""
    return tag.strip().removeprefix("#").casefold()


def digest_of(row: Any) -> Digest:
    """A document's digest."""
    return _DIGEST.validate_json(row.digest)


def document_of(row: Any) -> Document:
    """A document with its digest."""
    digest = digest_of(row)
    return Document(row.id, row.archive, row.file, row.content_hash, digest, row.kind)


def passage_row(key: int, passage: Passage) -> dict[str, Any]:
    """The row of a passage, with the context that it is searched with."""
    return {
        "key": key,
        "id": passage.id,
        "document": passage.document,
        "ordinal": passage.ordinal,
        "headings": list(passage.headings),
        "context": passage.context,
        "text": passage.text,
        "cjk": bigrams(f"{passage.context}\n{passage.text}"),
        "sentences": sentences_json(passage),
        "sources": _LINKS.dump_json(passage.sources).decode(),
        "file": passage.file,
    }


def passage_update(passage: Passage) -> dict[str, Any]:
    """What may change of a passage whose words stay; `_id` tells which."""
    return {
        "_id": passage.id,
        "ordinal": passage.ordinal,
        "sentences": sentences_json(passage),
        "sources": _LINKS.dump_json(passage.sources).decode(),
        "file": passage.file,
    }


def sentences_json(passage: Passage) -> str:
    """Where the sentences of a passage start and end, and their links."""
    return _SENTENCES.dump_json(passage.sentences).decode()


def passage_of(row: Any) -> Passage:
    """A passage."""
    headings = row.headings if isinstance(row.headings, list) else json.loads(row.headings)
    sentences = _SENTENCES.validate_json(row.sentences)
    return Passage(
        row.id,
        row.document,
        row.ordinal,
        tuple(headings),
        row.text,
        sentences,
        _LINKS.validate_json(row.sources),
        row.passage_file,
        row.context,
    )


def evidence_of(row: Any, rank: int, score: float) -> Evidence:
    """A passage with its origin; the file is the one in which the passage stands."""
    origin = origin_of(row)
    if row.passage_file:
        origin = replace(origin, file=row.passage_file)
    return Evidence(passage_of(row), origin, rank, score)


def origin_of(row: Any) -> Origin:
    """What a citation tells of a document."""
    return Origin(
        document=row.document_id,
        kind=row.kind,
        publication=row.publication,
        title=row.title,
        date=day_of(row.day),
        archive=row.archive,
        file=row.file,
        url=row.url,
        tags=tuple(row.tags),
    )


def day_of(ordinal: int | None) -> dt.date | None:
    """The date of an ordinal."""
    return None if ordinal is None else dt.date.fromordinal(ordinal)


def day_keys(day: dt.date | None) -> tuple[int, int]:
    """The first and the last key that a passage of a day may have; None is the undated."""
    low = (day.toordinal() if day else 0) << DAY_BITS
    return low, low + (1 << DAY_BITS) - 1


def keys_of(span: Span) -> tuple[int, int]:
    """The first and the last key of a range of days. An open range holds the undated as well."""
    low = span.start.toordinal() if span.start else 1 if span.end else 0
    high = span.end.toordinal() if span.end else dt.date.max.toordinal()
    return low << DAY_BITS, (high + 1 << DAY_BITS) - 1


def chunks(values: Sequence[T]) -> Iterable[Sequence[T]]:
    """The values in pieces that fit into one statement."""
    return (values[n : n + _IN] for n in range(0, len(values), _IN))
