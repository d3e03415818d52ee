"""Engines that run the programs of ``forbear.engine.relational``: only their differences."""
