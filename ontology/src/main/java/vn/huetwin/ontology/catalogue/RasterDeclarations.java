package vn.huetwin.ontology.catalogue;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.apache.jena.rdf.model.Property;
import org.apache.jena.rdf.model.RDFNode;
import org.apache.jena.rdf.model.Resource;
import org.apache.jena.rdf.model.ResourceFactory;
import org.apache.jena.vocabulary.DCTerms;
import org.apache.jena.vocabulary.RDFS;
import org.jspecify.annotations.Nullable;

/** Turns declarations of raster layers into records; {@link DeclarationCheck} has looked at them before. */
final class RasterDeclarations {
    private final Iris iris;

    RasterDeclarations(Iris iris) {
        this.iris = iris;
    }

    /** @param style the general part of its style */
    RasterLayer of(Resource node, AccessClass access, Style style) {
        String name = node.getURI().substring(iris.layer("").length());
        Text group = Declarations.text(node, term("group"), "");
        Layer layer = new Layer(
                name,
                node.getURI(),
                iris.term("RasterLayer"),
                Declarations.text(node, DCTerms.title, name),
                Declarations.text(node, DCTerms.description, ""),
                GeometryType.NONE,
                access,
                opaque(style, node.getPropertyResourceValue(term("style"))),
                group.equals(Text.EMPTY) ? new Text("Khác", "Other") : group,
                Declarations.integer(node, term("order"), 1000),
                null,
                null,
                null,
                List.of(),
                new EventRules(List.of(), Set.of(), false),
                new PlaceRules(null, null));
        Resource colours = node.getPropertyResourceValue(term("style"));
        return new RasterLayer(
                layer,
                Declarations.string(node, term("unit")),
                colours == null ? List.of() : stops(colours),
                colours != null && colours.hasLiteral(term("intervals"), true));
    }

    /** Images are not seen through unless their declaration says so. */
    private Style opaque(Style style, @Nullable Resource declared) {
        boolean says = declared != null && declared.hasProperty(term("opacity"));
        return says ? style : new Style(style.fill(), style.stroke(), style.width(), 1, null, style.visible());
    }

    private List<ColourStop> stops(Resource style) {
        List<ColourStop> stops = new ArrayList<>();
        for (RDFNode each :
                style.getModel().listObjectsOfProperty(style, term("stop")).toList()) {
            Resource stop = each.asResource();
            stops.add(new ColourStop(
                    orElse(Declarations.number(stop, term("value")), 0),
                    orElse(Declarations.string(stop, term("colour")), "#000000"),
                    orElse(Declarations.number(stop, term("opacity")), 1),
                    Declarations.text(stop, RDFS.label, "")));
        }
        stops.sort(Comparator.comparingDouble(ColourStop::value));
        return stops;
    }

    private static double orElse(@Nullable Double value, double otherwise) {
        return value == null ? otherwise : value;
    }

    private static String orElse(@Nullable String value, String otherwise) {
        return value == null ? otherwise : value;
    }

    private Property term(String name) {
        return ResourceFactory.createProperty(iris.term(name));
    }
}
