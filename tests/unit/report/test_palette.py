import pytest

from forbear.report.palette import DEBTS, LIGHT, PALETTE

TEXT_ON = [
    ("ink", "paper"),
    ("ink", "panel"),
    ("muted", "paper"),
    ("muted", "panel"),
    ("accent", "paper"),
    ("refuse", "paper"),
    ("refuse", "panel"),
    ("review", "paper"),
    ("allow", "paper"),
    ("unknown", "paper"),
    ("on-mark", "refuse"),
    ("on-mark", "allow"),
    ("ink", "third"),
    *(("on-mark", colour.name) for colour in DEBTS),
]
MARKS_ON = [
    (mark, ground)
    for mark in ("refuse", "review", "allow", "unknown", "inbound")
    for ground in ("paper", "third", "quiet")
] + [(colour.name, "paper") for colour in DEBTS]
SHADES = {"light": LIGHT, "dark": {colour.name: colour.dark for colour in (*PALETTE, *DEBTS)}}


def luminance(colour):
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one, other):
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("shade", SHADES)
@pytest.mark.parametrize(("text", "ground"), TEXT_ON)
def test_text_passes_the_contrast_of_wcag_aa(shade, text, ground):
    assert contrast(SHADES[shade][text], SHADES[shade][ground]) >= 4.5


@pytest.mark.parametrize("shade", SHADES)
@pytest.mark.parametrize(("mark", "ground"), MARKS_ON)
def test_marks_pass_the_contrast_of_wcag_aa(shade, mark, ground):
    assert contrast(SHADES[shade][mark], SHADES[shade][ground]) >= 3


def test_each_light_colour_is_used_once_because_the_style_sheet_finds_it_by_its_value():
    assert len(set(LIGHT.values())) == len(LIGHT) == len(PALETTE) + len(DEBTS)
