-- The log: everything that came in, in the order in which it was committed. Append-only.
CREATE TABLE event_log (
    position    bigint PRIMARY KEY,
    source      text NOT NULL,
    id          text NOT NULL,
    type        text NOT NULL,
    layer       text,
    subject     text,
    time        timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL,
    ward_code   text,
    data        jsonb NOT NULL,
    extensions  jsonb NOT NULL DEFAULT '{}',
    UNIQUE (source, id)
);
CREATE INDEX ON event_log (layer, subject, time);
CREATE INDEX ON event_log USING brin (time);

-- What could not be taken in, with its bytes, so that it can be mended and sent again.
CREATE TABLE quarantine (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    source      text NOT NULL,
    batch       text,
    row         bigint,
    layer       text,
    reason_code text NOT NULL,
    field       text,
    message     text NOT NULL,
    original    bytea NOT NULL,
    received_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX ON quarantine (source, reason_code);
