package vn.huetwin.ingest.source.format;

import java.nio.file.Path;
import java.util.Map;
import vn.huetwin.ingest.mapping.Mapping;
import vn.huetwin.ingest.mapping.MappingChooser;
import vn.huetwin.ingest.mapping.MappingException;
import vn.huetwin.ingest.mapping.RowMapper;
import vn.huetwin.ingest.mapping.Sample;
import vn.huetwin.ontology.catalogue.Layer;
import vn.huetwin.ontology.crs.Crs;
import vn.huetwin.ontology.crs.CrsException;
import vn.huetwin.ontology.crs.CrsRegistry;

/**
 * What rows of a source mean: a mapping as imports have it, and the verb of the events.
 *
 * @param system of the coordinates
 */
public record EventMapping(MappingChooser chooser, Mapping mapping, Layer layer, Crs system, String verb) {
    /** @throws MappingException if the mapping does not fit its layer */
    public static EventMapping of(MappingChooser chooser, Mapping mapping, CrsRegistry systems, String verb)
            throws MappingException {
        Integer code = mapping.crs();
        Layer layer = choose(chooser, mapping).layer();
        try {
            return new EventMapping(chooser, mapping, layer, systems.get(code == null ? 4326 : code), verb);
        } catch (CrsException e) {
            throw new MappingException("unknown-crs", e.text().vi(), e.text().en());
        }
    }

    private static MappingChooser.Choice choose(MappingChooser chooser, Mapping mapping) throws MappingException {
        return chooser.choose(Path.of(mapping.name()), mapping.name(), new Sample(0, Map.of(), null), null, mapping);
    }

    /** For one thread. */
    RowMapper mapper() {
        try {
            return choose(chooser, mapping).mapper();
        } catch (MappingException e) {
            throw new IllegalStateException("A mapping that was checked does not fit", e);
        }
    }
}
