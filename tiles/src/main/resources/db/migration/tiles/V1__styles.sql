-- Styles of layers that planners keep, as the text that they sent (SLD 1.0, or SLD 1.1 with SE 1.1).
CREATE TABLE layer_style (
    layer      text NOT NULL,
    name       text NOT NULL,
    document   text NOT NULL,
    changed_by text NOT NULL,
    changed_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (layer, name)
);
