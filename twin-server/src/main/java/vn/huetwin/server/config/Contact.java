package vn.huetwin.server.config;

import io.vertx.core.json.JsonObject;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ontology.catalogue.Text;

/**
 * Who runs the services, as WMS, WFS, OGC API and a GeoServer tell it. What is not set is not told.
 *
 * @param name    of the organisation
 * @param person  whom to ask, or what their desk is called
 * @param address by post, on one line
 * @param site    of the organisation
 */
public record Contact(
        @Nullable Text name,
        @Nullable String person,
        @Nullable String email,
        @Nullable String phone,
        @Nullable Text address,
        @Nullable URI site) {
    /** Nobody says who it is. */
    public static final Contact NONE = new Contact(null, null, null, null, null, null);

    public Contact {
        if (email != null && !email.matches("[^@\\s]{1,64}@[^@\\s]{1,190}")) {
            throw new IllegalArgumentException(
                    "--contact-email is an address such as gis@example.vn, not '" + email + "'");
        }
        if (site != null
                && (site.getHost() == null || !String.valueOf(site.getScheme()).matches("https?"))) {
            throw new IllegalArgumentException(
                    "--contact-site is an address such as https://example.vn, not '" + site + "'");
        }
    }

    /** Whether there is nothing to tell. */
    public boolean isEmpty() {
        return equals(NONE);
    }

    /** The name in a language, or null. */
    public @Nullable String nameIn(String language) {
        return name == null ? null : name.in(language);
    }

    /** The address in a language, or null. */
    public @Nullable String addressIn(String language) {
        return address == null ? null : address.in(language);
    }

    /** The object {@code contact} of OpenAPI 3.0 (clause 4.7.3), which has three members; or null. */
    public @Nullable JsonObject openApi(String language) {
        JsonObject told = new JsonObject();
        String who = nameIn(language);
        if (who != null || person != null) {
            told.put("name", who == null ? person : who);
        }
        if (site != null) {
            told.put("url", site.toString());
        }
        if (email != null) {
            told.put("email", email);
        }
        return told.isEmpty() ? null : told;
    }

    /** All that is known of it, with the members of OpenAPI and those that it has no place for; or null. */
    public @Nullable JsonObject json(String language) {
        JsonObject told = openApi(language);
        JsonObject all = told == null ? new JsonObject() : told;
        if (name != null && person != null) {
            all.put("person", person);
        }
        if (phone != null) {
            all.put("phone", phone);
        }
        String where = addressIn(language);
        if (where != null) {
            all.put("address", where);
        }
        return all.isEmpty() ? null : all;
    }
}
