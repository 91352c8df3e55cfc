-- Surfaces of city models in 3D, as imported: longitude, latitude (EPSG:4326) and metres above sea level.
-- Keyed by the digest of the whole model, which the column "model" of layers names: a changed model is another one, so
-- the history keeps its shape, and a model that comes twice is stored once.
CREATE TABLE city_geometry (
    model    text    NOT NULL,
    number   integer NOT NULL,
    part     text    NOT NULL,
    surface  text    NOT NULL,
    lod      text    NOT NULL,
    role     text    NOT NULL,
    shell    integer,
    geometry geometry(GeometryZ, 4326) NOT NULL,
    PRIMARY KEY (model, number)
);
COMMENT ON COLUMN city_geometry.part IS 'key of the object or part that it bounds';
COMMENT ON COLUMN city_geometry.surface IS 'key in city_surface, or empty';
COMMENT ON COLUMN city_geometry.shell IS 'of a solid: 0 outer, 1… inner; null for surfaces that bound no volume';
