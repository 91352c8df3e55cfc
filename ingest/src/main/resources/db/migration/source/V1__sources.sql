-- How far each source was read, written in the transaction of the events that it brought.
CREATE TABLE source_position (
    source     text NOT NULL,
    part       text NOT NULL,
    position   text NOT NULL,
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (source, part)
);
COMMENT ON COLUMN source_position.part IS 'what the source counts by itself: a partition, a file, an address';

-- When each source was last heard, to tell a silent one after a restart too.
CREATE TABLE source_seen (
    source    text PRIMARY KEY,
    last_seen timestamptz NOT NULL
);
