"""The audit of a log in the form of tables, as ``forbear synth`` writes it: many debtors at once, set-based.

``log`` finds the tables and checks them; ``buckets`` shares the debtors out; ``programs`` writes each rulebook as SQL;
``judge`` runs them on one bucket; ``bombing`` mirrors the module of that name; ``sweep`` does all and leaves Parquet;
``figures`` reads what a page shows from them; ``telling`` has the scalar engine say the first findings in words.
"""
