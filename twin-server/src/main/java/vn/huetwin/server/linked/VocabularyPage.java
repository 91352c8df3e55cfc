package vn.huetwin.server.linked;

import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.jena.graph.Graph;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.Triple;
import org.apache.jena.vocabulary.RDFS;
import vn.huetwin.ontology.access.Access;
import vn.huetwin.ontology.catalogue.Catalogue;
import vn.huetwin.ontology.catalogue.Layer;
import vn.huetwin.ontology.catalogue.Property;

/** The ontology as one page: a table for each layer, then the other terms. {@code /def#Name} leads to its row. */
final class VocabularyPage {
    private static final String PATH = "/def";
    private final Catalogue catalogue;
    private final Access access;
    private final Labels labels;
    private final Page page;
    private final Set<String> anchors = new HashSet<>();

    private VocabularyPage(Catalogue catalogue, Access access, Labels labels, String language) {
        this.catalogue = catalogue;
        this.access = access;
        this.labels = labels;
        this.page = new Page(
                language,
                language.equals("vi") ? "Từ vựng của Huế Twin" : "The vocabulary of Huế Twin",
                PATH,
                Representation.OF_GRAPHS);
    }

    static String of(Catalogue catalogue, Access access, Graph ontology, Labels labels, String language) {
        VocabularyPage writer = new VocabularyPage(catalogue, access, labels, language);
        writer.page.lead(writer.page.say(
                "Mỗi lớp dữ liệu được khai báo một lần; bảng, dịch vụ và biểu mẫu đều sinh ra từ đó.",
                "Each layer is declared once; tables, services and forms come from that."));
        access.layers(catalogue).forEach(writer::layer);
        writer.terms(ontology);
        return writer.page.forms(PATH, Representation.OF_GRAPHS).end();
    }

    /** The local name of a term of ours, the first time it comes; else empty. */
    private String anchor(String iri) {
        String terms = catalogue.iris().term("");
        return iri.startsWith(terms) && anchors.add(iri) ? iri.substring(terms.length()) : "";
    }

    private void layer(Layer layer) {
        page.heading(anchor(layer.classIri()), page.say(layer.title()))
                .mark("<p class=\"lead\"><code>")
                .text(labels.shortened(layer.classIri()))
                .mark("</code> ")
                .text(page.say(layer.description()))
                .mark("</p>\n<div class=\"card\"><table>");
        for (Property property : access.properties(layer)) {
            page.mark("<tr id=\"").text(anchor(property.iri())).mark("\"><td>");
            page.text(page.say(property.title())).mark("</td><td><code>");
            page.text(labels.shortened(property.iri())).mark("</code></td><td>");
            type(property);
            page.mark("</td><td>").text(page.say(property.description())).mark("</td></tr>\n");
        }
        page.mark("</table></div>\n");
    }

    private void type(Property property) {
        if (property.codeList() != null) {
            String iri = property.codeList().iri();
            String base = catalogue.iris().base();
            page.link(
                    iri.startsWith(base) ? "/" + iri.substring(base.length()) : iri,
                    page.say(property.codeList().title()));
        } else if (property.references() != null) {
            page.text("→ " + property.references());
        } else {
            page.text("xsd:" + property.type().xsd() + (property.unit() == null ? "" : " (" + property.unit() + ")"));
        }
    }

    private void terms(Graph ontology) {
        String terms = catalogue.iris().term("");
        List<Node> rest = ontology.find().mapWith(Triple::getSubject).toList().stream()
                .filter(n -> n.isURI() && n.getURI().startsWith(terms) && !anchors.contains(n.getURI()))
                .collect(Collectors.toSet())
                .stream()
                .sorted(Comparator.comparing(Node::getURI))
                .toList();
        page.heading("terms", page.say("Các thuật ngữ khác", "Other terms")).mark("<div class=\"card\"><table>");
        for (Node term : rest) {
            String comment = ontology.find(term, RDFS.comment.asNode(), Node.ANY)
                    .mapWith(Triple::getObject)
                    .filterKeep(n -> n.isLiteral() && n.getLiteralLanguage().startsWith(page.language()))
                    .mapWith(Node::getLiteralLexicalForm)
                    .nextOptional()
                    .orElse("");
            page.mark("<tr id=\"").text(anchor(term.getURI())).mark("\"><td>").text(labels.of(term));
            page.mark("</td><td><code>").text(labels.shortened(term.getURI())).mark("</code></td><td>");
            page.text(comment).mark("</td></tr>\n");
        }
        page.mark("</table></div>\n");
    }
}
