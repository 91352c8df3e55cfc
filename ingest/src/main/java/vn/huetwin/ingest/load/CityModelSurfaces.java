package vn.huetwin.ingest.load;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ingest.format.FeatureFile;
import vn.huetwin.ingest.format.citymodel.CityModelFile;
import vn.huetwin.ontology.catalogue.Catalogue;
import vn.huetwin.ontology.catalogue.Layer;
import vn.huetwin.ontology.crs.Crs;
import vn.huetwin.ontology.crs.CrsRegistry;
import vn.huetwin.ontology.store.CityGeometry;
import vn.huetwin.ontology.store.CitySurface;
import vn.huetwin.ontology.store.LayerWriter;

/** Brings the surfaces of a city model in after its rows, in the same transaction. */
final class CityModelSurfaces {
    private final Catalogue catalogue;
    private final CrsRegistry systems;

    CityModelSurfaces(Catalogue catalogue, CrsRegistry systems) {
        this.catalogue = catalogue;
        this.systems = systems;
    }

    /** Only surfaces of objects that are stored; parts, surfaces and attributes that are gone are retired. */
    void write(
            Connection connection,
            CityModelFile file,
            Iterator<CityGeometry.Entry> entries,
            long position,
            Instant recordedAt)
            throws SQLException {
        List<FeatureFile.Table> tables = file.tables();
        if (tables.isEmpty()) {
            return;
        }
        Integer epsg = tables.get(0).crs().epsg();
        Crs system = epsg == null || epsg == 4326 ? null : systems.get(epsg);
        List<Layer> owners = tables.stream()
                .filter(CityModelFile::isRoot)
                .map(table -> catalogue.get(table.name()))
                .toList();
        CityGeometry.write(connection, placed(entries, system), owners);
        for (String dependent : List.of("city_part", "city_surface", "city_attribute")) {
            for (Layer owner : owners) {
                LayerWriter.retire(connection, catalogue.get(dependent), owner, position, recordedAt);
            }
        }
    }

    private static Iterator<CityGeometry.Entry> placed(Iterator<CityGeometry.Entry> entries, @Nullable Crs system) {
        if (system == null) {
            return entries;
        }
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return entries.hasNext();
            }

            @Override
            public CityGeometry.Entry next() {
                if (!entries.hasNext()) {
                    throw new NoSuchElementException();
                }
                CityGeometry.Entry entry = entries.next();
                CitySurface s = entry.surface();
                return new CityGeometry.Entry(
                        entry.model(),
                        entry.number(),
                        new CitySurface(
                                s.part(),
                                s.surface(),
                                s.lod(),
                                s.role(),
                                s.shell(),
                                system.toWgs84(s.geometry()),
                                s.appearance()));
            }
        };
    }
}
