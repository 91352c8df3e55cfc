package vn.huetwin.ontology.catalogue;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the names of a layer say of a place that is told in words.
 *
 * @param level     {@code PLACE}, {@code STREET} or {@code WARD}
 * @param names     columns with its names
 * @param former    column with former names, separated by commas; null for none
 * @param kind      column with the kind of unit, whose word stands before the name; null for none
 * @param kindWords words for kinds, such as {@code phường} and {@code p}, to the code that they mean
 * @param words     words that may stand before a name without being part of it, such as {@code đường}
 * @param city      names of the whole city, which may follow any place
 * @param leadsTo   column with the key of the ward that it lies in; null if its own geometry says where it is
 * @param radius    column with the radius in metres round its place; null for none
 */
public record NameRule(
        LocationPrecision level,
        List<String> names,
        @Nullable String former,
        @Nullable String kind,
        Map<String, String> kindWords,
        List<String> words,
        List<String> city,
        @Nullable String leadsTo,
        @Nullable String radius) {
    public NameRule {
        names = List.copyOf(names);
        kindWords = Map.copyOf(kindWords);
        words = List.copyOf(words);
        city = List.copyOf(city);
    }
}
