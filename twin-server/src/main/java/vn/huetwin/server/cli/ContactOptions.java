package vn.huetwin.server.cli;

import java.net.URI;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import vn.huetwin.ontology.catalogue.Text;
import vn.huetwin.server.config.Contact;

/** Options that say who runs the services. */
final class ContactOptions {
    @Option(
            names = "--contact-name",
            description =
                    "organisation that runs the services: told by WMS, WFS, OGC API and GeoServer (default: not told)")
    private @Nullable String name;

    @Option(names = "--contact-name-en", description = "its name in English, if it has one")
    private @Nullable String nameEn;

    @Option(names = "--contact-person", description = "whom to ask there: a person or a desk")
    private @Nullable String person;

    @Option(names = "--contact-email", description = "electronic mail for questions about the services")
    private @Nullable String email;

    @Option(names = "--contact-phone", description = "telephone for questions about the services")
    private @Nullable String phone;

    @Option(names = "--contact-address", description = "postal address, on one line")
    private @Nullable String address;

    @Option(names = "--contact-address-en", description = "the same in English")
    private @Nullable String addressEn;

    @Option(names = "--contact-site", paramLabel = "<address>", description = "web site of the organisation")
    private @Nullable URI site;

    Contact contact() {
        return new Contact(
                both("name", name, nameEn),
                some(person),
                some(email),
                some(phone),
                both("address", address, addressEn),
                site);
    }

    private static @Nullable Text both(String option, @Nullable String vi, @Nullable String en) {
        String first = some(vi);
        String second = some(en);
        if (first == null && second != null) {
            throw new IllegalArgumentException("--contact-" + option + "-en goes with --contact-" + option);
        }
        return first == null ? null : new Text(first, second == null ? first : second);
    }

    private static @Nullable String some(@Nullable String value) {
        return value == null || value.isBlank() ? null : value.strip();
    }
}
