package vn.huetwin.ontology.rdf;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.apache.jena.graph.Triple;
import org.apache.jena.query.TxnType;
import org.apache.jena.sparql.core.DatasetGraph;
import org.apache.jena.tdb2.store.DatasetGraphTDB;
import org.apache.jena.tdb2.sys.TDBInternal;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.index.strtree.STRtree;
import vn.huetwin.ontology.geosparql.Functions;

/**
 * Where the geometry literals lie that somebody has written into TDB2's default graph. It knows which state of TDB2 it
 * was made from and is made anew for a later one, so that each write is seen; a reader of an earlier state does without.
 */
final class WrittenShapes {
    /** In any of these a feature's or geometry's shape may be written. */
    static final List<Node> SERIALISATIONS = Stream.of("asWKT", "asGML", "asGeoJSON", "asKML")
            .map(n -> NodeFactory.createURI(Terms.GEO + n))
            .toList();

    /** So few are tested as fast as they are looked up. */
    private static final int FEW = 200;
    /** More would take too much memory. */
    private static final int MOST = 500_000;

    private record Index(long version, @Nullable STRtree tree, int size) {}

    private final Functions functions;
    private Map<Node, Envelope> boxes = Map.of();
    private Index index = new Index(-1, null, 0);

    WrittenShapes(Functions functions) {
        this.functions = functions;
    }

    /**
     * Literals whose boxes meet this one.
     *
     * @param base in a transaction of this thread
     * @return null if all have to be tested: there are too few or too many, most of them are near, or the transaction is
     *     one that writes or older than the index
     */
    synchronized @Nullable List<Node> near(Envelope box, DatasetGraph base) {
        if (base.transactionType() != TxnType.READ) {
            return null;
        }
        DatasetGraphTDB store = TDBInternal.getDatasetGraphTDB(base);
        long version = store.getTxnSystem().getThreadTransaction().getDataVersion();
        if (version > index.version()) {
            index = make(version, base);
        }
        STRtree tree = index.tree();
        if (version != index.version() || tree == null) {
            return null;
        }
        List<Node> found = new ArrayList<>();
        tree.query(box, literal -> found.add((Node) literal));
        return found.size() > index.size() / 2 ? null : found;
    }

    private Index make(long version, DatasetGraph base) {
        Map<Node, Envelope> now = new HashMap<>();
        for (Node serialisation : SERIALISATIONS) {
            Iterator<Triple> triples = base.getDefaultGraph().find(Node.ANY, serialisation, Node.ANY);
            while (triples.hasNext() && now.size() <= MOST) {
                Node literal = triples.next().getObject();
                Envelope known = boxes.get(literal);
                now.computeIfAbsent(literal, l -> known == null ? box(l) : known);
            }
        }
        boolean useful = now.size() >= FEW && now.size() <= MOST;
        boxes = useful ? now : Map.of();
        if (!useful) {
            return new Index(version, null, now.size());
        }
        STRtree tree = new STRtree();
        now.forEach((literal, box) -> {
            if (!box.isNull()) {
                tree.insert(box, literal);
            }
        });
        tree.build();
        return new Index(version, tree, now.size());
    }

    /** Null (in the sense of JTS) for what is empty or cannot be read. */
    private Envelope box(Node literal) {
        Geometry shape = functions.shape(literal);
        return shape == null ? new Envelope() : shape.getEnvelopeInternal();
    }
}
