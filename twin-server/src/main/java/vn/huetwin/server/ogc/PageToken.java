package vn.huetwin.server.ogc;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import vn.huetwin.server.http.HttpProblem;

/**
 * Where a page begins, in the {@code next} link of the page before it: opaque to clients.
 *
 * @param after   key of the last feature of the page before
 * @param matched features that match in all; negative if that was too much to count
 */
record PageToken(String after, long matched) {
    static final String PARAMETER = "page";

    static PageToken parse(String text) {
        try {
            String plain = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
            int colon = plain.indexOf(':');
            if (colon > 0 && plain.indexOf('\0') < 0) {
                return new PageToken(plain.substring(colon + 1), Long.parseLong(plain.substring(0, colon)));
            }
        } catch (IllegalArgumentException e) {
            throw refused();
        }
        throw refused();
    }

    private static HttpProblem refused() {
        return HttpProblem.badRequest(
                "invalid-page",
                PARAMETER,
                PARAMETER + ": chỉ dùng giá trị có trong liên kết 'next'",
                PARAMETER + ": use only what a 'next' link holds");
    }

    String text() {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString((matched + ":" + after).getBytes(StandardCharsets.UTF_8));
    }
}
