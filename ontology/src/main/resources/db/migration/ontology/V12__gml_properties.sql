-- What every feature of GML may have beside the properties of its type (OGC 07-036, 9.4.1), as clients of the WFS gave it.
-- These words are of the feature as it is now; its history does not have them.
CREATE TABLE gml_property (
  layer text NOT NULL,
  id text NOT NULL,
  name text NOT NULL CHECK (name IN ('description', 'identifier', 'name')),
  code_space text,
  value text NOT NULL,
  PRIMARY KEY (layer, id, name)
);
