-- The first rows of all buckets of one judge, beside those of the others.
INSERT INTO audit_samples FROM own_samples;
