-- What features add to the figures of each hour, and the sums. Counts are whole numbers, so that sums are exact.
CREATE TABLE kpi_hour (
    measure   text NOT NULL,
    hour      timestamptz NOT NULL,
    ward_code text NOT NULL,
    unit      text NOT NULL,
    field     text NOT NULL,
    value     bigint NOT NULL,
    PRIMARY KEY (measure, hour, ward_code, unit, field)
);
COMMENT ON COLUMN kpi_hour.ward_code IS 'empty where it is not known; so are unit and field';

CREATE TABLE kpi_feature (
    feature text COLLATE "C" PRIMARY KEY,
    adds    jsonb NOT NULL
);
COMMENT ON COLUMN kpi_feature.adds IS 'what this incident adds, as [measure, hour, ward, unit, field, value]';
