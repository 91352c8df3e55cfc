package vn.huetwin.ontology.rdf;

import java.util.Iterator;
import org.apache.jena.atlas.iterator.Iter;
import org.apache.jena.graph.Graph;
import org.apache.jena.graph.Node;
import org.apache.jena.query.ReadWrite;
import org.apache.jena.query.TxnType;
import org.apache.jena.riot.system.PrefixMap;
import org.apache.jena.sparql.core.DatasetGraph;
import org.apache.jena.sparql.core.DatasetGraphBaseFind;
import org.apache.jena.sparql.core.GraphView;
import org.apache.jena.sparql.core.Quad;

/**
 * The dataset of one session: tables and TDB2 as default graph, TDB2's named graphs. Writes go to TDB2 and are refused
 * for what lives in tables. The transaction is the session's.
 */
final class CityDataset extends DatasetGraphBaseFind {
    private final CitySession session;
    private final DatasetGraph base;
    private final CityGraph defaultGraph;

    CityDataset(CitySession session, DatasetGraph base) {
        this.session = session;
        this.base = base;
        this.defaultGraph = new CityGraph(session, base.getDefaultGraph());
    }

    CitySession session() {
        return session;
    }

    private boolean isHidden(Node graph) {
        return OntologyLoader.isInternal(graph) || session.isConcealed(graph);
    }

    @Override
    public Graph getDefaultGraph() {
        return defaultGraph;
    }

    @Override
    public Graph getGraph(Node name) {
        if (Quad.isDefaultGraph(name)) {
            return defaultGraph;
        }
        if (Quad.isUnionGraph(name)) {
            return GraphView.createUnionGraph(this);
        }
        return isHidden(name) ? Graph.emptyGraph : GraphView.createNamedGraph(this, name);
    }

    @Override
    public Iterator<Node> listGraphNodes() {
        return Iter.filter(base.listGraphNodes(), n -> !isHidden(n));
    }

    @Override
    public boolean containsGraph(Node name) {
        return !isHidden(name) && base.containsGraph(name);
    }

    @Override
    protected Iterator<Quad> findInDftGraph(Node s, Node p, Node o) {
        return Iter.map(defaultGraph.find(s, p, o), t -> Quad.create(Quad.defaultGraphIRI, t));
    }

    @Override
    protected Iterator<Quad> findInSpecificNamedGraph(Node g, Node s, Node p, Node o) {
        return isHidden(g)
                ? Iter.nullIterator()
                : Iter.filter(base.findNG(g, s, p, o), q -> !session.isConcealed(q.asTriple()));
    }

    @Override
    protected Iterator<Quad> findInAnyNamedGraphs(Node s, Node p, Node o) {
        return Iter.filter(
                base.findNG(Node.ANY, s, p, o), q -> !isHidden(q.getGraph()) && !session.isConcealed(q.asTriple()));
    }

    @Override
    public void add(Quad quad) {
        base.add(writable(quad));
    }

    @Override
    public void delete(Quad quad) {
        base.delete(writable(quad));
    }

    private Quad writable(Quad quad) {
        if (OntologyLoader.isInternal(quad.getGraph())) {
            throw new OwnedByTableException("The graph <" + quad.getGraph() + "> belongs to the system");
        }
        if (session.mapping().owns(quad.getSubject(), quad.getPredicate())) {
            throw new OwnedByTableException("<" + quad.getPredicate() + "> of <" + quad.getSubject()
                    + "> lives in a layer table. Send an event to /events or import a file to change it");
        }
        return quad;
    }

    @Override
    public void addGraph(Node name, Graph graph) {
        graph.find().forEachRemaining(t -> add(Quad.create(name, t)));
    }

    @Override
    public void removeGraph(Node name) {
        deleteAny(name, Node.ANY, Node.ANY, Node.ANY);
    }

    @Override
    public PrefixMap prefixes() {
        return Prefixes.map(session.iris());
    }

    @Override
    public boolean supportsTransactions() {
        return true;
    }

    @Override
    public boolean supportsTransactionAbort() {
        return false;
    }

    @Override
    public void begin(TxnType type) {
        throw new UnsupportedOperationException("The session holds the transaction");
    }

    @Override
    public boolean promote(Promote mode) {
        return false;
    }

    @Override
    public void commit() {
        throw new UnsupportedOperationException("The session holds the transaction");
    }

    @Override
    public void abort() {
        throw new UnsupportedOperationException("The session holds the transaction");
    }

    @Override
    public void end() {}

    @Override
    public ReadWrite transactionMode() {
        return base.transactionMode();
    }

    @Override
    public TxnType transactionType() {
        return base.transactionType();
    }

    @Override
    public boolean isInTransaction() {
        return true;
    }
}
