"""What is sealed can be opened by whoever has one of the keys, and by nobody else."""

from __future__ import annotations

from storage.sealing import Seal

OLD, NEW, OTHER = b"the old secret, long enough", b"a new key, long enough too", b"somebody else's secret"


def test_what_was_sealed_comes_back() -> None:
    assert Seal.of([OLD]).open(Seal.of([OLD]).close("xoxb-1 ☎")) == "xoxb-1 ☎"


def test_nothing_of_it_can_be_read_and_no_two_seals_are_alike() -> None:
    seal = Seal.of([OLD])
    sealed = [seal.close("xoxb-1-marmalade") for _ in range(2)]

    assert sealed[0] != sealed[1]
    assert not any(b"marmalade" in each for each in sealed)


def test_another_secret_opens_nothing_and_no_byte_can_be_changed() -> None:
    sealed = Seal.of([OLD]).close("xoxb-1")

    assert Seal.of([OTHER]).open(sealed) is None
    assert Seal.of([OLD]).open(sealed[:-2] + b"AA") is None
    assert Seal.of([OLD]).open(b"") is None


def test_a_new_key_takes_over_from_an_old_one() -> None:
    sealed = Seal.of([OLD]).close("xoxb-1")

    renewed = Seal.of([NEW, OLD]).renewed(sealed)

    assert renewed is not None
    assert Seal.of([NEW]).open(renewed) == "xoxb-1"
    assert Seal.of([OLD]).open(renewed) is None
    assert Seal.of([NEW]).renewed(sealed) is None
