import pytest

from forbear.creditfile.identity.numbers import Number, identity, phone
from forbear.creditfile.identity.settings import shipped

SETTINGS = shipped()


@pytest.mark.parametrize(
    ("kind", "written", "number"),
    [
        ("cn-ric", "110105 19491231 002x", Number("11010519491231002X", trusted=True)),
        ("cn-ric", "110105194912310021", Number("110105194912310021", fault="number-fails-its-check")),
        ("br-cpf", "390.533.447-05", Number("39053344705", trusted=True)),
        ("us-ssn", "666-00-0000", Number("666000000", fault="number-fails-its-check")),
        ("national", "ab 12-34", Number("AB1234", trusted=True)),
        ("other", "12 34", Number("1234")),
        ("cn-ric", "１１０１０５１９４９１２３１００２Ｘ", Number("11010519491231002X", trusted=True)),
    ],
)
def test_an_identity_number_has_one_form_and_is_trusted_only_past_its_check(kind, written, number):
    assert identity(kind, written, SETTINGS) == number


@pytest.mark.parametrize(
    ("written", "country", "number"),
    [
        ("(212) 555-0100", "US", Number("+12125550100")),
        ("+1 212 555 0100", "", Number("+12125550100")),
        ("020 7946 0018", "GB", Number("+442079460018")),
        ("020 7946 0018", "", Number("", fault="no-telephone-number")),
        ("12", "US", Number("", fault="no-telephone-number")),
        ("call me", "US", Number("", fault="no-telephone-number")),
    ],
)
def test_a_telephone_number_is_written_with_its_country_or_not_used(written, country, number):
    assert phone(written, country) == number


def test_every_check_that_the_settings_name_is_there():
    for kind in SETTINGS.ids:
        assert identity(kind, "1", SETTINGS).fault in ("", "number-fails-its-check")
