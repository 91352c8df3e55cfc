package vn.huetwin.server.ogc;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.LanguageHeader;
import io.vertx.ext.web.MIMEHeader;
import io.vertx.ext.web.RoutingContext;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ontology.access.Access;
import vn.huetwin.ontology.catalogue.Text;
import vn.huetwin.server.http.Caching;
import vn.huetwin.server.http.Caller;
import vn.huetwin.server.http.HttpProblem;
import vn.huetwin.server.http.Site;

/**
 * One request: its parameters, who asks, and in which format and language.
 *
 * @param site     address of this server as the client sees it, without a slash at the end
 * @param language {@code vi} or {@code en}
 * @param html     whether a person reads the answer
 */
record Visit(RoutingContext context, Parameters parameters, Access access, String site, String language, boolean html) {
    static final String JSON = "application/json";
    static final String GEOJSON = "application/geo+json";
    static final String SCHEMA = "application/schema+json";
    static final String OPENAPI = "application/vnd.oai.openapi+json;version=3.0";
    static final String HTML = "text/html";
    /** Headers that choose the answer. */
    static final String VARY = "Accept, Accept-Language, Accept-Encoding";

    /** @param known parameters of the resource beside {@link Parameters#COMMON} */
    static Visit of(RoutingContext context, Collection<String> known) {
        Parameters parameters = Parameters.of(context, known);
        return new Visit(
                context,
                parameters,
                Caller.of(context).access(),
                Site.of(context.request()),
                language(context, parameters),
                wantsHtml(context, parameters));
    }

    private static String language(RoutingContext context, Parameters parameters) {
        String wanted = parameters.find("lang");
        if (wanted != null) {
            if (!wanted.equals("vi") && !wanted.equals("en")) {
                throw HttpProblem.badRequest("invalid-lang", "lang", "lang: vi hoặc en", "lang: vi or en");
            }
            return wanted;
        }
        for (LanguageHeader header : context.acceptableLanguages()) {
            String tag = header.tag() == null ? "" : header.tag().toLowerCase(Locale.ROOT);
            if (tag.equals("vi") || tag.equals("en")) {
                return tag;
            }
        }
        return "vi";
    }

    /** {@code f} decides; else what comes first in {@code Accept}; else JSON. */
    private static boolean wantsHtml(RoutingContext context, Parameters parameters) {
        String format = parameters.find("f");
        if (format != null) {
            return switch (format.toLowerCase(Locale.ROOT)) {
                case "html" -> true;
                case "json", "geojson" -> false;
                default -> throw HttpProblem.badRequest("invalid-f", "f", "f: json hoặc html", "f: json or html");
            };
        }
        for (MIMEHeader header : context.parsedHeaders().accept()) {
            String type = header.component() + "/" + header.subComponent();
            if (type.equals(HTML) || type.equals("application/xhtml+xml")) {
                return true;
            }
            if (type.endsWith("json") || type.startsWith("*/")) {
                return false;
            }
        }
        return false;
    }

    /**
     * Address of a resource below {@code /ogc}.
     *
     * @param path empty, or beginning with a slash
     */
    String address(String path) {
        return site + "/ogc" + path;
    }

    /** The address of this very request. */
    String self() {
        String query = context.request().query();
        return site + context.request().path() + (query == null || query.isEmpty() ? "" : "?" + query);
    }

    /** This very request with one parameter set (null: taken away). */
    String with(String name, @Nullable String value, String... without) {
        StringBuilder query = new StringBuilder();
        context.queryParams().forEach(entry -> {
            boolean drop = entry.getKey().equals(name) || List.of(without).contains(entry.getKey());
            if (!drop) {
                append(query, entry.getKey(), entry.getValue());
            }
        });
        if (value != null) {
            append(query, name, value);
        }
        return site + context.request().path() + query;
    }

    private static void append(StringBuilder query, String name, String value) {
        query.append(query.isEmpty() ? '?' : '&')
                .append(encode(name))
                .append('=')
                .append(encode(value));
    }

    static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    String say(Text text) {
        return text.in(language);
    }

    String say(String vi, String en) {
        return language.equals("en") ? en : vi;
    }

    static JsonObject link(String rel, String type, String title, String href) {
        return new JsonObject()
                .put("href", href)
                .put("rel", rel)
                .put("type", type)
                .put("title", title);
    }

    /** Ends the request with a document in the wanted format. */
    void answer(String type, byte[] body) {
        Caching.mark(context, VARY)
                .putHeader("Content-Type", type)
                .putHeader("Content-Language", language)
                .end(Buffer.buffer(body));
    }
}
