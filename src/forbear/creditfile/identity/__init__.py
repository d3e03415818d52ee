"""Whose record is it: claims → normalise → screen → collapse → link → cluster → people."""
