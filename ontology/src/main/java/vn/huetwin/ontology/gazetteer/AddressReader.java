package vn.huetwin.ontology.gazetteer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ontology.catalogue.LocationPrecision;
import vn.huetwin.ontology.catalogue.NameRule;

/**
 * Reads addresses as people in Việt Nam say them: house and lane, street, ward, city, or a place, or where streets meet.
 * Parts between commas are read one by one; a part that is not understood to its last word says nothing, so that "nhà
 * hàng Lê Lợi" is no street. Immutable.
 */
final class AddressReader {
    private static final Pattern PARTS = Pattern.compile("[,;|\\r\\n()]+|(?<=[\\p{L}]{4})\\.(?=\\s|$)");
    private static final Pattern DASH = Pattern.compile("\\s*[-–—]\\s*");
    private static final Pattern NUMBER = Pattern.compile("[kh]?\\d+[a-z]?(-[kh]?\\d+[a-z]?)*");
    private static final List<List<Word>> AT =
            phrases("tại", "ở", "trên", "đoạn", "tuyến", "vị trí", "địa chỉ", "khu vực", "ngay", "trong");
    private static final List<List<Word>> NEAR = phrases(
            "gần",
            "cạnh",
            "bên cạnh",
            "kế bên",
            "sát",
            "đối diện",
            "trước",
            "trước mặt",
            "phía trước",
            "sau",
            "phía sau",
            "sau lưng",
            "dưới",
            "quanh",
            "near",
            "opposite");
    private static final List<List<Word>> CROSSING = phrases(
            "ngã ba",
            "ngã tư",
            "ngã năm",
            "ngã sáu",
            "ngã bảy",
            "ngã 3",
            "ngã 4",
            "ngã 5",
            "ngã 6",
            "ngã 7",
            "vòng xoay",
            "giao lộ",
            "nút giao",
            "góc",
            "chỗ giao nhau",
            "nơi giao nhau");
    private static final List<List<Word>> AND = phrases("và", "với", "giao", "giao với", "cắt", "x");
    private static final List<List<Word>> HOUSE =
            phrases("số", "số nhà", "nhà số", "nhà", "kiệt", "hẻm", "ngõ", "ngách", "đường kiệt", "đầu kiệt", "sn");
    /** Most words of an address that are looked at. */
    private static final int MOST = 80;

    private final Names names;
    private final List<List<Word>> streetWords;
    private final List<List<Word>> city;
    private final Map<List<Word>, String> kinds = new HashMap<>();

    AddressReader(Names names, Collection<NameRule> rules) {
        this.names = names;
        streetWords = rules.stream()
                .filter(r -> r.level() == LocationPrecision.STREET)
                .flatMap(r -> r.words().stream())
                .distinct()
                .map(Word::all)
                .toList();
        city = rules.stream()
                .flatMap(r -> r.city().stream())
                .distinct()
                .map(Word::all)
                .toList();
        rules.forEach(r -> r.kindWords().forEach((word, kind) -> kinds.put(Word.all(word), kind)));
    }

    /** What the text names, part by part. */
    List<Mention> read(String text) {
        List<Mention> mentions = new ArrayList<>();
        int words = 0;
        for (String part : PARTS.split(text)) {
            List<Word> all = new ArrayList<>();
            int dash = -1;
            for (String side : DASH.split(part)) {
                dash = dash < 0 && !all.isEmpty() ? all.size() : dash;
                all.addAll(Word.all(side));
            }
            words += all.size();
            if (words > MOST) {
                return mentions;
            }
            List<Mention> read = all.isEmpty() ? null : new Part(all, dash).whole();
            if (read != null) {
                mentions.addAll(read);
            }
        }
        return mentions;
    }

    private static List<List<Word>> phrases(String... phrases) {
        return Arrays.stream(phrases).map(Word::all).toList();
    }

    /** One part of an address. */
    private final class Part {
        private final List<Word> words;
        /** Index of the first word after a dash, -1 if there is none. */
        private final int dash;

        Part(List<Word> words, int dash) {
            this.words = words;
            this.dash = dash;
        }

        /** @return null unless it is understood to its last word */
        @Nullable
        List<Mention> whole() {
            int at = 0;
            boolean near = false;
            for (int next = skip(at, AT, NEAR); next > at; next = skip(at, AT, NEAR)) {
                near |= skip(at, NEAR) > at;
                at = next;
            }
            for (List<Mention> way : ways(at, near)) {
                if (!way.isEmpty()) {
                    return way;
                }
            }
            return skip(at, city) == words.size() ? List.of() : null;
        }

        /** The readings in the order of preference; empty ones say nothing. */
        private List<List<Mention>> ways(int at, boolean near) {
            List<Mention> unit = alone(unit(at, false), at);
            return List.of(
                    crossing(at, near),
                    unit(at, true) == null ? List.of() : followed(unit(at, true), near),
                    unit,
                    followed(span(at, LocationPrecision.PLACE, false), near),
                    street(at, near));
        }

        private List<Mention> alone(@Nullable Span unit, int at) {
            boolean all = unit != null && (unit.end() == words.size() || skip(unit.end(), city) == words.size());
            return unit == null || !all || at == unit.end()
                    ? List.of()
                    : List.of(new Mention(LocationPrecision.WARD, unit.names(), List.of(), false));
        }

        private List<Mention> street(int at, boolean near) {
            int house = house(at);
            int named = skip(house, streetWords);
            List<Mention> found = followed(span(named, LocationPrecision.STREET, named > house), near);
            return found.isEmpty() && named > house
                    ? followed(span(house, LocationPrecision.STREET, false), near)
                    : found;
        }

        private List<Mention> crossing(int at, boolean near) {
            int start = skip(at, CROSSING);
            if (start == at) {
                return List.of();
            }
            Span first = span(skip(start, streetWords), LocationPrecision.STREET, true);
            if (first == null) {
                return List.of();
            }
            int and = skip(first.end(), AND);
            if (and == first.end() && first.end() != dash) {
                return List.of();
            }
            Span second = span(skip(and, streetWords), LocationPrecision.STREET, true);
            if (second == null) {
                return List.of();
            }
            List<Mention> rest = rest(second.end(), near);
            if (rest == null) {
                return List.of();
            }
            List<Mention> all = new ArrayList<>();
            all.add(new Mention(LocationPrecision.CROSSING, first.names(), second.names(), near));
            all.addAll(rest);
            return all;
        }

        /** The place and what follows it, or nothing if that is not understood. */
        private List<Mention> followed(@Nullable Span span, boolean near) {
            if (span == null) {
                return List.of();
            }
            List<Mention> rest = rest(span.end(), near);
            if (rest == null) {
                return List.of();
            }
            List<Mention> all = new ArrayList<>();
            all.add(new Mention(span.names().get(0).level(), span.names(), List.of(), near));
            all.addAll(rest);
            return all;
        }

        /** What follows a place must say itself what it is: ward, street or city. */
        private @Nullable List<Mention> rest(int at, boolean near) {
            if (at == words.size() || skip(at, city) == words.size()) {
                return List.of();
            }
            Span unit = unit(at, true);
            if (unit != null) {
                List<Mention> found = followed(unit, near);
                return found.isEmpty() ? null : found;
            }
            int named = skip(at, streetWords);
            if (named > at) {
                List<Mention> found = followed(span(named, LocationPrecision.STREET, true), near);
                return found.isEmpty() ? null : found;
            }
            return null;
        }

        private int house(int start) {
            int at = start;
            while (at < words.size()) {
                int named = skip(at, HOUSE);
                boolean number = named < words.size() && isNumber(words.get(named));
                if (!number || named + 1 == words.size()) {
                    return at;
                }
                at = named + 1;
            }
            return at;
        }

        private static boolean isNumber(Word word) {
            return NUMBER.matcher(word.folded()).matches();
        }

        /** A unit; with its kind said, or without. */
        private @Nullable Span unit(int at, boolean kindSaid) {
            if (!kindSaid) {
                return span(at, LocationPrecision.WARD, false);
            }
            for (Map.Entry<List<Word>, String> kind : kinds.entrySet()) {
                int end = at + kind.getKey().size();
                if (end < words.size() && Names.fit(words.subList(at, end), kind.getKey())) {
                    Span span = span(end, LocationPrecision.WARD, true);
                    List<Toponym> own = span == null
                            ? List.of()
                            : span.names().stream()
                                    .filter(n -> n.kind() == null || n.kind().equals(kind.getValue()))
                                    .toList();
                    if (span != null && !own.isEmpty()) {
                        return new Span(own, span.end());
                    }
                }
            }
            return null;
        }

        /**
         * The longest name from there on.
         *
         * @param said whether its kind was said; otherwise one word is no name
         */
        private @Nullable Span span(int at, LocationPrecision level, boolean said) {
            for (int end = Math.min(words.size(), at + names.longest()); end > at; end--) {
                List<Word> name = words.subList(at, end);
                List<Toponym> found = names.find(name, level);
                if (!found.isEmpty() && (said || name.size() > 1)) {
                    return new Span(found, end);
                }
            }
            return null;
        }

        /** The end of the longest of the phrases that stands there, or {@code at}. */
        @SafeVarargs
        private final int skip(int at, List<List<Word>>... phrases) {
            int longest = at;
            for (List<List<Word>> list : phrases) {
                for (List<Word> phrase : list) {
                    int end = at + phrase.size();
                    if (end <= words.size() && end > longest && Names.fit(words.subList(at, end), phrase)) {
                        longest = end;
                    }
                }
            }
            return longest;
        }
    }

    private record Span(List<Toponym> names, int end) {
        Span {
            names = List.copyOf(names);
        }
    }
}
