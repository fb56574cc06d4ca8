"""Cutting standard output into lines, however it arrives."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mobipace.contract_tests.driver.lines import Lines, Noisy, message


@given(lines=st.lists(st.binary().map(lambda line: line.replace(b"\n", b""))), cuts=st.lists(st.integers(0, 200)))
def test_lines_do_not_depend_on_how_they_arrive(lines: list[bytes], cuts: list[int]) -> None:
    """A pipe cuts a stream anywhere; lines end in LF and nowhere else."""
    stream = b"".join(line + b"\n" for line in lines)
    borders = sorted({0, len(stream), *(cut for cut in cuts if cut < len(stream))})
    reader = Lines(10_000)
    arrived = [line for begin, end in pairwise(borders) for line in reader.feed(stream[begin:end])]

    assert arrived == lines
    assert reader.unfinished() == b""


def test_a_line_separator_is_text() -> None:
    """U+2028 ends lines in some languages; here it is a character like any other."""
    (line,) = Lines(100).feed('{"native": "one\u2028two\u2029three\u0085four"}\n'.encode())

    assert message(line) == {"native": "one\u2028two\u2029three\u0085four"}


@pytest.mark.parametrize(
    "line", [b"", b"x", b"[1]", b"1", b'"x"', b"null", b"{}{}", b"{} x", b'{"a": NaN}', b"\xff", b"{'a': 1}"]
)
def test_what_is_no_object_is_noise(line: bytes) -> None:
    """Also what a lenient parser would read."""
    with pytest.raises(Noisy) as caught:
        message(line)

    assert caught.value.line == line


@pytest.mark.parametrize("cut", [1, 3, 7])
def test_a_line_over_the_limit_is_noise(cut: int) -> None:
    """Found as soon as it is too long, not at its end."""
    reader = Lines(8)
    for _ in range(8 // cut):
        list(reader.feed(b"x" * cut))

    with pytest.raises(Noisy, match="a line of more than 8 bytes"):
        list(reader.feed(b"x" * cut))
