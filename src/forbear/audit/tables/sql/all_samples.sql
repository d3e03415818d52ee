SELECT kind, collector, rulebook, rule, place, rows FROM audit_samples ORDER BY ALL;
