-- Who is told of entries of the log by web hook, and how far each has been told.
CREATE TABLE subscription (
    id              text COLLATE "C" PRIMARY KEY,
    sink            text NOT NULL,
    types           text[],
    wards           text[],
    box             double precision[],
    layer           text,
    filter          text,
    access          text NOT NULL,
    secret          text NOT NULL,
    rate_per_minute integer,
    state           text NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'paused', 'ended')),
    reason          text,
    position        bigint NOT NULL,
    attempts        integer NOT NULL DEFAULT 0,
    retry_at        timestamptz,
    last_error      text,
    delivered       bigint NOT NULL DEFAULT 0,
    created_at      timestamptz NOT NULL DEFAULT now(),
    created_by      text NOT NULL
);
COMMENT ON COLUMN subscription.position IS 'all that is wanted up to here was taken by the sink or is a dead letter';

-- Entries that a sink did not take, however often they were sent.
CREATE TABLE dead_letter (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    subscription text COLLATE "C" NOT NULL REFERENCES subscription ON DELETE CASCADE,
    position     bigint NOT NULL,
    event        text NOT NULL,
    attempts     integer NOT NULL,
    error        text NOT NULL,
    dead_at      timestamptz NOT NULL,
    UNIQUE (subscription, position)
);
