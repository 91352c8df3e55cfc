package vn.huetwin.server.wms;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import vn.huetwin.server.ows.Xml;

/** Writes XML: elements in order, text escaped. */
final class XmlWriter {
    private final StringBuilder out = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");

    /** Goes before the root. */
    void doctype(String text) {
        out.append(text).append('\n');
    }

    /** @param attributes name and value by turns */
    XmlWriter open(String name, String... attributes) {
        start(name, attributes);
        out.append(">\n");
        return this;
    }

    XmlWriter close(String name) {
        out.append("</").append(name).append(">\n");
        return this;
    }

    XmlWriter element(String name, @Nullable String text, String... attributes) {
        start(name, attributes);
        if (text == null || text.isEmpty()) {
            out.append("/>\n");
            return this;
        }
        out.append('>');
        Xml.escape(out, text);
        out.append("</").append(name).append(">\n");
        return this;
    }

    private void start(String name, String... attributes) {
        out.append('<').append(name);
        for (int i = 0; i < attributes.length; i += 2) {
            out.append(' ').append(attributes[i]).append("=\"");
            Xml.escape(out, attributes[i + 1]);
            out.append('"');
        }
    }

    byte[] bytes() {
        return out.toString().getBytes(StandardCharsets.UTF_8);
    }
}
