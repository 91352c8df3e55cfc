package vn.huetwin.server.wfs;

import org.jspecify.annotations.Nullable;
import vn.huetwin.server.config.Contact;
import vn.huetwin.server.ows.Xml;

/** Who runs the service, as OWS Common 1.0 and 1.1 tell it (06-121r3, clause 7.4.5). */
final class ServiceProvider {
    private static final String NOBODY = "Huế Twin";

    private ServiceProvider() {}

    /** Into a document that declares {@code ows} and {@code xlink}. */
    static void write(StringBuilder xml, Contact contact, String language) {
        xml.append("  <ows:ServiceProvider>\n");
        String name = contact.nameIn(language);
        element(xml, "ProviderName", name == null ? NOBODY : name);
        if (contact.site() != null) {
            xml.append("    <ows:ProviderSite xlink:href=\"");
            Xml.escape(xml, contact.site().toString());
            xml.append("\"/>\n");
        }
        xml.append("    <ows:ServiceContact>\n");
        element(xml, "IndividualName", contact.person());
        String address = contact.addressIn(language);
        boolean place = address != null || contact.email() != null;
        if (place || contact.phone() != null) {
            xml.append("    <ows:ContactInfo>\n");
            if (contact.phone() != null) {
                xml.append("    <ows:Phone>\n");
                element(xml, "Voice", contact.phone());
                xml.append("    </ows:Phone>\n");
            }
            if (place) {
                xml.append("    <ows:Address>\n");
                element(xml, "DeliveryPoint", address);
                element(xml, "ElectronicMailAddress", contact.email());
                xml.append("    </ows:Address>\n");
            }
            xml.append("    </ows:ContactInfo>\n");
        }
        xml.append("    </ows:ServiceContact>\n  </ows:ServiceProvider>\n");
    }

    private static void element(StringBuilder xml, String name, @Nullable String value) {
        if (value == null) {
            return;
        }
        xml.append("    <ows:").append(name).append('>');
        Xml.escape(xml, value);
        xml.append("</ows:").append(name).append(">\n");
    }
}
