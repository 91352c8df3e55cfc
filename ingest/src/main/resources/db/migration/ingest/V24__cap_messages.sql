-- CAP messages as they came, so that whoever gets one from us can check its signature.
CREATE TABLE cap_message (
    key     text        NOT NULL,
    sent    timestamptz NOT NULL,
    message bytea       NOT NULL,
    PRIMARY KEY (key, sent)
);
