package vn.huetwin.ontology.rdf;

import org.apache.jena.graph.Graph;
import org.apache.jena.graph.Triple;
import org.apache.jena.graph.impl.GraphBase;
import org.apache.jena.util.iterator.ExtendedIterator;

/** The default graph: the layer tables and TDB2's default graph. No triple is in both. */
final class CityGraph extends GraphBase {
    private final CitySession session;
    private final Graph tables;
    private final Graph tdb;

    CityGraph(CitySession session, Graph tdb) {
        this.session = session;
        this.tables = new FeatureGraph(session);
        this.tdb = tdb;
    }

    CitySession session() {
        return session;
    }

    @Override
    protected ExtendedIterator<Triple> graphBaseFind(Triple pattern) {
        session.checkRunning();
        return tables.find(pattern).andThen(tdb.find(pattern).filterDrop(session::isConcealed));
    }
}
