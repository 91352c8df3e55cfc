package vn.huetwin.server.http;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** An {@code Accept} header (RFC 9110, clause 12.5.1), best media ranges first. */
public final class Accept {
    private static final int MOST = 100;

    private record Range(String type, double quality) {
        boolean covers(String mediaType) {
            if (type.equals("*/*") || type.equals("*")) {
                return true;
            }
            return type.endsWith("/*")
                    ? mediaType.startsWith(type.substring(0, type.length() - 1))
                    : type.equals(mediaType);
        }
    }

    private final List<Range> ranges;

    private Accept(List<Range> ranges) {
        this.ranges = ranges;
    }

    /** @param header null or blank accepts anything */
    public static Accept parse(@Nullable String header) {
        List<Range> ranges = new ArrayList<>();
        for (String item : (header == null || header.isBlank() ? "*/*" : header).split(",", MOST)) {
            String[] parts = item.split(";", -1);
            double quality = 1;
            for (int i = 1; i < parts.length; i++) {
                String parameter = parts[i].strip();
                if (parameter.startsWith("q=")) {
                    quality = quality(parameter.substring(2));
                }
            }
            if (quality > 0) {
                ranges.add(new Range(parts[0].strip().toLowerCase(Locale.ROOT), quality));
            }
        }
        ranges.sort(Comparator.comparingDouble(Range::quality).reversed());
        return new Accept(ranges);
    }

    /**
     * @param offers what there is, the server's favourite first
     * @param types  media types of an offer
     * @return the offer that is wanted most, or null if none is accepted
     */
    public <T> @Nullable T best(List<T> offers, Types<T> types) {
        for (Range range : ranges) {
            for (T offer : offers) {
                if (types.of(offer).stream().anyMatch(range::covers)) {
                    return offer;
                }
            }
        }
        return null;
    }

    /** The media types under which an offer goes. */
    public interface Types<T> {
        List<String> of(T offer);
    }

    /** Whether it is a browser that asks: a page is what it names first. */
    public boolean prefersPage() {
        return !ranges.isEmpty()
                && (ranges.get(0).type().equals("text/html")
                        || ranges.get(0).type().equals("application/xhtml+xml"));
    }

    private static double quality(String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            return 1;
        }
    }
}
