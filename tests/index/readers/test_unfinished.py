"""Stubs and templates, and PDF."""

import io
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

from index.errors import Unreadable
from index.readers import pdf, read_file
from index.readers.unfinished import unfinished


@pytest.mark.parametrize(
    "body",
    [
        "The full text is archived at /frozen/26-04-13.html.",
        "This issue has moved to https://e.org/issues/7.",
        "The post [continues here](https://e.org/7).",
    ],
)
def test_stubs(body: str) -> None:
    """One short paragraph that says where the text is, is a stub."""
    assert unfinished(body) == "a stub: the text itself is elsewhere"


def test_templates() -> None:
    """Headings that mostly lead to nothing make a template."""
    body = "**a quiet day.**\n\n# Twitter\n\n---\n\n# Reddit\n\n## Local\n\n## Other\n\n> /r/one\n"
    assert unfinished(body) == "a template: most of its headings lead to nothing"


@pytest.mark.parametrize(
    "body",
    [
        "Meta leases capacity.",
        "Meta moved its centre to Ohio, where power is cheap and land is too.",
        f"It has moved to https://e.org/7.\n\n{'And here is all of it. ' * 5}",
        "# One\n\nText.\n\n# Two\n\n# Three\n\nText.\n\n# Four\n\nText.",
        "# Only\n\n# Two headings",
    ],
)
def test_digests_are_finished(body: str) -> None:
    """A short digest, or one with an empty section, is a digest."""
    assert unfinished(body) is None


def _pdf(*texts: str, title: str = "") -> bytes:
    writer = PdfWriter()
    font = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/Type1"),
            NameObject("/BaseFont"): NameObject("/Helvetica"),
        }
    )
    for text in texts:
        sheet = writer.add_blank_page(300, 300)
        stream = DecodedStreamObject()
        stream.set_data(f"BT /F1 12 Tf 20 200 Td ({text}) Tj ET".encode())
        sheet[NameObject("/Contents")] = stream
        sheet[NameObject("/Resources")] = DictionaryObject(
            {NameObject("/Font"): DictionaryObject({NameObject("/F1"): font})}
        )
    if title:
        writer.add_metadata({"/Title": title})
    raw = io.BytesIO()
    writer.write(raw)
    return raw.getvalue()


def _encrypted() -> bytes:
    writer = PdfWriter(io.BytesIO(_pdf("Secret.")))
    writer.encrypt("word", algorithm="RC4-128")
    raw = io.BytesIO()
    writer.write(raw)
    return raw.getvalue()


def test_a_pdf_is_its_pages() -> None:
    """The text of a PDF's pages is read, with its title; the path tells the day."""
    (part,) = read_file(_pdf("Meta leases it.", "Page two.", title="A Paper"), "2026-04-13.pdf")
    assert part.digest.title == "A Paper"
    assert [block.text for block in part.digest.summary] == ["Meta leases it.", "Page two."]
    assert part.digest.date is not None


@pytest.mark.parametrize("make", [lambda: b"%PDF-1.7 broken", _encrypted])
def test_a_pdf_that_can_not_be_read(make: Callable[[], bytes]) -> None:
    """A broken or locked PDF is refused with a reason."""
    with pytest.raises(Unreadable, match="a PDF that can't be read"):
        pdf.read(make())


@given(st.integers(0, 600), st.binary(max_size=20))
def test_any_pdf_is_read_or_refused(at: int, noise: bytes) -> None:
    """Noise in a PDF is a reason at most."""
    raw = _pdf("Meta leases it.")
    try:
        pdf.read(raw[:at] + noise + raw[at:])
    except Unreadable:
        return
