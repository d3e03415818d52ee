"""The translation: a checked rulebook → one SQL program that judges a table of contacts as the scalar engine would.

``sql`` builds nodes; ``truth`` mirrors ``engine/logic.py`` (NULL is unknown); ``tables`` says how records lie in
tables; ``needs`` which facts are wanted on which frames; ``conditions`` mirrors ``engine/compile.py``; ``windows``
and ``folds`` mirror the modules of those names; ``program`` lays it all out as one query. ``instants`` and
``free`` mirror ``engine/free.py``. What has no translation is refused with the rule's name.
"""
