package vn.huetwin.ontology.rdf;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** A query with one to three stars, some conditions and OPTIONAL parts, by chance; most of them make sense. */
final class RandomPattern {
    private static final List<String> ANY =
            List.of("dcterms:identifier", "rdfs:label", "owl:sameAs", "a", "prov:wasGeneratedBy");
    private static final Map<String, List<String>> KINDS = Map.of(
            "building",
                    List.of(
                            "schema:name",
                            "def:height",
                            "def:floors",
                            "def:usage",
                            "def:parcel",
                            "def:ward",
                            "geo:hasGeometry",
                            "a"),
            "parcel",
                    List.of(
                            "def:landUse",
                            "def:parcelArea",
                            "def:registeredOn",
                            "def:ward",
                            "geo:hasGeometry",
                            "dcterms:identifier"),
            "incident",
                    List.of(
                            "def:category",
                            "def:priority",
                            "def:reportedAt",
                            "def:duplicateOf",
                            "def:ward",
                            "geo:hasGeometry",
                            "rdfs:label"),
            "ward", List.of("schema:name", "def:unitType", "geo:hasGeometry", "dcterms:identifier"),
            "geometry", List.of("geo:asWKT", "a"),
            "code", List.of("skos:prefLabel", "skos:notation", "skos:inScheme"));
    private static final Map<String, String> LEADS = Map.of(
            "def:parcel",
            "parcel",
            "def:ward",
            "ward",
            "geo:hasGeometry",
            "geometry",
            "def:duplicateOf",
            "incident",
            "def:usage",
            "code",
            "def:landUse",
            "code",
            "def:category",
            "code",
            "def:priority",
            "code");
    private static final Map<String, List<String>> CONDITIONS = Map.of(
            "def:height", List.of("?%s > 10", "?%s <= 25.5", "?%s != 3", "?%s < ?f"),
            "def:floors", List.of("?%s > 4", "?%s IN (1, 2, 7.0)", "?%s = 3", "2 < ?%s && ?%s < 9", "?%s > ?h"),
            "schema:name",
                    List.of(
                            "CONTAINS(?%s, \"1\")",
                            "?%s != \"Nhà 1\"",
                            "REGEX(?%s, \"nhà\", \"i\")",
                            "STRSTARTS(?%s, \"Nhà\") || ?%s = \"Phường Một\""),
            "def:reportedAt", List.of("?%s > \"2025-07-02T07:00:00+07:00\"^^xsd:dateTime", "YEAR(?%s) = 2025"),
            "geo:asWKT",
                    List.of(
                            "geof:sfIntersects(?%s, \"POLYGON((107.5 16.4,107.6 16.4,107.6 16.5,107.5 16.4))\"^^geo:wktLiteral)",
                            "geof:distance(?%s, \"POINT(107.55 16.45)\"^^geo:wktLiteral, uom:metre) < 4000",
                            "!geof:sfWithin(?%s, \"POLYGON((107.5 16.4,107.6 16.4,107.6 16.5,107.5 16.4))\"^^geo:wktLiteral)",
                            "geof:ehInside(?%s, \"POLYGON((107.5 16.4,107.6 16.4,107.6 16.5,107.5 16.4))\"^^geo:wktLiteral)"),
            "skos:prefLabel", List.of("lang(?%s) = \"vi\"", "CONTAINS(?%s, \"a\")"));

    private final Random random;
    private final StringBuilder text = new StringBuilder("SELECT * { ");
    private final Map<String, String> kinds = new LinkedHashMap<>();
    private final List<String> conditions = new ArrayList<>();
    private int names;

    RandomPattern(Random random) {
        this.random = random;
        String first = name();
        kinds.put(first, pick(List.of("building", "incident", "parcel", "geometry", "ward")));
        int stars = 1 + random.nextInt(3);
        for (int i = 0; i < stars; i++) {
            star(i == 0 ? first : pick(List.copyOf(kinds.keySet())), 1 + random.nextInt(3));
        }
        conditions.stream().filter(c -> random.nextInt(3) > 0).limit(2).forEach(c -> text.append("FILTER(" + c + ") "));
        for (int i = random.nextInt(3); i > 0; i--) {
            text.append(random.nextInt(4) == 0 ? "FILTER NOT EXISTS { " : "OPTIONAL { ");
            star(pick(List.copyOf(kinds.keySet())), 1 + random.nextInt(2));
            text.append("} ");
        }
        if (random.nextInt(6) == 0) {
            text.append("BIND(STR(?" + first + ") AS ?bound) ");
        }
        text.append('}');
    }

    String text() {
        return text.toString();
    }

    private void star(String subject, int triples) {
        for (int i = 0; i < triples; i++) {
            List<String> sensible = KINDS.getOrDefault(kinds.get(subject), ANY);
            int chance = random.nextInt(30);
            String predicate = chance == 0 ? "?" + name() : chance < 4 ? pick(ANY) : pick(sensible);
            String object = random.nextInt(12) == 0 ? pick(List.copyOf(kinds.keySet())) : name();
            String lead = LEADS.get(predicate);
            if (lead != null) {
                kinds.putIfAbsent(object, lead);
            }
            for (String condition : CONDITIONS.getOrDefault(predicate, List.of())) {
                conditions.add(random.nextInt(conditions.size() + 1), condition.replace("%s", object));
            }
            String constant = constant(predicate);
            text.append("?" + subject + " " + predicate + " " + (constant == null ? "?" + object : constant) + " . ");
        }
    }

    private String constant(String predicate) {
        if (random.nextInt(5) > 0) {
            return null;
        }
        return switch (predicate) {
            case "a" -> pick(List.of("def:Building", "def:Incident", "geo:Feature", "geo:Geometry"));
            case "def:floors" -> "" + random.nextInt(12);
            case "def:ward" ->
                pick(List.of("<https://data.huetwin.vn/id/ward/w1>", "<https://data.huetwin.vn/id/ward/none>"));
            case "schema:name" -> pick(List.of("\"Nhà 1\"", "\"Phường Một\"", "\"Xã Hai\"@vi"));
            default -> null;
        };
    }

    private String name() {
        return "v" + names++;
    }

    private <T> T pick(List<T> items) {
        return items.get(random.nextInt(items.size()));
    }
}
