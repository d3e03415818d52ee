-- The different identity numbers of a delivery.
SELECT DISTINCT id_type, id_number, /* birth */ FROM /* rows */ WHERE delivery = /* delivery */ AND id_number IS NOT NULL ORDER BY ALL;
