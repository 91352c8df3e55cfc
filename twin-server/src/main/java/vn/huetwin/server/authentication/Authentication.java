package vn.huetwin.server.authentication;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ontology.access.ApiKeys;
import vn.huetwin.ontology.catalogue.Text;
import vn.huetwin.server.http.Caller;
import vn.huetwin.server.http.HttpProblem;
import vn.huetwin.server.http.Workers;
import vn.huetwin.server.security.Role;

/**
 * Turns {@code Authorization: Bearer <API key or token>}, or {@code Basic} with the key as the password, into a caller; no
 * header is the anonymous caller, a wrong credential is 401.
 */
public final class Authentication implements Handler<RoutingContext> {
    private static final String SCHEME = "Bearer ";
    private static final String BASIC = "Basic ";
    private final ApiKeys keys;
    private final @Nullable Tokens tokens;
    private final Workers workers;

    /** @param tokens null if no identity provider is trusted */
    public Authentication(ApiKeys keys, @Nullable Tokens tokens, Workers workers) {
        this.keys = keys;
        this.tokens = tokens;
        this.workers = workers;
    }

    @Override
    public void handle(RoutingContext context) {
        String header = context.request().getHeader(HttpHeaders.AUTHORIZATION);
        if (header == null) {
            Caller.ANONYMOUS.attach(context);
            context.next();
            return;
        }
        String key = credential(header);
        if (key == null) {
            context.fail(unknownKey());
            return;
        }
        context.request().pause();
        workers.run(context, () -> tokens != null && Tokens.isToken(key) ? tokens.verify(key) : holder(key), caller -> {
            context.request().resume();
            caller.attach(context);
            context.next();
        });
    }

    /** GIS clients know a user and a password: the key is the password then, whoever the user is. */
    private static @Nullable String credential(String header) {
        if (header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return header.substring(SCHEME.length()).strip();
        }
        if (!header.regionMatches(true, 0, BASIC, 0, BASIC.length())) {
            return null;
        }
        try {
            byte[] decoded =
                    Base64.getDecoder().decode(header.substring(BASIC.length()).strip());
            String pair = new String(decoded, StandardCharsets.UTF_8);
            return pair.substring(pair.indexOf(':') + 1);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private Caller holder(String key) throws SQLException {
        ApiKeys.Holder holder = keys.find(key);
        Role role = holder == null ? null : Role.find(holder.role());
        if (holder == null || role == null) {
            throw unknownKey();
        }
        return new Caller(holder.name(), role);
    }

    private static HttpProblem unknownKey() {
        return new HttpProblem(
                401,
                "key-unknown",
                "Authorization",
                new Text("Khóa API không đúng", "The API key is not known; send 'Authorization: Bearer <key>'"));
    }
}
