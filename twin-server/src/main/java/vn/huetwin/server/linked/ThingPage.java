package vn.huetwin.server.linked;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.jena.graph.Graph;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.apache.jena.graph.Triple;
import org.apache.jena.vocabulary.SKOS;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ontology.catalogue.Layer;

/** A thing as a page: one row for each property, values linked to what they name. */
final class ThingPage {
    private static final int LONGEST = 600;
    private final String base;
    private final Labels labels;
    private final Page page;

    private ThingPage(String base, Labels labels, Page page) {
        this.base = base;
        this.labels = labels;
        this.page = page;
    }

    static String of(
            Thing thing,
            @Nullable Layer layer,
            String base,
            Labels labels,
            String language,
            String path,
            List<Representation> forms) {
        Node subject = NodeFactory.createURI(thing.iri());
        Page page = new Page(language, labels.of(subject), path, forms);
        page.mark("<p class=\"lead\"><code>").text(thing.iri()).mark("</code></p>\n");
        ThingPage writer = new ThingPage(base, labels, page);
        page.mark("<div class=\"card\">");
        writer.table(thing.graph(), subject, layer);
        page.mark("</div>\n");
        writer.members(thing.graph(), subject);
        return page.forms(path, forms).end();
    }

    private void table(Graph graph, Node subject, @Nullable Layer layer) {
        List<Triple> triples =
                new ArrayList<>(graph.find(subject, Node.ANY, Node.ANY).toList());
        triples.sort(Comparator.comparing((Triple t) -> labels.ofPredicate(t.getPredicate(), layer))
                .thenComparing(t -> t.getObject().toString()));
        page.mark("<table class=\"facts\">");
        for (Triple triple : triples) {
            page.mark("<tr><th>");
            link(triple.getPredicate(), labels.ofPredicate(triple.getPredicate(), layer));
            page.mark("</th><td>");
            value(graph, triple.getObject());
            page.mark("</td></tr>\n");
        }
        page.mark("</table>");
    }

    private void value(Graph graph, Node node) {
        if (node.isURI()) {
            link(node, labels.of(node));
        } else if (node.isLiteral()) {
            String text = node.getLiteralLexicalForm();
            page.text(text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text);
            if (!node.getLiteralLanguage().isEmpty()) {
                page.mark("<span class=\"tag\">")
                        .text(node.getLiteralLanguage())
                        .mark("</span>");
            }
        } else {
            nested(graph, node);
        }
    }

    private void nested(Graph graph, Node blank) {
        boolean first = true;
        for (Triple triple : graph.find(blank, Node.ANY, Node.ANY).toList()) {
            page.text(first ? "" : "; ").text(labels.ofPredicate(triple.getPredicate(), null) + ": ");
            if (triple.getObject().isBlank()) {
                page.text("…");
            } else {
                value(graph, triple.getObject());
            }
            first = false;
        }
    }

    /** Things of this city lead to their page here, whatever the base IRI is. */
    private void link(Node node, String text) {
        String iri = node.getURI();
        if (iri.startsWith(base)) {
            page.link("/" + iri.substring(base.length()), text);
        } else if (iri.startsWith("http://") || iri.startsWith("https://")) {
            page.link(iri, text);
        } else {
            page.text(text);
        }
    }

    private void members(Graph graph, Node scheme) {
        List<Node> codes = new ArrayList<>(graph.find(Node.ANY, SKOS.inScheme.asNode(), scheme)
                .mapWith(Triple::getSubject)
                .toList());
        if (codes.isEmpty()) {
            return;
        }
        codes.sort(Comparator.comparing(Node::getURI));
        page.heading("codes", page.say("Các mã", "Codes")).mark("<div class=\"card\"><table>");
        for (Node code : codes) {
            String notation = graph.find(code, SKOS.notation.asNode(), Node.ANY)
                    .mapWith(t -> t.getObject().getLiteralLexicalForm())
                    .nextOptional()
                    .orElse("");
            page.mark("<tr><td><code>").text(notation).mark("</code></td><td>");
            link(code, labels.of(code));
            page.mark("</td></tr>\n");
        }
        page.mark("</table></div>\n");
    }
}
