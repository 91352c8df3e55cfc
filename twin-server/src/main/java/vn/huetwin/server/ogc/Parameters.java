package vn.huetwin.server.ogc;

import io.vertx.core.MultiMap;
import io.vertx.ext.web.RoutingContext;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import vn.huetwin.server.http.HttpProblem;

/** The query parameters of a request: each known and given once (OGC 17-069r4, clause 7.8). */
final class Parameters {
    /** What every resource takes: the format and the language of what people read. */
    static final List<String> COMMON = List.of("f", "lang");

    private final MultiMap values;

    private Parameters(MultiMap values) {
        this.values = values;
    }

    /** @throws HttpProblem 400 that names a parameter which is unknown or given twice */
    static Parameters of(RoutingContext context, Collection<String> known) {
        MultiMap values = context.queryParams();
        for (String name : values.names()) {
            if (!known.contains(name) && !COMMON.contains(name)) {
                TreeSet<String> all = new TreeSet<>(known);
                all.addAll(COMMON);
                String list = String.join(", ", all);
                String shown = shorten(name);
                throw HttpProblem.badRequest(
                        "unknown-parameter",
                        shown,
                        "Không có tham số '" + shown + "'; có thể dùng: " + list,
                        "There is no parameter '" + shown + "'; there are: " + list);
            }
            if (values.getAll(name).size() > 1) {
                throw HttpProblem.badRequest(
                        "repeated-parameter",
                        name,
                        "Tham số '" + name + "' chỉ được có một lần",
                        "The parameter '" + name + "' may be given once only");
            }
        }
        return new Parameters(values);
    }

    /** The value as sent, or null. */
    @Nullable
    String find(String name) {
        return values.get(name);
    }

    /** A whole number of at least {@code least}, or {@code otherwise} if there is none. */
    long number(String name, long least, long otherwise) {
        String text = find(name);
        if (text == null) {
            return otherwise;
        }
        long number;
        try {
            number = Long.parseLong(text.strip());
        } catch (NumberFormatException e) {
            number = Long.MIN_VALUE;
        }
        if (number < least) {
            throw HttpProblem.badRequest(
                    "invalid-" + name,
                    name,
                    name + "='" + shorten(text) + "': cần số nguyên từ " + least,
                    name + "='" + shorten(text) + "': a whole number of " + least + " or more is needed");
        }
        return number;
    }

    static String shorten(String text) {
        return text.length() > 80 ? text.substring(0, 80) + "…" : text;
    }
}
