package vn.huetwin.ontology.gazetteer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.geom.Geometry;
import vn.huetwin.ontology.catalogue.LocationPrecision;
import vn.huetwin.ontology.catalogue.NameRule;

/** The names by which the features of a layer may be called, from what their columns say. */
final class Spellings {
    private final NameRule rule;
    private final Map<List<Word>, String> kinds = new HashMap<>();
    private final List<List<Word>> words;

    /** @param kindWords of all layers, since former names carry their kind too */
    Spellings(NameRule rule, Map<String, String> kindWords) {
        this.rule = rule;
        kindWords.forEach((word, kind) -> kinds.put(Word.all(word), kind));
        words = rule.words().stream().map(Word::all).toList();
    }

    /**
     * @param text   of a name column
     * @param kind   code of the kind of unit, if a column says it
     * @param ward   key of the ward that it is or lies in, for units
     * @param shape  in the metric CRS
     * @param radius metres
     */
    void add(
            String text,
            @Nullable String kind,
            @Nullable String ward,
            @Nullable Geometry shape,
            double radius,
            List<Toponym> into) {
        if (rule.level() == LocationPrecision.WARD) {
            unit(text.strip(), kind, rule.leadsTo() != null, ward, shape, into);
            return;
        }
        List<Word> all = Word.all(text);
        Set<List<Word>> names = new LinkedHashSet<>(List.of(all));
        words.forEach(word -> names.add(without(all, word)));
        int bracket = text.indexOf('(');
        if (bracket > 0) {
            names.add(Word.all(text.substring(0, bracket)));
        }
        for (List<Word> name : names) {
            if (!name.isEmpty()) {
                put(text, name, shape, radius, into);
            }
        }
    }

    /** @param texts former names, separated by commas, that led to the ward; other remarks say no kind and are no names */
    void addFormer(String texts, String ward, List<Toponym> into) {
        for (String text : texts.split(",")) {
            List<Toponym> one = new ArrayList<>();
            unit(text.strip(), null, true, ward, null, one);
            one.removeIf(name -> name.kind() == null);
            into.addAll(one);
        }
    }

    private void unit(
            String text,
            @Nullable String given,
            boolean former,
            @Nullable String ward,
            @Nullable Geometry shape,
            List<Toponym> into) {
        List<Word> name = Word.all(text);
        String kind = given;
        String title =
                given == null ? text : given.substring(0, 1).toUpperCase(Locale.ROOT) + given.substring(1) + ' ' + text;
        for (Map.Entry<List<Word>, String> each : kinds.entrySet()) {
            List<Word> rest = without(name, each.getKey());
            if (rest.size() < name.size() && !rest.isEmpty() && (given == null || given.equals(each.getValue()))) {
                kind = each.getValue();
                title = text;
                name = rest;
                break;
            }
        }
        if (!name.isEmpty()) {
            into.add(new Toponym(LocationPrecision.WARD, title, name, kind, former, ward, shape, 0));
        }
    }

    private void put(String title, List<Word> name, @Nullable Geometry shape, double radius, List<Toponym> into) {
        into.add(new Toponym(rule.level(), title.strip(), name, null, false, null, shape, radius));
    }

    /** The words after that one, or all if they do not begin with it. */
    private static List<Word> without(List<Word> words, List<Word> first) {
        boolean begins =
                words.size() > first.size() && words.subList(0, first.size()).equals(first);
        return begins ? new ArrayList<>(words.subList(first.size(), words.size())) : words;
    }
}
