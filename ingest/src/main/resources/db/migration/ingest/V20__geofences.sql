-- How far each reader of the log has come that has a place of its own.
CREATE TABLE follower (
    name     text PRIMARY KEY,
    position bigint NOT NULL
);

-- A condition on features of a layer; who comes to fulfil it enters, who no longer does leaves.
CREATE TABLE geofence (
    id                text COLLATE "C" PRIMARY KEY,
    title             text NOT NULL,
    layer             text NOT NULL,
    filter            text NOT NULL,
    hysteresis_metres double precision NOT NULL,
    debounce_millis   bigint NOT NULL,
    position          bigint NOT NULL,
    created_at        timestamptz NOT NULL DEFAULT now(),
    created_by        text NOT NULL,
    revision          bigint GENERATED ALWAYS AS IDENTITY
);
COMMENT ON COLUMN geofence.position IS 'what the log said up to here was known when the fence was made';

-- Features that are inside, and those that are about to enter or leave.
CREATE TABLE geofence_feature (
    fence         text COLLATE "C" NOT NULL REFERENCES geofence ON DELETE CASCADE,
    feature       text COLLATE "C" NOT NULL,
    inside        boolean NOT NULL,
    since         timestamptz NOT NULL,
    pending_since timestamptz,
    pending_due   timestamptz,
    cause         bigint NOT NULL,
    PRIMARY KEY (fence, feature)
);
COMMENT ON COLUMN geofence_feature.inside IS 'as it was last told';
COMMENT ON COLUMN geofence_feature.pending_since IS 'since when it is the other way round, if that is not told yet';
CREATE INDEX ON geofence_feature (feature);
CREATE INDEX ON geofence_feature (pending_due) WHERE pending_due IS NOT NULL;
