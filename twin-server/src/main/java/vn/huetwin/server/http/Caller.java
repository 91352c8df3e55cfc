package vn.huetwin.server.http;

import io.vertx.ext.web.RoutingContext;
import vn.huetwin.ontology.access.Access;
import vn.huetwin.ontology.catalogue.Text;
import vn.huetwin.server.security.Role;

/** Who asks. Set on each request before any route runs. */
public record Caller(String name, Role role) {
    public static final Caller ANONYMOUS = new Caller("anonymous", Role.OPEN);
    private static final String KEY = "vn.huetwin.caller";

    public static Caller of(RoutingContext context) {
        Caller caller = context.get(KEY);
        return caller == null ? ANONYMOUS : caller;
    }

    public void attach(RoutingContext context) {
        context.put(KEY, this);
    }

    public Access access() {
        return role.access();
    }

    /** @throws HttpProblem 401 for the anonymous, 403 for others, unless the caller has the role */
    public void require(Role needed) {
        if (role.includes(needed)) {
            return;
        }
        if (role == Role.OPEN) {
            throw new HttpProblem(
                    401,
                    "authentication-required",
                    "Authorization",
                    new Text(
                            "Cần khóa API có vai trò " + needed.keyword() + ": gửi 'Authorization: Bearer <khóa>'",
                            "This needs an API key of the role " + needed.keyword()
                                    + ": send 'Authorization: Bearer <key>'"));
        }
        throw new HttpProblem(
                403,
                "role-required",
                "Authorization",
                new Text(
                        "Vai trò " + role.keyword() + " không đủ quyền; cần " + needed.keyword(),
                        "The role " + role.keyword() + " may not do this; it needs " + needed.keyword()));
    }
}
