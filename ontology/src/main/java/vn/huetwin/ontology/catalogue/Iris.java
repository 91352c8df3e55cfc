package vn.huetwin.ontology.catalogue;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The one rule that maps IRIs to rows and back.
 *
 * <p>{@code <base>id/<layer>/<key>} is a feature, with {@code /geometry} behind it its geometry;
 * {@code <base>def#<Name>} a term, {@code <base>code/<list>/<notation>} a concept, {@code <base>layer/<name>} a
 * layer. Keys are percent-encoded by UTF-8.
 */
public record Iris(String base) {
    public static final String DEFAULT_BASE = "https://data.huetwin.vn/";
    private static final String GEOMETRY = "/geometry";

    public Iris {
        if (!base.endsWith("/")) {
            throw new IllegalArgumentException("The base IRI must end with '/': " + base);
        }
    }

    public String feature(String layer, String key) {
        return base + "id/" + layer + "/" + encode(key);
    }

    public String geometry(String layer, String key) {
        return feature(layer, key) + GEOMETRY;
    }

    public String term(String name) {
        return base + "def#" + name;
    }

    public String layer(String name) {
        return base + "layer/" + name;
    }

    public String code(String list, String notation) {
        return base + "code/" + list + "/" + encode(notation);
    }

    /** The feature that an IRI names, or null if it is not one of ours (a geometry IRI is not a feature). */
    public @Nullable FeatureId parseFeature(String iri) {
        String prefix = base + "id/";
        if (!iri.startsWith(prefix)) {
            return null;
        }
        int slash = iri.indexOf('/', prefix.length());
        if (slash < 0 || slash == iri.length() - 1 || iri.indexOf('/', slash + 1) >= 0) {
            return null;
        }
        return new FeatureId(iri.substring(prefix.length(), slash), decode(iri.substring(slash + 1)));
    }

    /** The feature whose geometry an IRI names, or null. */
    public @Nullable FeatureId parseGeometry(String iri) {
        return iri.endsWith(GEOMETRY) ? parseFeature(iri.substring(0, iri.length() - GEOMETRY.length())) : null;
    }

    private static String encode(String key) {
        for (int i = 0; i < key.length(); i++) {
            char c = key.charAt(i);
            boolean plain = (c >= 'a' && c <= 'z')
                    || (c >= 'A' && c <= 'Z')
                    || (c >= '0' && c <= '9')
                    || c == '-'
                    || c == '_'
                    || c == '.';
            if (!plain) {
                return URLEncoder.encode(key, StandardCharsets.UTF_8).replace("+", "%20");
            }
        }
        return key;
    }

    private static String decode(String text) {
        return text.indexOf('%') < 0 ? text : URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
