-- Layer tables themselves are generated from the catalogue; see vn.huetwin.ontology.store.LayerTables.
CREATE SCHEMA IF NOT EXISTS layer;
CREATE SCHEMA IF NOT EXISTS layer_history;

-- Positions of the log: one order for everything that changes the city.
CREATE SEQUENCE IF NOT EXISTS log_position AS bigint;

-- Search for people: folds case, diacritics, the letter đ and where the tone mark stands (hoá = hóa).
CREATE OR REPLACE FUNCTION fold(text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT translate(regexp_replace(normalize(lower($1), NFD), '[\u0300-\u036f]', '', 'g'), 'đ', 'd')
$$;
