package vn.huetwin.ontology.rdf;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.apache.jena.graph.Graph;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.apache.jena.graph.Triple;
import org.apache.jena.query.TxnType;
import org.apache.jena.sparql.core.DatasetGraph;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the ontology into TDB2's default graph when it has changed, in one transaction. A copy in a graph of its own
 * remembers what to take out the next time.
 */
final class OntologyLoader {
    private static final Logger log = LoggerFactory.getLogger(OntologyLoader.class);
    private static final String INTERNAL = "urn:x-hue-twin:";
    /** The graph that remembers what was loaded. */
    static final Node COPY = NodeFactory.createURI(INTERNAL + "ontology");

    private static final Node STATE = NodeFactory.createURI(INTERNAL + "state");
    private static final int ROUNDS = 4;

    private OntologyLoader() {}

    /** Whether a graph is for the system only. */
    static boolean isInternal(Node graph) {
        return graph.isURI() && graph.getURI().startsWith(INTERNAL);
    }

    static void load(DatasetGraph tdb, Graph ontology) {
        Node hash = NodeFactory.createLiteralString(hash(ontology));
        tdb.begin(TxnType.WRITE);
        try {
            if (!tdb.contains(STATE, COPY, Terms.IDENTIFIER, hash)) {
                List<Triple> before = tdb.getGraph(COPY).find().toList();
                before.forEach(t -> tdb.getDefaultGraph().delete(t));
                tdb.deleteAny(COPY, Node.ANY, Node.ANY, Node.ANY);
                tdb.deleteAny(STATE, COPY, Terms.IDENTIFIER, Node.ANY);
                for (Triple triple : ontology.find().toList()) {
                    tdb.getDefaultGraph().add(triple);
                    tdb.getGraph(COPY).add(triple);
                }
                tdb.add(STATE, COPY, Terms.IDENTIFIER, hash);
                log.info("Ontology loaded: {} triples, {} before", ontology.size(), before.size());
            }
            tdb.commit();
        } finally {
            tdb.end();
        }
    }

    /** A digest that does not depend on the names of blank nodes or the order of triples. */
    static String hash(Graph graph) {
        List<Triple> triples = graph.find().toList();
        Map<Node, String> names = new HashMap<>();
        for (int round = 0; round < ROUNDS; round++) {
            Map<Node, List<String>> seen = new HashMap<>();
            for (Triple triple : triples) {
                String text = text(triple, names);
                if (triple.getSubject().isBlank()) {
                    seen.computeIfAbsent(triple.getSubject(), n -> new ArrayList<>())
                            .add("s" + text);
                }
                if (triple.getObject().isBlank()) {
                    seen.computeIfAbsent(triple.getObject(), n -> new ArrayList<>())
                            .add("o" + text);
                }
            }
            names.clear();
            seen.forEach((node, lines) -> names.put(node, digest(lines)));
        }
        return digest(new ArrayList<>(triples.stream().map(t -> text(t, names)).toList()));
    }

    private static String text(Triple triple, Map<Node, String> names) {
        return text(triple.getSubject(), names) + ' ' + triple.getPredicate() + ' ' + text(triple.getObject(), names);
    }

    private static String text(Node node, Map<Node, String> names) {
        return node.isBlank() ? "_:" + names.getOrDefault(node, "") : node.toString();
    }

    private static String digest(List<String> lines) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            lines.stream().sorted().forEach(l -> digest.update((l + "\n").getBytes(StandardCharsets.UTF_8)));
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
