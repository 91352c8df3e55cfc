package vn.huetwin.ingest.format;

import java.io.IOException;
import java.io.OutputStream;
import org.apache.jena.riot.RDFFormat;
import org.apache.jena.riot.system.StreamRDF;
import org.apache.jena.riot.system.StreamRDFWriter;
import vn.huetwin.ontology.access.Access;
import vn.huetwin.ontology.catalogue.Catalogue;
import vn.huetwin.ontology.catalogue.Layer;
import vn.huetwin.ontology.feature.Feature;
import vn.huetwin.ontology.rdf.FeatureTriples;
import vn.huetwin.ontology.rdf.Prefixes;

/** Turtle, one block for each feature and one for its geometry: the triples that SPARQL gives. */
public final class TurtleWriter implements FeatureWriter {
    private final OutputStream out;
    private final StreamRDF stream;
    private final FeatureTriples triples;

    /** @param access of the reader: properties above it are left out */
    public TurtleWriter(OutputStream out, Catalogue catalogue, Layer layer, Access access) {
        this.out = out;
        this.stream = StreamRDFWriter.getWriterStream(out, RDFFormat.TURTLE_BLOCKS);
        this.triples = new FeatureTriples(catalogue, layer, access);
        stream.start();
        Prefixes.of(catalogue.iris()).forEach(stream::prefix);
    }

    @Override
    public void write(Feature feature) {
        triples.forEach(feature, stream::triple);
    }

    @Override
    public void close() throws IOException {
        stream.finish();
        out.close();
    }
}
