package vn.huetwin.server.alert;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import vn.huetwin.server.http.Caller;
import vn.huetwin.server.http.HttpProblem;
import vn.huetwin.server.security.Role;

/** A small JSON object that someone sends, and its members by their types; what does not fit is refused with its name. */
final class JsonRequest {
    private static final int MAX_BYTES = 1 << 18;
    private static final int MAX_MEMBERS = 1_000;

    private final JsonObject body;

    private JsonRequest(JsonObject body) {
        this.body = body;
    }

    /** A route for a body, for those who have the role: it is asked before the body is read. */
    static void mount(Router router, String method, String path, Role role, Consumer<RoutingContext> handler) {
        io.vertx.core.http.HttpMethod verb = io.vertx.core.http.HttpMethod.valueOf(method);
        router.route(verb, path).handler(context -> {
            Caller.of(context).require(role);
            context.next();
        });
        router.route(verb, path)
                .handler(BodyHandler.create(false).setBodyLimit(MAX_BYTES))
                .handler(handler::accept);
    }

    static JsonRequest of(RoutingContext context) {
        Buffer buffer = context.body().buffer();
        try {
            return new JsonRequest(new JsonObject(buffer == null ? Buffer.buffer() : buffer));
        } catch (DecodeException | ClassCastException e) {
            throw HttpProblem.badRequest(
                    "not-an-object",
                    "body",
                    "Thân yêu cầu phải là một đối tượng JSON",
                    "The body must be a JSON object");
        }
    }

    String text(String name) {
        String text = optionalText(name);
        if (text == null || text.isBlank()) {
            throw HttpProblem.badRequest("member-missing", name, "Thiếu " + name, name + " is missing or empty");
        }
        return text;
    }

    @Nullable
    String optionalText(String name) {
        Object value = body.getValue(name);
        if (value == null || value instanceof String) {
            return (String) value;
        }
        throw invalid(name, "một văn bản", "a text");
    }

    double number(String name, double otherwise) {
        Object value = body.getValue(name);
        if (value == null) {
            return otherwise;
        }
        if (value instanceof Number number && Double.isFinite(number.doubleValue())) {
            return number.doubleValue();
        }
        throw invalid(name, "một số", "a number");
    }

    @Nullable
    JsonObject object(String name) {
        Object value = body.getValue(name);
        if (value == null || value instanceof JsonObject) {
            return (JsonObject) value;
        }
        throw invalid(name, "một đối tượng", "an object");
    }

    @Nullable
    List<String> texts(String name) {
        Object value = body.getValue(name);
        if (value == null) {
            return null;
        }
        if (value instanceof JsonArray array
                && array.size() <= MAX_MEMBERS
                && array.stream().allMatch(String.class::isInstance)) {
            return array.stream().map(String.class::cast).toList();
        }
        throw invalid(name, "một danh sách văn bản", "a list of texts");
    }

    double @Nullable [] numbers(String name) {
        Object value = body.getValue(name);
        if (value == null) {
            return null;
        }
        if (value instanceof JsonArray array
                && array.size() <= MAX_MEMBERS
                && array.stream().allMatch(Number.class::isInstance)) {
            return array.stream().mapToDouble(n -> ((Number) n).doubleValue()).toArray();
        }
        throw invalid(name, "một danh sách số", "a list of numbers");
    }

    private static HttpProblem invalid(String name, String vi, String en) {
        return HttpProblem.badRequest("member-invalid", name, name + " phải là " + vi, name + " must be " + en);
    }

    /** A key that stands in an address: letters, digits, {@code . _ -}. */
    static String key(RoutingContext context) {
        String key = context.pathParam("id");
        if (key == null || !key.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,99}")) {
            throw HttpProblem.badRequest(
                    "key-invalid",
                    "id",
                    "Khóa chỉ gồm chữ, số, dấu chấm, gạch dưới, gạch nối; tối đa 100 ký tự",
                    "A key has letters, digits, dots, underscores, hyphens; at most 100 characters");
        }
        return key;
    }

    static int limit(RoutingContext context, int otherwise, int most) {
        String text = context.request().getParam("limit");
        if (text == null) {
            return otherwise;
        }
        try {
            int limit = Integer.parseInt(text);
            if (limit > 0) {
                return Math.min(limit, most);
            }
        } catch (NumberFormatException e) {
            throw invalid("limit", "số nguyên dương", "a whole number above 0");
        }
        throw invalid("limit", "số nguyên dương", "a whole number above 0");
    }

    static void answer(RoutingContext context, int status, JsonObject body) {
        context.response()
                .setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json; charset=utf-8")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .end(body.toBuffer());
    }
}
