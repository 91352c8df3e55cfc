-- Keys are kept as SHA-256 of 256 random bits; the key itself is shown once.
CREATE TABLE api_key (
    hash       bytea PRIMARY KEY,
    name       text NOT NULL,
    role       text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
);
