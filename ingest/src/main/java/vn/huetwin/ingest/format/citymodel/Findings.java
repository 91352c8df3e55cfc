package vn.huetwin.ingest.format.citymodel;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ontology.catalogue.Text;
import vn.huetwin.ontology.validate.Problem;

/** Counts what was found in a model, by kind; of each kind the first is told by its name. */
final class Findings<K extends Enum<K> & Findings.Kind> {
    private static final int LONGEST_NAME = 100;

    /** What may be found. */
    interface Kind {
        String code();

        /** Goes on after the count. */
        Text text();
    }

    private final Map<K, Long> counts;
    private final Map<K, String> first;

    Findings(Class<K> kinds) {
        counts = new EnumMap<>(kinds);
        first = new EnumMap<>(kinds);
    }

    /** @param name of what it is about; null if it has none to tell */
    void add(K kind, long count, @Nullable String name) {
        counts.merge(kind, count, Long::sum);
        if (name != null) {
            String shown = name.length() > LONGEST_NAME ? name.substring(0, LONGEST_NAME) + "…" : name;
            first.putIfAbsent(kind, ": '" + shown + "'");
        }
    }

    /** @param field that all of them are about */
    List<Problem> problems(String field) {
        List<Problem> problems = new ArrayList<>(counts.size());
        counts.forEach((kind, count) -> {
            String name = first.getOrDefault(kind, "");
            Text text = kind.text();
            problems.add(new Problem(
                    kind.code(), field, new Text(count + " " + text.vi() + name, count + " " + text.en() + name)));
        });
        return problems;
    }
}
