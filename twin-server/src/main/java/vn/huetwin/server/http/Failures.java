package vn.huetwin.server.http;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import vn.huetwin.ontology.catalogue.Text;
import vn.huetwin.ontology.catalogue.UnknownLayerException;
import vn.huetwin.ontology.crs.CrsException;
import vn.huetwin.ontology.query.FilterException;
import vn.huetwin.ontology.store.StoreException;

/** The one place where a failure becomes an answer. Nothing of the inside leaks: only a number to look up. */
public final class Failures implements Handler<RoutingContext> {
    private static final Logger log = LoggerFactory.getLogger(Failures.class);

    private static final String OTHERS = "vn.huetwin.failures";

    /** Lets failures of this request be answered by another handler, for services with a form of their own. */
    public static void leaveTo(RoutingContext context, Handler<RoutingContext> handler) {
        context.put(OTHERS, handler);
    }

    @Override
    public void handle(RoutingContext context) {
        Handler<RoutingContext> other = context.get(OTHERS);
        if (other != null) {
            other.handle(context);
            return;
        }
        HttpServerResponse response = context.response();
        if (response.ended() || response.closed()) {
            return;
        }
        HttpProblem problem;
        MDC.put("request", RequestLog.number(context));
        try {
            problem = problem(
                    context.failure(), context.statusCode(), context.request().path());
        } finally {
            MDC.remove("request");
        }
        if (response.headWritten()) {
            response.reset();
            return;
        }
        if (problem.retryAfterSeconds() > 0) {
            response.putHeader("Retry-After", Integer.toString(problem.retryAfterSeconds()));
        }
        if (problem.status() == 401 && !response.headers().contains("WWW-Authenticate")) {
            response.putHeader("WWW-Authenticate", "Bearer");
        }
        response.headers().remove(HttpHeaders.ETAG);
        response.setStatusCode(problem.status())
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/problem+json; charset=utf-8")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .end(body(problem, context.request().getHeader(HttpHeaders.ACCEPT_LANGUAGE))
                        .toBuffer());
    }

    /**
     * RFC 9457, with the error code, the field and the text in both languages.
     *
     * @param language the header {@code Accept-Language}
     */
    public static JsonObject body(HttpProblem problem, @Nullable String language) {
        JsonObject body = new JsonObject()
                .put("type", "about:blank")
                .put("title", problem.code().replace('-', ' '))
                .put("status", problem.status())
                .put("code", problem.code());
        if (problem.field() != null) {
            body.put("field", problem.field());
        }
        return body.put("detail", problem.text().in(language != null && language.startsWith("vi") ? "vi" : "en"))
                .put("detail_vi", problem.text().vi())
                .put("detail_en", problem.text().en());
    }

    /** SQLSTATE classes 08 (connection) and 57P (shutdown), and a pool that gets no connection. */
    private static boolean isWithoutDatabase(@Nullable Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                String state = String.valueOf(sql.getSQLState());
                if (sql instanceof SQLTransientConnectionException
                        || state.startsWith("08")
                        || state.startsWith("57P")) {
                    return true;
                }
            }
        }
        return false;
    }

    /** What a failure is to the client. What nobody foresaw is logged under a number and told as 500. */
    public static HttpProblem problem(@Nullable Throwable failure, int status, String path) {
        if (failure instanceof HttpProblem problem) {
            return problem;
        }
        if (failure instanceof UnknownLayerException unknown) {
            return new HttpProblem(
                    404,
                    "unknown-layer",
                    "layer",
                    new Text("Không có lớp dữ liệu '" + unknown.layer() + "'", "There is no layer " + unknown.layer()));
        }
        if (failure instanceof FilterException filter) {
            return new HttpProblem(400, "invalid-filter", filter.field(), filter.text());
        }
        if (failure instanceof CrsException crs) {
            return new HttpProblem(400, "unknown-crs", "crs", crs.text());
        }
        if (failure instanceof StoreException store && store.isCancelled()) {
            return new HttpProblem(
                    503,
                    "query-too-long",
                    null,
                    new Text(
                            "Truy vấn quá lâu nên đã dừng; hãy thu hẹp vùng hoặc điều kiện",
                            "The query took too long and was stopped; ask for a smaller area or add conditions"),
                    5);
        }
        if (isWithoutDatabase(failure)) {
            log.warn(
                    "Request {} found no database: {}",
                    path,
                    String.valueOf(failure == null ? null : failure.getMessage()));
            return new HttpProblem(
                    503,
                    "database-unavailable",
                    null,
                    new Text(
                            "Cơ sở dữ liệu tạm thời không trả lời, hãy thử lại sau",
                            "The database does not answer at the moment; try again shortly"),
                    5);
        }
        if (failure == null && status == 404) {
            return HttpProblem.notFound(path);
        }
        if (failure == null || (status >= 400 && status < 500)) {
            int code = status < 400 ? 500 : status;
            return new HttpProblem(
                    code,
                    switch (code) {
                        case 405 -> "method-not-allowed";
                        case 413 -> "body-too-large";
                        case 415 -> "media-type-not-supported";
                        default -> "bad-request";
                    },
                    null,
                    new Text("Yêu cầu không hợp lệ (" + code + ")", "The request is not acceptable (" + code + ")"));
        }
        String number = MDC.get("request");
        number = number == null ? UUID.randomUUID().toString().substring(0, 8) : number;
        log.error("Request {} failed, number {}", path, number, failure);
        return new HttpProblem(
                500,
                "internal-error",
                null,
                new Text(
                        "Lỗi máy chủ; số tham chiếu " + number + " có trong nhật ký",
                        "The server failed; the log has the details under number " + number));
    }
}
