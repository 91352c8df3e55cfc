package vn.huetwin.server.ows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class XmlReaderTest {
    @Test
    void readsElementsAttributesAndTextWithoutTheirPrefixes() {
        XmlElement query = new XmlReader()
                .read(
                        "<w:Query xmlns:w='urn:w' typeNames='hue:ward'><w:P>một &amp; <![CDATA[<hai>]]></w:P></w:Query>",
                        "request");
        assertEquals(
                "urn:w Query hue:ward", query.namespace() + " " + query.name() + " " + query.attribute("typeNames"));
        assertEquals("một & <hai>", query.children().get(0).text());
    }

    static Stream<Arguments> hostile() {
        String bomb = "<!DOCTYPE a [<!ENTITY b 'bbbb'><!ENTITY c '&b;&b;&b;&b;'><!ENTITY d '&c;&c;&c;&c;'>]>";
        return Stream.of(
                Arguments.of(
                        "an external entity", "<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/hostname'>]><a>&x;</a>"),
                Arguments.of("an external entity in an attribute", "<!DOCTYPE a [<!ENTITY x 'y'>]><a b='&x;'/>"),
                Arguments.of("a remote document type", "<!DOCTYPE a SYSTEM 'http://127.0.0.1:9/a.dtd'><a/>"),
                Arguments.of("a parameter entity", "<!DOCTYPE a [<!ENTITY % x SYSTEM 'http://127.0.0.1:9/'> %x;]><a/>"),
                Arguments.of("an entity bomb", bomb + "<a>&d;&d;&d;</a>"),
                Arguments.of("an unknown entity", "<a>&nbsp;</a>"),
                Arguments.of("depth", "<a>".repeat(5_000)),
                Arguments.of("breadth", "<a>" + "<b/>".repeat(400_001) + "</a>"),
                Arguments.of("nothing", ""),
                Arguments.of("half an element", "<a><b></a>"),
                Arguments.of("no XML", "{\"a\":1}"),
                Arguments.of("the character NUL", "<a>\0</a>"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("hostile")
    void hostileTextIsRefused(String what, String xml) {
        byte[] bytes = xml.getBytes(StandardCharsets.UTF_8);
        OwsException e = assertThrows(OwsException.class, () -> new XmlReader().read(bytes, "filter"), what);
        assertEquals("InvalidParameterValue filter 400", e.code() + " " + e.locator() + " " + e.status());
    }
}
