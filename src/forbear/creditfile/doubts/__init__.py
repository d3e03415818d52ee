"""Doubts about who somebody is: what the rows of a file show, and the innocent explanation where one fits."""
