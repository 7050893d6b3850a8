"""What is packed comes back as it was, in few bytes, and as text that nothing takes for markup."""

from __future__ import annotations

import json
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from maps.packing import packed, packed_json, shuffled, well_formed

from .unpacking import unpacked, unshuffled

BASE64 = re.compile(r"[A-Za-z0-9+/]*=*\Z")
numbers = st.lists(st.integers(-(2**31), 2**32 - 1)).filter(lambda row: not row or min(row) >= 0 or max(row) < 2**31)


@given(st.dictionaries(st.sampled_from("abc"), numbers))
def test_columns_come_back(columns):
    manifest, content = shuffled({name: np.array(row, dtype=np.int64) for name, row in columns.items()})
    assert {name: row.tolist() for name, row in unshuffled(manifest, content).items()} == columns


@pytest.mark.parametrize(
    ("row", "kind"),
    [([], "uint8"), ([0, 255], "uint8"), ([256], "uint16"), ([65_536], "uint32"), ([-1], "int32"), ([2**31], "uint32")],
)
def test_a_column_takes_the_narrowest_numbers(row, kind):
    [(_, found, rows)], _ = shuffled({"a": np.array(row, dtype=np.int64)})
    assert (found, rows) == (kind, len(row))


@given(st.text(st.characters(exclude_categories=()), max_size=60))
def test_text_is_kept_up_to_lone_surrogates(text):
    content = packed_json({"a": text})
    assert BASE64.match(content)
    back = json.loads(unpacked(content))["a"]
    assert back == text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    assert len(back.encode("utf-16-le")) == len(text.encode("utf-16-le", "surrogatepass")), "offsets would move"


@pytest.mark.parametrize("row", [[2**32], [-1, 2**31], [-(2**31) - 1]])
def test_a_column_of_larger_numbers_is_refused_by_its_name(row):
    with pytest.raises(ValueError, match=r"column a has numbers from .*, more than 32 bits hold"):
        shuffled({"a": np.array(row, dtype=np.int64)})


def test_the_same_bytes_give_the_same_characters():
    assert packed(b"a" * 1000) == packed(b"a" * 1000)
    assert well_formed("\ud83d alone") == "\ufffd alone"


def test_what_json_cannot_hold_is_refused():
    with pytest.raises(ValueError, match="not JSON compliant"):
        packed_json({"lon": float("nan")})
