package vn.huetwin.server.http;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An entity tag (RFC 9110, 8.8.3).
 *
 * @param opaque what stands between the quotes
 * @param weak   whether answers with this tag mean the same, else their bytes are the same
 */
public record EntityTag(String opaque, boolean weak) {
    private static final Pattern TAG = Pattern.compile("(W/)?\"([\\x21\\x23-\\x7E\\x80-\\xFF]*)\"");
    private static final int MOST = 100;

    /** The tags of {@code If-Match} or {@code If-None-Match}; none of a header that is missing, or that is a star. */
    public static List<EntityTag> list(@Nullable String header) {
        List<EntityTag> tags = new ArrayList<>();
        Matcher found = TAG.matcher(header == null ? "" : header);
        while (tags.size() < MOST && found.find()) {
            tags.add(new EntityTag(found.group(2), found.group(1) != null));
        }
        return tags;
    }

    /** Whether a header means whatever there is. */
    public static boolean isAny(@Nullable String header) {
        return header != null && header.strip().equals("*");
    }

    /** Weak comparison, as {@code If-None-Match} asks for it (8.8.3.2). */
    public boolean isIn(@Nullable String header) {
        return isAny(header) || list(header).stream().anyMatch(tag -> tag.opaque.equals(opaque));
    }

    /** As it stands in {@code ETag}. */
    @Override
    public String toString() {
        return (weak ? "W/\"" : "\"") + opaque + '"';
    }
}
