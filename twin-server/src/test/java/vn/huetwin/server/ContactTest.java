package vn.huetwin.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.net.URI;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import vn.huetwin.ontology.catalogue.Text;
import vn.huetwin.server.config.Contact;
import vn.huetwin.server.testing.TestTwin;

/** Who runs the services is told by each of them as it is set, and by none if it is not. */
@Tag("postgis")
class ContactTest {
    private static final Contact CENTRE = new Contact(
            new Text("Trung tâm <Dữ liệu>", "Centre of Data"),
            "Tổ bản đồ",
            "gis@example.vn",
            "+84 234 000 000",
            new Text("1 Đường A", "1 A Street"),
            URI.create("https://example.vn/gis"));

    private static String flat(TestTwin twin, String path) throws Exception {
        return twin.get(path).body().replaceAll(">\\s+<", "><");
    }

    @Test
    void everyServiceTellsIt() throws Exception {
        try (TestTwin twin =
                TestTwin.plan().configured(config -> config.contact(CENTRE)).start()) {
            for (String version : new String[] {"1.3.0", "1.1.1"}) {
                String wms = flat(twin, "/ows?service=WMS&request=GetCapabilities&version=" + version);
                assertTrue(
                        wms.contains(
                                "<ContactInformation><ContactPersonPrimary><ContactPerson>Tổ bản đồ</ContactPerson>"
                                        + "<ContactOrganization>Trung tâm &lt;Dữ liệu&gt;</ContactOrganization></ContactPersonPrimary>"
                                        + "<ContactAddress><AddressType>postal</AddressType><Address>1 Đường A</Address><City/>"
                                        + "<StateOrProvince/><PostCode/><Country/></ContactAddress>"
                                        + "<ContactVoiceTelephone>+84 234 000 000</ContactVoiceTelephone>"
                                        + "<ContactElectronicMailAddress>gis@example.vn</ContactElectronicMailAddress>"
                                        + "</ContactInformation>"),
                        wms);
                assertTrue(wms.contains("xlink:href=\"https://example.vn/gis\"/><ContactInformation>"), wms);
            }
            for (String version : new String[] {"2.0.0", "1.1.0"}) {
                String wfs = flat(twin, "/ows?service=WFS&request=GetCapabilities&language=en&version=" + version);
                assertTrue(
                        wfs.contains("<ows:ServiceProvider><ows:ProviderName>Centre of Data</ows:ProviderName>"
                                + "<ows:ProviderSite xlink:href=\"https://example.vn/gis\"/><ows:ServiceContact>"
                                + "<ows:IndividualName>Tổ bản đồ</ows:IndividualName><ows:ContactInfo><ows:Phone>"
                                + "<ows:Voice>+84 234 000 000</ows:Voice></ows:Phone><ows:Address>"
                                + "<ows:DeliveryPoint>1 A Street</ows:DeliveryPoint>"
                                + "<ows:ElectronicMailAddress>gis@example.vn</ows:ElectronicMailAddress></ows:Address>"
                                + "</ows:ContactInfo></ows:ServiceContact></ows:ServiceProvider>"),
                        wfs);
            }
            JsonObject three = new JsonObject()
                    .put("name", "Centre of Data")
                    .put("url", "https://example.vn/gis")
                    .put("email", "gis@example.vn");
            assertEquals(three, info(twin, "/ogc/api?f=json", "Accept-Language", "en"));
            assertEquals(three, info(twin, "/api/openapi.json"));
            JsonObject landing = new JsonObject(
                    twin.get("/ogc?f=json", "Accept-Language", "en").body());
            three.put("person", "Tổ bản đồ").put("phone", "+84 234 000 000").put("address", "1 A Street");
            assertEquals(three, landing.getJsonObject("contact"));
            assertTrue(twin.get("/ogc?f=html").body().contains("Trung tâm &lt;Dữ liệu&gt; · Tổ bản đồ · 1 Đường A"));
        }
    }

    private static JsonObject info(TestTwin twin, String path, String... headers) throws Exception {
        return new JsonObject(twin.get(path, headers).body())
                .getJsonObject("info")
                .getJsonObject("contact");
    }

    @Test
    void nothingIsMadeUp() throws Exception {
        try (TestTwin twin = TestTwin.empty()) {
            assertFalse(
                    flat(twin, "/ows?service=WMS&request=GetCapabilities").contains("Contact"), "WMS has no contact");
            assertTrue(flat(twin, "/ows?service=WFS&request=GetCapabilities&version=2.0.0")
                    .contains(
                            "<ows:ProviderName>Huế Twin</ows:ProviderName><ows:ServiceContact></ows:ServiceContact>"));
            assertEquals(null, info(twin, "/ogc/api?f=json"));
            assertEquals(null, new JsonObject(twin.get("/ogc?f=json").body()).getJsonObject("contact"));
        }
    }

    @Test
    void whatIsNoAddressIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> new Contact(null, null, "gis", null, null, null));
        assertThrows(
                IllegalArgumentException.class,
                () -> new Contact(null, null, null, null, null, URI.create("ftp://example.vn")));
    }
}
