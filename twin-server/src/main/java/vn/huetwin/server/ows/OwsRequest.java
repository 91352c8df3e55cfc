package vn.huetwin.server.ows;

import io.vertx.ext.web.RoutingContext;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ontology.access.Access;
import vn.huetwin.server.http.Caller;
import vn.huetwin.server.http.Site;

/**
 * One request to a service.
 *
 * @param parameters of the query, and of a form that was posted
 * @param body       of a request in XML, else null
 * @param path       under which the service was asked: {@code /ows}, {@code /wms}, {@code /wfs}
 */
public record OwsRequest(
        RoutingContext context,
        KeyValues parameters,
        @Nullable XmlElement body,
        String path) {
    public Caller caller() {
        return Caller.of(context);
    }

    public Access access() {
        return caller().access();
    }

    /** Address of this server as the client sees it, without a slash at the end. */
    public String site() {
        return Site.of(context.request());
    }

    /** Address at which the service was asked, without a query. */
    public String address() {
        return site() + path;
    }

    /** Name of the operation, as sent: the root element of XML, else REQUEST; null if it is missing. */
    public @Nullable String operation() {
        return body != null ? body.name() : parameters.find("request");
    }

    /** An attribute of the root element of XML, else the parameter of that name in any case. */
    public @Nullable String find(String name) {
        if (body != null) {
            String value = body.attribute(name);
            if (value != null && !value.isBlank()) {
                return value;
            }
        }
        return parameters.find(name.toLowerCase(Locale.ROOT));
    }

    /** {@code vi} or {@code en}: LANGUAGE, else the header; Vietnamese if neither says. */
    public String language() {
        String wanted = parameters.findAny("language", "acceptlanguages");
        String header = wanted != null ? wanted : context.request().getHeader("Accept-Language");
        return header != null && header.strip().toLowerCase(Locale.ROOT).startsWith("en") ? "en" : "vi";
    }
}
