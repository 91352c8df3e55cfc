package vn.huetwin.server.geoserver;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import vn.huetwin.server.http.Caller;
import vn.huetwin.server.security.Role;

/**
 * What GeoServer's filter "HTTP Header" reads: the user in one header, the roles, parted by semicolons, in another. Each
 * of our roles includes those before it; an administrator is one there too.
 */
final class CallerHeaders {
    private static final String ROLES = "-roles";

    private CallerHeaders() {}

    /** Takes our credentials and whatever a client says of itself away, and says who it is. */
    static void put(MultiMap headers, @Nullable String userHeader, Caller caller) {
        headers.remove(HttpHeaders.AUTHORIZATION);
        if (userHeader == null) {
            return;
        }
        headers.remove(userHeader).remove(userHeader + ROLES);
        if (caller.role() == Role.OPEN) {
            return;
        }
        List<String> roles = new ArrayList<>();
        for (Role role : Role.values()) {
            if (role != Role.OPEN && caller.role().includes(role)) {
                roles.add("ROLE_" + role.name().toUpperCase(Locale.ROOT));
            }
        }
        if (caller.role() == Role.ADMIN) {
            roles.add("ROLE_ADMINISTRATOR");
        }
        headers.set(userHeader, ascii(caller.name()));
        headers.set(userHeader + ROLES, String.join(";", roles));
    }

    /** Names of keys are Vietnamese, headers are not (RFC 9110, 5.5). */
    private static String ascii(String name) {
        StringBuilder text = new StringBuilder();
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            if (b > 0x20 && b < 0x7f && b != '%') {
                text.append((char) b);
            } else {
                text.append('%').append(String.format(Locale.ROOT, "%02X", b & 0xff));
            }
        }
        return text.toString();
    }
}
