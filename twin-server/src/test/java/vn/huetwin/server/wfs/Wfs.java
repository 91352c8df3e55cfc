package vn.huetwin.server.wfs;

import java.io.IOException;
import java.io.StringReader;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Document;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import vn.huetwin.server.testing.TestTwin;

/** A client of {@code /ows} that checks that what it gets is XML. */
record Wfs(TestTwin city) {
    /** An answer and its document. */
    record Answer(int status, String text, Document xml) {
        String attribute(String name) {
            return xml.getDocumentElement().getAttribute(name);
        }

        /** Texts of all elements with this local name. */
        List<String> texts(String local) {
            List<String> texts = new ArrayList<>();
            NodeList nodes = xml.getElementsByTagNameNS("*", local);
            for (int i = 0; i < nodes.getLength(); i++) {
                texts.add(nodes.item(i).getTextContent().strip());
            }
            return texts;
        }

        /** Identifiers of the features, in their order, without the layer. */
        String keys() {
            List<String> keys = new ArrayList<>();
            Matcher id = Pattern.compile("<hue:(\\w+) (?:gml:id|fid)=\"\\1\\.([^\"]+)\"")
                    .matcher(text);
            while (id.find()) {
                keys.add(id.group(2));
            }
            return String.join(" ", keys);
        }

        /** {@code status code locator} of an exception report. */
        String exception() {
            for (String name : List.of("Exception", "ServiceException")) {
                Node node = xml.getElementsByTagNameNS("*", name).item(0);
                if (node != null) {
                    Node code = node.getAttributes().getNamedItem(name.equals("Exception") ? "exceptionCode" : "code");
                    Node locator = node.getAttributes().getNamedItem("locator");
                    return status + " " + code.getNodeValue() + " " + (locator == null ? "-" : locator.getNodeValue());
                }
            }
            return status + " no exception: " + text;
        }
    }

    /** @param parameters name and value by turns */
    Answer get(String... parameters) throws IOException {
        return at("/ows" + query(parameters));
    }

    static String query(String... parameters) {
        StringBuilder query = new StringBuilder("?SERVICE=WFS");
        for (int i = 0; i < parameters.length; i += 2) {
            query.append('&')
                    .append(parameters[i])
                    .append('=')
                    .append(URLEncoder.encode(parameters[i + 1], StandardCharsets.UTF_8));
        }
        return query.toString();
    }

    /** GetFeature of WFS 2.0. */
    Answer features(String... parameters) throws IOException {
        List<String> all = new ArrayList<>(List.of("VERSION", "2.0.0", "REQUEST", "GetFeature"));
        all.addAll(List.of(parameters));
        return get(all.toArray(String[]::new));
    }

    /** With a filter, whose prefixes need not be declared. */
    String keys(String type, String filter) throws IOException {
        String xml = "<fes:Filter xmlns:fes='http://www.opengis.net/fes/2.0' xmlns:gml='http://www.opengis.net/gml/3.2'"
                + " xmlns:hue='https://data.huetwin.vn/gml'>" + filter + "</fes:Filter>";
        Answer answer = features("TYPENAMES", "hue:" + type, "FILTER", xml);
        return answer.status() == 200 ? answer.keys() : answer.exception();
    }

    Answer at(String address, String... headers) throws IOException {
        return answer(city.get(address, headers));
    }

    Answer post(String xml, String... headers) throws IOException {
        return answer(city.post("/ows", "text/xml", xml, headers));
    }

    private static Answer answer(HttpResponse<String> response) {
        return new Answer(response.statusCode(), response.body(), parse(response.body()));
    }

    private static Document parse(@Nullable String text) {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setNamespaceAware(true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            return factory.newDocumentBuilder().parse(new InputSource(new StringReader(String.valueOf(text))));
        } catch (SAXException | IOException | ParserConfigurationException e) {
            throw new AssertionError("Not XML: " + text, e);
        }
    }
}
