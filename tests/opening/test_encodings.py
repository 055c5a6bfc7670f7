"""Bytes become letters: each encoding gives the same text, and what decided is said."""

import pytest

from analysis.errors import StudyError
from analysis.opening.encodings import decode

TEXT = "Từ ngày 1-7, các xã đã giải quyết 12.345 hồ sơ; thành phố nhận được 6.600 đơn của người dân.\n"
FRENCH = "Près de 6 600 dossiers ont été traités à Hanoï, où l’accueil est assuré.\n"


@pytest.mark.parametrize(
    ("raw", "encoding"),
    [
        (TEXT.encode(), "utf-8"),
        (TEXT.encode("utf-8-sig"), "utf-8 (byte order mark)"),
        (TEXT.encode("utf-16"), "utf-16 (byte order mark)"),
        (TEXT.encode("utf-16-le"), "utf-16-le (zeros between the letters)"),
        (TEXT.encode("utf-16-be"), "utf-16-be (zeros between the letters)"),
        (TEXT.replace("\n", "\r\n").encode(), "utf-8"),
    ],
)
def test_the_text_is_the_same_in_every_encoding(raw: bytes, encoding: str) -> None:
    said = decode(raw)
    assert (said.text, said.encoding, said.remarks) == (TEXT, encoding, ())


def test_windows_encodings_are_told_apart_by_their_letters() -> None:
    assert decode(FRENCH.encode("cp1252")).text == FRENCH
    assert decode(FRENCH.encode("cp1252")).encoding == "cp1252 (its letters)"
    raw = "tha\u0300nh phô\u0301 đa\u0303 nhâ\u0323n 12 hô\u0300 sơ".encode("cp1258")
    assert decode(raw).encoding == "cp1258 (its tones)"
    assert decode(raw).text == "thành phố đã nhận 12 hồ sơ"


def test_a_page_s_own_word_decides_before_its_letters() -> None:
    raw = b'<meta charset="iso-8859-15"><p>' + "12 c\u0153urs".encode("iso-8859-15")
    assert decode(raw).encoding == "iso8859-15 (declared)"


def test_a_byte_without_meaning_is_counted_and_located() -> None:
    raw = (TEXT * 20).encode() + b"x\n  \xff 12\n"
    said = decode(raw)
    assert said.encoding == "utf-8 (nearly all of it)"
    assert said.remarks == ("a byte is no utf-8, and U+FFFD stands there: line 22 column 3",)


@pytest.mark.parametrize(
    ("font", "text"),
    [
        ("TCVN3", "C¸c x· cña tØnh ®· nhËn ®­îc 12.345 hå s¬ vµ gi¶i quyÕt 12.000 hå s¬"),
        ("VNI", "Caùc xaõ cuûa tænh ñaõ nhaän ñöôïc 12.345 hoà sô vaø giaûi quyeát 12.000"),
    ],
)
def test_a_font_s_encoding_is_refused_with_the_way_out(font: str, text: str) -> None:
    for raw in (text.encode("cp1252"), text.encode()):
        with pytest.raises(StudyError, match=f"{font}.*UniKey"):
            decode(raw)


def test_what_is_no_text_is_refused() -> None:
    with pytest.raises(StudyError, match="is no text"):
        decode(bytes(range(256)) * 20)
