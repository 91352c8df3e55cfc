package vn.huetwin.ontology.rdf;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** A planner's question by chance: layers joined by reference or by space, conditions, then groups or an order. */
final class RandomQuestion {
    private static final String AREA =
            "\"POLYGON((107.52 16.41,107.66 16.42,107.63 16.48,107.55 16.48,107.52 16.41))\"^^geo:wktLiteral";
    private static final Map<String, String> CLASSES =
            Map.of("b", "def:Building", "p", "def:LandParcel", "i", "def:Incident", "w", "def:Ward");
    private static final Map<String, List<String>> NUMBERS =
            Map.of("b", List.of("def:height", "def:floors"), "p", List.of("def:parcelArea"));
    private static final Map<String, List<String>> KEYS = Map.of(
            "b", List.of("def:usage", "def:ward", "schema:name"),
            "p", List.of("def:landUse", "def:ward", "def:registeredOn"),
            "i", List.of("def:category", "def:priority", "def:reportedAt"),
            "w", List.of("schema:name", "def:unitType"));

    private final Random random;
    private final StringBuilder where = new StringBuilder();
    private final List<String> layers = new ArrayList<>();
    private final List<String> keys = new ArrayList<>();
    private final List<String> numbers = new ArrayList<>();

    RandomQuestion(Random random) {
        this.random = random;
        layer(pick(List.of("b", "p", "i")));
        if (random.nextInt(3) > 0) {
            layer(pick(List.of("b", "p", "i", "w")));
            join();
        }
        if (random.nextInt(3) == 0) {
            filter("geof:sfIntersects(?" + layers.get(0) + "Shape, " + AREA + ")");
        }
        narrow();
        if (!numbers.isEmpty() && random.nextBoolean()) {
            filter("?" + pick(numbers) + pick(List.of(" > 12", " <= 30.5", " != 3")));
        }
        for (int n = 0; n < 2 && random.nextInt(3) == 0; n++) {
            maybe("o" + n);
        }
    }

    private void layer(String kind) {
        String name = kind + layers.size();
        layers.add(name);
        where.append(
                "?" + name + " a " + CLASSES.get(kind) + " ; geo:hasDefaultGeometry/geo:asWKT ?" + name + "Shape . ");
        for (int n = random.nextInt(3); n > 0; n--) {
            String key = name + "Key" + n;
            where.append("?" + name + " " + pick(KEYS.get(kind)) + " ?" + key + " . ");
            keys.add(key);
        }
        if (NUMBERS.containsKey(kind) && random.nextBoolean()) {
            where.append("?" + name + " " + pick(NUMBERS.get(kind)) + " ?" + name + "Number . ");
            numbers.add(name + "Number");
        }
    }

    private void join() {
        String a = "?" + layers.get(0) + "Shape";
        String b = "?" + layers.get(1) + "Shape";
        switch (random.nextInt(5)) {
            case 0 -> filter("geof:sfIntersects(" + a + ", " + b + ")");
            case 1 -> filter("geof:sfWithin(" + a + ", " + b + ")");
            case 2 -> filter("geof:distance(" + a + ", " + b + ", uom:metre) < 900");
            case 3 -> {
                where.append("BIND(geof:distance(" + a + ", " + b + ", uom:metre) AS ?metres) ");
                filter("?metres <= 1200");
                numbers.add("metres");
            }
            default -> {
                filter("geof:sfIntersects(" + a + ", " + b + ")");
                where.append("BIND(geof:area(geof:intersection(" + a + ", " + b + "), uom:squareMetre) AS ?square) ");
                numbers.add("square");
            }
        }
        if (layers.get(0).charAt(0) == layers.get(1).charAt(0)) {
            filter("STR(?" + layers.get(0) + ") < STR(?" + layers.get(1) + ")");
        }
    }

    /** By what is known outside the tables, or by what there is not. */
    private void narrow() {
        String first = layers.get(0);
        switch (random.nextInt(8)) {
            case 0 -> where.append("?" + first + " a/rdfs:subClassOf* geo:Feature . ");
            case 1 ->
                where.append("?" + first + " def:ward ?ward . VALUES ?ward { <https://data.huetwin.vn/id/ward/w1>"
                        + " <https://data.huetwin.vn/id/ward/w2> 'x' } ");
            case 2 -> filter("NOT EXISTS { ?other def:parcel ?" + first + " ; def:floors ?f FILTER(?f > 3) }");
            case 3 -> filter("EXISTS { ?other def:duplicateOf ?" + first + " }");
            case 4 -> {
                if (first.startsWith("b")) {
                    where.append("?" + first
                            + " def:usage/skos:broader* <https://data.huetwin.vn/code/building-usage/residential> . ");
                }
            }
            case 5 -> {
                if (first.startsWith("i")) {
                    where.append("?" + first
                            + " def:category ?code . ?code skos:prefLabel ?label FILTER(lang(?label) = 'vi') ");
                    keys.add("label");
                }
            }
            default -> {}
        }
    }

    /** A part that may be missing: a value of a row that is there, or a row near it, and conditions on that. */
    private void maybe(String name) {
        String first = layers.get(0);
        String kind = first.substring(0, 1);
        boolean numbered = NUMBERS.containsKey(kind);
        switch (random.nextInt(5)) {
            case 0 -> where.append("OPTIONAL { ?" + first + " " + pick(KEYS.get(kind)) + " ?" + name + " } ");
            case 1 -> {
                String predicate = numbered ? pick(NUMBERS.get(kind)) : "def:ward";
                where.append(
                        "OPTIONAL { ?" + first + " " + predicate + " ?" + name + " ; schema:name ?" + name + "Name } ");
                if (numbered) {
                    numbers.add(name);
                }
            }
            case 2 ->
                where.append("OPTIONAL { ?" + name + " def:parcel ?" + first + " ; def:floors ?" + name
                        + "Number FILTER(?" + name + "Number > 1) } ");
            default -> {
                String other = pick(List.of("b", "p", "i", "w"));
                where.append("OPTIONAL { ?" + name + " a " + CLASSES.get(other)
                        + " ; geo:hasDefaultGeometry/geo:asWKT ?"
                        + name + "Shape " + (other.equals("b") ? "; def:height ?" + name + "Number " : "") + "FILTER("
                        + pick(List.of("geof:sfIntersects(", "geof:sfContains(", "300 > geof:metricDistance("))
                        + "?" + name + "Shape, ?" + first + "Shape)) } ");
                if (other.equals("b")) {
                    numbers.add(name + "Number");
                }
                if (random.nextInt(3) == 0) {
                    where.append("BIND(geof:metricDistance(?" + name + "Shape, ?" + first + "Shape) AS ?" + name
                            + "Metres) ");
                    numbers.add(name + "Metres");
                }
            }
        }
        keys.add(name);
        switch (random.nextInt(6)) {
            case 0 -> filter("!BOUND(?" + name + ")");
            case 1 -> filter("BOUND(?" + name + ") || ?" + first + " != <https://data.huetwin.vn/id/building/b1>");
            case 2 -> filter("?" + name + " != <https://data.huetwin.vn/id/ward/w1>");
            case 3 -> filter("!(?" + name + " = <https://data.huetwin.vn/code/none>)");
            default -> {}
        }
    }

    private void filter(String condition) {
        where.append("FILTER(" + condition + ") ");
    }

    /** Rows in no order. */
    String rows() {
        List<String> shown = new ArrayList<>(keys);
        shown.addAll(layers);
        shown.addAll(numbers);
        return "SELECT " + (random.nextBoolean() ? "DISTINCT " : "") + "?" + String.join(" ?", shown) + " { " + where
                + "}";
    }

    /** Groups, with or without keys. */
    String groups() {
        String key = keys.isEmpty() || random.nextInt(5) == 0 ? "" : "?" + pick(keys);
        StringBuilder text = new StringBuilder("SELECT " + key + " (COUNT(*) AS ?rows)");
        text.append(" (COUNT(DISTINCT ?" + layers.get(0) + ") AS ?features)");
        if (!keys.isEmpty()) {
            text.append(" (COUNT(?" + pick(keys) + ") AS ?some)");
        }
        for (String number : numbers) {
            for (String function : List.of("SUM", "MIN", "MAX", "AVG")) {
                if (random.nextBoolean()) {
                    text.append(" (" + function + "(?" + number + ") AS ?" + number + function + ")");
                }
            }
        }
        text.append(" { " + where + "}");
        if (!key.isEmpty()) {
            text.append(" GROUP BY " + key);
        }
        return text + (random.nextInt(3) == 0 ? " HAVING (COUNT(*) > 2)" : "");
    }

    /** The first few by a number or a key, of which only what they are ordered by is asked. */
    String first() {
        List<String> sorted = new ArrayList<>(numbers);
        sorted.addAll(keys);
        sorted.add(layers.get(0));
        String by = pick(sorted);
        boolean descending = random.nextBoolean();
        return "SELECT ?" + by + " { " + where + "} ORDER BY " + (descending ? "DESC(?" + by + ")" : "?" + by)
                + (random.nextBoolean() ? " LIMIT " + (1 + random.nextInt(9)) : "")
                + (random.nextInt(3) == 0 ? " OFFSET " + random.nextInt(5) : "");
    }

    private <T> T pick(List<T> items) {
        return items.get(random.nextInt(items.size()));
    }
}
