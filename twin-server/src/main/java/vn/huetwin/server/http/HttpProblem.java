package vn.huetwin.server.http;

import org.jspecify.annotations.Nullable;
import vn.huetwin.ontology.catalogue.Text;

/** An error for the client, answered as {@code application/problem+json} (RFC 9457). */
public final class HttpProblem extends RuntimeException {
    private final int status;
    private final String code;
    private final @Nullable String field;
    private final Text text;
    private final int retryAfterSeconds;

    /**
     * @param code  kebab-case, stable
     * @param field parameter, header or member at fault
     * @param text  what is wrong and how to cure it
     */
    public HttpProblem(int status, String code, @Nullable String field, Text text) {
        this(status, code, field, text, 0);
    }

    public HttpProblem(int status, String code, @Nullable String field, Text text, int retryAfterSeconds) {
        super(text.en(), null, false, false);
        this.status = status;
        this.code = code;
        this.field = field;
        this.text = text;
        this.retryAfterSeconds = retryAfterSeconds;
    }

    public static HttpProblem badRequest(String code, String field, String vi, String en) {
        return new HttpProblem(400, code, field, new Text(vi, en));
    }

    public static HttpProblem notFound(String what) {
        return new HttpProblem(404, "not-found", null, new Text("Không tìm thấy " + what, "Not found: " + what));
    }

    public int status() {
        return status;
    }

    public String code() {
        return code;
    }

    public @Nullable String field() {
        return field;
    }

    public Text text() {
        return text;
    }

    /** 0 for none. */
    public int retryAfterSeconds() {
        return retryAfterSeconds;
    }
}
