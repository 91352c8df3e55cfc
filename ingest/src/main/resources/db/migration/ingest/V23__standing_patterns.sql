-- Questions that stand: what fulfils them is told when it begins and when it ends.
CREATE TABLE standing_pattern (
    id         text COLLATE "C" PRIMARY KEY,
    title      text NOT NULL,
    query      text NOT NULL,
    access     text NOT NULL,
    layers     text[] NOT NULL,
    timed      boolean NOT NULL,
    stale      boolean NOT NULL DEFAULT true,
    primed     boolean NOT NULL DEFAULT false,
    asked_at   timestamptz,
    error      text,
    created_by text NOT NULL
);
COMMENT ON COLUMN standing_pattern.layers IS 'a change of one of these can change the answer';
COMMENT ON COLUMN standing_pattern.timed IS 'the answer depends on what time it is';
COMMENT ON COLUMN standing_pattern.primed IS 'it was asked once; what it found then was known and not told';

CREATE TABLE pattern_solution (
    pattern  text COLLATE "C" NOT NULL REFERENCES standing_pattern ON DELETE CASCADE,
    solution text COLLATE "C" NOT NULL,
    since    timestamptz NOT NULL
);
CREATE UNIQUE INDEX ON pattern_solution (pattern, md5(solution));
