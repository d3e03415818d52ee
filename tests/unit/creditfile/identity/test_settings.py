from importlib.resources import files

import pytest

from forbear.creditfile.identity.settings import from_text, load, shipped
from forbear.errors import InputError

TEXT = files("forbear").joinpath("creditfile", "identity", "settings.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ('    ["id_number"],\n', '    ["given_latin", "family_latin"],\n', "compares people by names alone"),
        ('    ["id_number"],\n', '    ["id_nmber"],\n', "there is no column 'id_nmber'"),
        ("weight_unsure =", "weight_unsur =", "join.weight_unsur is no setting"),
        ("weight_unsure =", "weight_unsur =", "join.weight_unsure is missing"),
        ('like = "slips", most = 1', 'like = "slip", most = 1', "there is no likeness 'slip'"),
        ('name = "phone"', 'name = "telephone"', "there is no column 'telephone'"),
        ('with = "family_latin"', 'with = "family_latn"', "there is no column 'family_latn'"),
    ],
)
def test_settings_that_cannot_be_used_are_refused_with_what_is_wrong(before, after, said):
    assert before in TEXT
    with pytest.raises(InputError, match=said):
        from_text(TEXT.replace(before, after, 1), "mine.toml")


def test_settings_of_ones_own_are_read_from_a_file(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text(TEXT.replace("weight = 6", "weight = 9", 1), encoding="utf-8")
    assert load(path).join["weight"] == 9
    assert load(path).comparisons == shipped().comparisons


def test_what_may_stand_at_each_level_adds_up():
    for one in shipped().comparisons:
        for part in ("m", "u"):
            assert sum(level[part] for level in one["levels"]) == pytest.approx(1, abs=0.001), (one["name"], part)
        assert one["levels"][-1]["like"] == "else"
