-- A point of the feature that an event is about, WGS 84, for filters by place.
ALTER TABLE event_log ADD COLUMN lon double precision;
ALTER TABLE event_log ADD COLUMN lat double precision;
