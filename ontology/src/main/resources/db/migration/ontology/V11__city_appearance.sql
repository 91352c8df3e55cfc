-- Colours of surfaces in the words of CityJSON 2.0, section 6: {"materials": […], "themes": {theme: numbers}}: the number of
-- each polygon's material, -1 for none; one number alone stands for all polygons. Null where the source gives none. The
-- first theme is the one that is shown: hence json, which keeps the order.
ALTER TABLE city_geometry ADD COLUMN appearance json;
