"""A PDF: the text of its pages."""

import io
import re

from index.digest import Block, Digest
from index.errors import Unreadable
from index.readers.text import fold

_MOST = 500  # pages


def recognises(raw: bytes) -> bool:
    """Tell whether a file is a PDF."""
    return raw[:5] == b"%PDF-"


def read(raw: bytes) -> Digest:
    """Read the pages; each run of lines is a paragraph. Raises Unreadable where it can't be."""
    from pypdf import PdfReader

    try:
        reader = PdfReader(io.BytesIO(raw))
        pages = [page.extract_text() or "" for page in reader.pages[:_MOST]]
        title = fold(str(reader.metadata.title or "")) if reader.metadata else ""
    except Exception as error:  # files break the library in every way
        raise Unreadable(f"a PDF that can't be read ({type(error).__name__})") from error
    paragraphs = [fold(part) for page in pages for part in re.split(r"\n\s*\n", page)]
    return Digest(title, summary=tuple(Block(text) for text in paragraphs if text))
