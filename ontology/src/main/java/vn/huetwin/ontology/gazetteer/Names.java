package vn.huetwin.ontology.gazetteer;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import vn.huetwin.ontology.catalogue.LocationPrecision;

/** All names, found by their words. Immutable. */
final class Names {
    private final Map<String, List<Toponym>> byWords = new HashMap<>();
    private int longest;

    Names(Collection<Toponym> names) {
        for (Toponym name : names) {
            byWords.computeIfAbsent(key(name.words()), k -> new ArrayList<>()).add(name);
            longest = Math.max(longest, name.words().size());
        }
    }

    int longest() {
        return longest;
    }

    /** Those that the words may stand for; only those that they are exactly, if there are any. */
    List<Toponym> find(List<Word> words, LocationPrecision level) {
        List<Toponym> fitting = byWords.getOrDefault(key(words), List.of()).stream()
                .filter(name -> name.is(level) && fit(words, name.words()))
                .toList();
        List<Toponym> exact =
                fitting.stream().filter(name -> name.words().equals(words)).toList();
        return exact.isEmpty() ? fitting : exact;
    }

    /** How many different names these are. */
    static Set<List<Word>> distinct(Collection<Toponym> names) {
        return names.stream().map(Toponym::words).collect(Collectors.toSet());
    }

    static boolean fit(List<Word> words, List<Word> name) {
        if (words.size() != name.size()) {
            return false;
        }
        for (int i = 0; i < words.size(); i++) {
            if (!words.get(i).fits(name.get(i))) {
                return false;
            }
        }
        return true;
    }

    private static String key(List<Word> words) {
        return words.stream().map(Word::folded).collect(Collectors.joining(" "));
    }
}
