"""The colours of reports, light and dark. Charts are drawn in the light ones; a dark page swaps them.

Each light colour is used for one thing only, because the style sheet finds it in a chart by its value.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Colour:
    """One use of colour: its CSS name, and its value on light and on dark paper."""

    name: str
    light: str
    dark: str


PALETTE = (
    Colour("paper", "#ffffff", "#11151b"),
    Colour("panel", "#f5f7f9", "#1a2029"),
    Colour("ink", "#1c2128", "#e7eaef"),
    Colour("muted", "#545d68", "#a9b3c0"),
    Colour("line", "#cfd6de", "#3a4450"),
    Colour("accent", "#0b5cad", "#7db8ff"),
    Colour("refuse", "#b3261e", "#ff9286"),
    Colour("presumed", "#6a3d9a", "#c6abee"),
    Colour("review", "#8a5300", "#f1ba4b"),
    Colour("unknown", "#5f6773", "#b4bcc8"),
    Colour("allow", "#1a5fa3", "#82b9fb"),
    Colour("inbound", "#4e7a51", "#93c796"),
    Colour("on-mark", "#fefefe", "#10141a"),
    Colour("quiet", "#d9d0ec", "#41365e"),
    Colour("third", "#fff3d1", "#332a12"),
)

DEBTS = (
    Colour("debt-1", "#2b6c99", "#7fb8dd"),
    Colour("debt-2", "#a8571b", "#eba774"),
    Colour("debt-3", "#3b7a57", "#86c79f"),
    Colour("debt-4", "#7a4f9c", "#c3a1e0"),
    Colour("debt-5", "#a8456b", "#e79bb7"),
    Colour("debt-6", "#756e1e", "#cdc56f"),
    Colour("debt-7", "#50627a", "#a9b8cc"),
    Colour("debt-8", "#8c5a4a", "#d1a596"),
)
"""One for each debt of a plan; where there are more, the last is shared. Letters tell them apart, too."""

LIGHT = {colour.name: colour.light for colour in (*PALETTE, *DEBTS)}
