-- The order of the events on one subject, and the events that others correct or retract.
ALTER TABLE event_log ADD COLUMN sequence bigint;
ALTER TABLE event_log ADD COLUMN amends text;
COMMENT ON COLUMN event_log.amends IS 'id of the event that this one corrects or retracts';

DROP INDEX event_log_layer_subject_time_idx;
CREATE INDEX ON event_log (layer, subject, sequence, time);
CREATE INDEX ON event_log (layer, subject) WHERE amends IS NOT NULL;

-- What was mended and taken in after all stays, as a record of what went wrong.
ALTER TABLE quarantine ADD COLUMN resolved_at timestamptz;
