"""Laws of parts that hold for every text."""

from hypothesis import example, given, settings
from hypothesis import strategies as st

from mobipace.mock_server.gateway.readings import Readings
from mobipace.mock_server.gateway.text import Meter, alphabet, utf16_units
from tests.gateway.alphabets import BASIC, EXTENSION, counted

GSM_TEXTS = st.text(st.sampled_from(BASIC + EXTENSION * 4), max_size=700)
UCS2_TEXTS = st.text(st.sampled_from("яՁa€😀🎉"), max_size=300).map(lambda text: f"{text}я")
TEXTS = GSM_TEXTS | UCS2_TEXTS | st.text(max_size=200)
SEGMENTATIONS = st.sampled_from(["concatenated", "plain"])
PAIRS = st.sampled_from(["allowed", "kept-whole"])


def meter(segmentation: str = "concatenated", pairs: str = "allowed") -> Meter:
    """A meter under these readings."""
    return Meter(Readings({"segmentation": segmentation, "pair_across_parts": pairs}))


@given(text=TEXTS, segmentation=SEGMENTATIONS, pairs=PAIRS)
@example("a" * 152 + "€" * 200, "concatenated", "kept-whole")
@example("😀" * 150, "concatenated", "kept-whole")
def test_parts_are_what_filling_them_one_by_one_gives(text: str, segmentation: str, pairs: str) -> None:
    """The arithmetic agrees with laying unit after unit into parts."""
    joined = (153, 67) if segmentation == "concatenated" else (160, 70)

    assert meter(segmentation, pairs).parts(text) == counted(text, joined=joined, whole=pairs == "kept-whole")


@given(text=TEXTS, more=TEXTS, segmentation=SEGMENTATIONS, pairs=PAIRS)
def test_a_longer_text_takes_no_fewer_parts(text: str, more: str, segmentation: str, pairs: str) -> None:
    """Parts are monotone: whatever is added to a text, it costs at least as much."""
    measure = meter(segmentation, pairs).parts

    assert measure(text) <= measure(text + more)


@settings(max_examples=60)
@given(texts=st.tuples(GSM_TEXTS, GSM_TEXTS) | st.tuples(UCS2_TEXTS, UCS2_TEXTS))
@example(("a" * 160, "a" * 160))
def test_two_texts_in_one_cost_at_most_one_part_more(texts: tuple[str, str]) -> None:
    """In one alphabet only the room for concatenation is lost: 160 and 160 are 1 and 1 apart, and 3 together."""
    first, second = texts
    measure = meter().parts

    assert measure(first + second) <= measure(first) + measure(second) + 1


@given(texts=st.tuples(GSM_TEXTS, GSM_TEXTS) | st.tuples(UCS2_TEXTS, UCS2_TEXTS))
def test_without_that_loss_two_texts_in_one_cost_no_more(texts: tuple[str, str]) -> None:
    """Under plain segmentation sending together is never dearer."""
    first, second = texts
    measure = meter("plain").parts

    assert measure(first + second) <= measure(first) + measure(second)


@given(text=TEXTS, segmentation=SEGMENTATIONS)
def test_keeping_pairs_whole_never_costs_less(text: str, segmentation: str) -> None:
    """Moving a pair to the next part leaves room unused."""
    assert meter(segmentation, "allowed").parts(text) <= meter(segmentation, "kept-whole").parts(text)


@given(text=TEXTS, pairs=PAIRS)
def test_plain_never_costs_more(text: str, pairs: str) -> None:
    """More room in each part."""
    assert meter("plain", pairs).parts(text) <= meter("concatenated", pairs).parts(text)


@given(text=TEXTS)
def test_the_alphabet_is_gsm_only_if_every_character_is(text: str) -> None:
    """v2 5.1: even one UNICODE symbol decides for all."""
    assert (alphabet(text) == "GSM 03.38") is all(character in BASIC + EXTENSION for character in text)


@given(text=st.text())
def test_code_units_are_half_the_bytes_of_utf_16(text: str) -> None:
    """What Java, .NET and JavaScript call the length of a text."""
    assert utf16_units(text) == len(text.encode("utf-16-le")) // 2


@given(text=TEXTS)
def test_a_text_takes_at_least_one_part(text: str) -> None:
    """Also the empty one."""
    assert meter().parts(text) >= 1
