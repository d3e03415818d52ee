"""Whether Python looks for garbage, within blocks that are not searched and after them."""

import gc
from contextlib import ExitStack

import pytest

from forbear.garbage import unsearched


@pytest.fixture(autouse=True)
def _as_before():
    before = gc.isenabled()
    yield
    (gc.enable if before else gc.disable)()


@pytest.mark.parametrize("searched", [True, False])
def test_nobody_looks_within_a_block_and_afterwards_whoever_looked_before(searched):
    (gc.enable if searched else gc.disable)()
    with unsearched():
        assert not gc.isenabled()
    assert gc.isenabled() is searched
    with pytest.raises(ValueError), unsearched():
        raise ValueError
    assert gc.isenabled() is searched


@pytest.mark.parametrize("first_to_end", [0, 1])
def test_blocks_that_overlap_do_not_put_it_off_for_ever(first_to_end):
    gc.enable()
    blocks = [ExitStack(), ExitStack()]
    for block in blocks:
        block.enter_context(unsearched())
    blocks[first_to_end].close()
    assert gc.isenabled() is (first_to_end == 0), "the one who began it ends it"
    blocks[1 - first_to_end].close()
    assert gc.isenabled()
