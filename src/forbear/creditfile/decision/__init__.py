"""The decision: hard rules apart from points, reasons that add up, what would change it, and whom it treats how.

A scorecard is data: ``cards.py`` reads it, ``scorecard.py`` serves it. Nothing is fitted while somebody is judged.
"""
