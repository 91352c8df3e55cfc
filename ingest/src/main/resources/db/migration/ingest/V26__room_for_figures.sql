-- What is updated again and again finds room beside itself, and no index changes.
ALTER TABLE kpi_feature SET (fillfactor = 70);
ALTER TABLE kpi_hour SET (fillfactor = 70);
