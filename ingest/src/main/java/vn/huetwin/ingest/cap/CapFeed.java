package vn.huetwin.ingest.cap;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import vn.huetwin.ingest.event.EventException;

/** An index of warnings in Atom (RFC 4287) or RSS 2.0 whose entries link to CAP messages. */
public final class CapFeed {
    private static final String ATOM = "http://www.w3.org/2005/Atom";
    private static final String CAP_TYPE = "application/cap+xml";

    private CapFeed() {}

    /**
     * An entry.
     *
     * @param address of the CAP message
     * @param state   changes when the entry does
     */
    public record Entry(URI address, String state) {}

    /**
     * The entries in the order of the document, without those that have no link.
     *
     * @param base the address of the feed, for links that are relative
     * @throws EventException if it is neither Atom nor RSS
     */
    public static List<Entry> read(byte[] xml, URI base) throws EventException {
        Document document = CapReader.document(xml);
        Element root = document.getDocumentElement();
        boolean atom = "feed".equals(root.getLocalName()) && ATOM.equals(root.getNamespaceURI());
        if (!atom && !"rss".equals(root.getLocalName())) {
            throw CapReader.refused(
                    "not-a-feed",
                    "body",
                    "đây không phải là danh mục Atom hay RSS 2.0",
                    "this is no index in Atom or RSS 2.0");
        }
        NodeList nodes =
                atom ? document.getElementsByTagNameNS(ATOM, "entry") : document.getElementsByTagNameNS("*", "item");
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i < nodes.getLength(); i++) {
            Element node = (Element) nodes.item(i);
            String link = atom ? atomLink(node) : rssLink(node);
            URI address = link == null ? null : resolved(base, link);
            if (address != null) {
                entries.add(new Entry(
                        address, text(node, atom ? "updated" : "pubDate") + text(node, atom ? "id" : "guid")));
            }
        }
        return entries;
    }

    /** The link that says that it is a CAP message, else the one to the entry itself. */
    private static @Nullable String atomLink(Element entry) {
        NodeList links = entry.getElementsByTagNameNS(ATOM, "link");
        String other = null;
        for (int i = 0; i < links.getLength(); i++) {
            Element link = (Element) links.item(i);
            String relation = link.getAttribute("rel");
            if (link.getAttribute("type").startsWith(CAP_TYPE)) {
                return link.getAttribute("href");
            }
            if (other == null && (relation.isEmpty() || relation.equals("alternate"))) {
                other = link.getAttribute("href");
            }
        }
        return other;
    }

    private static @Nullable String rssLink(Element item) {
        NodeList enclosures = item.getElementsByTagName("enclosure");
        for (int i = 0; i < enclosures.getLength(); i++) {
            Element enclosure = (Element) enclosures.item(i);
            if (enclosure.getAttribute("type").startsWith(CAP_TYPE)) {
                return enclosure.getAttribute("url");
            }
        }
        String link = text(item, "link");
        return link.isEmpty() ? null : link;
    }

    private static String text(Element parent, String name) {
        NodeList found = parent.getElementsByTagNameNS("*", name);
        return found.getLength() == 0 ? "" : found.item(0).getTextContent().strip();
    }

    private static @Nullable URI resolved(URI base, String link) {
        try {
            return base.resolve(link.strip());
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
