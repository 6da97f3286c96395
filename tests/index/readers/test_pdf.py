"""PDF."""

import datetime as dt
import io
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

from index.digest import Block
from index.errors import Unreadable
from index.readers import pdf, read_file


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
    return _written(writer)


def _written(writer: PdfWriter) -> bytes:
    raw = io.BytesIO()
    writer.write(raw)
    return raw.getvalue()


def _locked(word: str) -> bytes:
    writer = PdfWriter(io.BytesIO(_pdf("Secret.")))
    writer.encrypt(word, "owner", algorithm="RC4-128")
    return _written(writer)


def _locked_in_a_newer_way() -> bytes:
    """Locked by a cipher that needs a library which isn't there; no word is asked for."""
    newer = b"/V 4 /CF << /C << /CFM /AESV2 /Length 16 >> >> /StmF /C /StrF /C"
    return _locked("").replace(b"/V 2", newer).replace(b"/R 3", b"/R 4")


def test_pages_are_bounded() -> None:
    """Of a PDF five hundred pages are read."""
    texts = [block.text for block in pdf.read(_pdf(*(f"Page {n}." for n in range(502)))).summary]
    assert texts == [f"Page {n}." for n in range(500)]


def test_a_pdf_is_its_pages() -> None:
    """The text of a PDF's pages is read, with its title; the path tells the day."""
    (part,) = read_file(_pdf("Meta leases it.", "Page two.", title="A  Paper"), "2026-04-13.pdf")
    assert (part.digest.title, part.digest.date) == ("A Paper", dt.date(2026, 4, 13))
    assert part.digest.summary == (Block("Meta leases it."), Block("Page two."))


def test_a_pdf_without_a_title_is_called_by_its_file() -> None:
    """The file names what has no title."""
    (part,) = read_file(_pdf("Text."), "a/some-notes.pdf")
    assert part.digest.title == "some-notes"


def test_a_pdf_of_pictures_says_nothing() -> None:
    """Pages without a text give an empty Digest."""
    assert pdf.read(_pdf("")).summary == ()


def test_a_pdf_is_told_by_its_bytes() -> None:
    """The name doesn't matter, the first bytes do."""
    assert pdf.recognises(_pdf("x"))
    assert not pdf.recognises(b"PDF")
    assert read_file(_pdf("Text."), "a.txt")[0].digest.summary == (Block("Text."),)


def test_a_pdf_that_asks_for_no_word_is_read() -> None:
    """A PDF that is only locked against changes is read."""
    assert pdf.read(_locked("")).summary == (Block("Secret."),)


@pytest.mark.parametrize(
    "make",
    [
        lambda: b"%PDF-",
        lambda: b"%PDF-1.7 broken",
        lambda: _pdf("Text.")[:300],
        lambda: _pdf("Text.").replace(b"/Pages", b"/Bages"),
        lambda: _locked("word"),
        _locked_in_a_newer_way,
        lambda: _pdf("a number before a picture) Tj 20 BI /W 1 ID x EI ("),
    ],
)
def test_a_pdf_that_can_not_be_read(make: Callable[[], bytes]) -> None:
    """A broken or locked PDF is refused with a reason."""
    with pytest.raises(Unreadable, match="a PDF that can't be read"):
        pdf.read(make())


_NOISE = st.one_of(
    st.binary(max_size=20),
    st.sampled_from(
        [b"<<", b">>", b"[", b"(", b"-1", b"/Filter /FlateDecode", b"/Kids", b"1 0 R", b"BI ID EI"]
    ),
)


@given(st.integers(0, 900), _NOISE, st.integers(0, 30))
def test_any_pdf_is_read_or_refused(at: int, noise: bytes, gone: int) -> None:
    """Noise in a PDF, or a gap, is a reason at most."""
    raw = _pdf("Meta leases it.")
    try:
        pdf.read(b"%PDF-" + (raw[:at] + noise + raw[at + gone :])[5:])
    except Unreadable:
        return
