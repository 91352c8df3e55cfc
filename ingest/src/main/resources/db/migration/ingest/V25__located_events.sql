-- Where the words of an event were found to be when it came, so that histories that are derived anew do not move
-- when names of the city change.
ALTER TABLE event_log ADD COLUMN located jsonb;
