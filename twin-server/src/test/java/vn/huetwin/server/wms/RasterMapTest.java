package vn.huetwin.server.wms;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import vn.huetwin.ontology.testing.DrawnTiff;

/**
 * Depths of a flood on four by two pixels, heights, an image of two by two pixels, and a secret. A pixel of theirs is one of
 * the maps.
 */
@Tag("postgis")
class RasterMapTest {
    private static final float NONE = -9999;

    @TempDir
    static Path folder;

    private static MapServer server;

    @BeforeAll
    static void fill() throws Exception {
        Path secret = Files.writeString(folder.resolve("secret.ttl"), """
                @prefix def: <https://data.huetwin.vn/def#> .
                @prefix layer: <https://data.huetwin.vn/layer/> .
                @prefix dcterms: <http://purl.org/dc/terms/> .
                layer:secret_image a def:RasterLayer ; def:access def:internal ; dcterms:title "Ảnh kín"@vi, "Secret"@en .
                """);
        server = new MapServer(List.of(secret));
        server.put(
                "water",
                "w1",
                "MULTIPOLYGON (((107.508 16.499, 107.512 16.499, 107.512 16.496, 107.508 16.496, 107.508 16.499)))",
                Map.of());
        raster("flood_depth", "2020-10-12T00:00:00Z", DrawnTiff.heights(4, 0, 0.1f, 0.3f, 0.7f, 1.5f, 3, 5, NONE));
        raster("flood_depth", "2020-10-13T00:00:00Z", DrawnTiff.heights(4, 5, 5, 5, 5, 5, 5, 5, NONE));
        raster("terrain", null, DrawnTiff.heights(4, 0, 10, 20, 30, 40, 50, 60, NONE));
        raster("orthophoto", null, DrawnTiff.colours(2, 0xff0000, 0x00ff00, 0x0000ff, 0x102030));
        raster("secret_image", null, DrawnTiff.colours(1, 0xff00ff));
    }

    private static void raster(String layer, String time, DrawnTiff drawing) throws Exception {
        Path file = drawing.crs(4326).at(107.502, 16.499, 0.001).nodata("-9999").write(folder.resolve(layer + ".tif"));
        server.raster(file, layer, time == null ? null : Instant.parse(time));
    }

    @AfterAll
    static void close() {
        server.close();
    }

    /** The colours of the pixels 2–5 in the rows 1 and 2 of a map: rrggbb, or a line where there is none. */
    private static List<String> colours(String... changes) throws Exception {
        List<String> changed = new ArrayList<>(List.of("TRANSPARENT", "TRUE"));
        changed.addAll(List.of(changes));
        BufferedImage image = server.image(MapServer.map(changed.toArray(String[]::new)));
        List<String> rows = new ArrayList<>();
        for (int y = 1; y <= 2; y++) {
            List<String> row = new ArrayList<>();
            for (int x = 2; x <= 5; x++) {
                int argb = image.getRGB(x, y);
                row.add(argb >>> 24 == 0 ? "------" : String.format(Locale.ROOT, "%06x", argb & 0xffffff));
            }
            rows.add(String.join(" ", row));
        }
        return rows;
    }

    private static String sld(String layer, String symbolizer) {
        return "<StyledLayerDescriptor version=\"1.0.0\" xmlns=\"http://www.opengis.net/sld\"><NamedLayer><Name>"
                + layer
                + "</Name><UserStyle><FeatureTypeStyle><Rule><RasterSymbolizer>" + symbolizer
                + "</RasterSymbolizer></Rule></FeatureTypeStyle></UserStyle></NamedLayer></StyledLayerDescriptor>";
    }

    /** On white with an opacity of 0.8: 0x08 · 0.8 + 51 = 0x39, 0x30 · 0.8 + 51 = 0x59, 0x6b · 0.8 + 51 = 0x89. */
    @Test
    void floodsAreBluesByTheirDepth() throws Exception {
        assertEquals(
                List.of("ffffff e5eff9 b1d5e7 68a8d1", "4d8dc4 3974b0 395989 ffffff"),
                colours("LAYERS", "flood_depth", "TIME", "2020-10-12T00:00:00Z", "TRANSPARENT", "FALSE"));
    }

    @Test
    void aTimeShowsTheRastersBeforeIt() throws Exception {
        List<String> last = List.of("395989 395989 395989 395989", "395989 395989 395989 ffffff");
        assertEquals(last, colours("LAYERS", "flood_depth", "TRANSPARENT", "FALSE"));
        assertEquals(last, colours("LAYERS", "flood_depth", "TRANSPARENT", "FALSE", "TIME", "2021"));
        assertEquals(
                List.of("------ ------ ------ ------", "------ ------ ------ ------"),
                colours("LAYERS", "flood_depth", "TIME", "2019"));
        assertEquals(
                "e5eff9",
                colours("LAYERS", "flood_depth", "TRANSPARENT", "FALSE", "TIME", "2020-10-12T10:00:00Z")
                        .get(0)
                        .substring(7, 13));
    }

    /** 06-042, C.4.2 and C.4.3. */
    @ParameterizedTest
    @CsvSource({
        "default, 99 Default value used: time=2020-10-13T00:00:00Z ISO8601",
        "2021, 99 Nearest value used: time=2020-10-13T00:00:00Z ISO8601",
        "2020-10-12T10:00:00Z, 99 Nearest value used: time=2020-10-12T00:00:00Z ISO8601",
        "2020-10-12T00:00:00Z,",
        "2020,",
        "2019,",
    })
    void whoSeesATimeThatWasNotAskedForIsTold(String time, String told) throws Exception {
        var answer = server.get(MapServer.map("LAYERS", "flood_depth,water", "TIME", time));
        assertEquals(told, answer.headers().firstValue("Warning").orElse(null));
    }

    @Test
    void imagesHaveTheirOwnColours() throws Exception {
        assertEquals(
                List.of("ff0000 00ff00 ------ ------", "0000ff 102030 ------ ------"),
                colours("LAYERS", "orthophoto", "INTERPOLATIONS", "nearest neighbor"));
    }

    @Test
    void featuresLieOverRasters() throws Exception {
        BufferedImage both =
                server.image(MapServer.map("LAYERS", "orthophoto,water", "INTERPOLATIONS", "nearest neighbor"));
        BufferedImage water = server.image(MapServer.map("LAYERS", "water"));
        assertEquals(0xffff0000, both.getRGB(2, 1));
        assertEquals(water.getRGB(9, 2), both.getRGB(9, 2));
    }

    /** Half a pixel to the east: bilinear is the mean of two, nearest takes the one on the right. */
    @ParameterizedTest
    @CsvSource({"bilinear, 808000", "nearest, 00ff00"})
    void pixelsAreInterpolatedIfWanted(String how, String colour) throws Exception {
        BufferedImage image = server.image(
                MapServer.map("LAYERS", "orthophoto", "INTERPOLATIONS", how, "BBOX", "107.5005,16.492,107.5165,16.5"));
        assertEquals(colour, String.format(Locale.ROOT, "%06x", image.getRGB(2, 1) & 0xffffff));
    }

    /** What a symbolizer makes of 0, 10, 20, 30 and 40, 50, 60, nothing. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            <ColorMap><ColorMapEntry color="#000000" quantity="0"/><ColorMapEntry color="#ff0000" quantity="51"/></ColorMap> | 000000 320000 640000 960000 | c80000 fa0000 ff0000 ------
            <ColorMap type="intervals"><ColorMapEntry color="#112233" quantity="10"/><ColorMapEntry color="#445566" quantity="45"/></ColorMap> | 112233 445566 445566 445566 | 445566 ------ ------ ------
            <ColorMap type="values"><ColorMapEntry color="#112233" quantity="20"/></ColorMap> | ------ ------ 112233 ------ | ------ ------ ------ ------
            <ColorMap><Categorize><LookupValue>Rasterdata</LookupValue><Value>#112233</Value><Threshold>30</Threshold><Value>#445566</Value></Categorize></ColorMap> | 112233 112233 112233 445566 | 445566 445566 445566 ------
            <ColorMap><Interpolate><LookupValue>Rasterdata</LookupValue><InterpolationPoint><Data>0</Data><Value>#000000</Value></InterpolationPoint><InterpolationPoint><Data>51</Data><Value>#00ff00</Value></InterpolationPoint></Interpolate></ColorMap> | 000000 003200 006400 009600 | 00c800 00fa00 00ff00 ------
            <ContrastEnhancement><Normalize/></ContrastEnhancement> | 000000 2b2b2b 555555 808080 | aaaaaa d5d5d5 ffffff ------
            <ContrastEnhancement><Normalize><VendorOption name="algorithm">StretchToMinimumMaximum</VendorOption><VendorOption name="minValue">10</VendorOption><VendorOption name="maxValue">30</VendorOption></Normalize></ContrastEnhancement> | 000000 000000 808080 ffffff | ffffff ffffff ffffff ------
            """)
    void numbersAreColouredAsTheStyleSays(String symbolizer, String first, String second) throws Exception {
        assertEquals(
                List.of(first, second),
                colours("LAYERS", "terrain", "INTERPOLATIONS", "nearest", "SLD_BODY", sld("terrain", symbolizer)));
    }

    @Test
    void bandsAreChosenByTheStyle() throws Exception {
        String channels = "<ChannelSelection><RedChannel><SourceChannelName>3</SourceChannelName></RedChannel>"
                + "<GreenChannel><SourceChannelName>2</SourceChannelName></GreenChannel>"
                + "<BlueChannel><SourceChannelName>1</SourceChannelName></BlueChannel></ChannelSelection>";
        assertEquals(
                List.of("0000ff 00ff00 ------ ------", "ff0000 302010 ------ ------"),
                colours("LAYERS", "orthophoto", "INTERPOLATIONS", "nearest", "SLD_BODY", sld("orthophoto", channels)));
        assertEquals(
                "202020",
                colours(
                                "LAYERS",
                                "orthophoto",
                                "INTERPOLATIONS",
                                "nearest",
                                "SLD_BODY",
                                sld(
                                        "orthophoto",
                                        "<ChannelSelection><GrayChannel><SourceChannelName>2</SourceChannelName>"
                                                + "</GrayChannel></ChannelSelection>"))
                        .get(1)
                        .substring(7, 13));
    }

    /** A slope that rises to the south-east turns to the light from the north-west. */
    @Test
    void reliefIsBrightTowardsTheLight() throws Exception {
        raster(
                "terrain",
                "2024-01-01T00:00:00Z",
                DrawnTiff.heights(4, 0, 50, 100, 150, 50, 100, 150, 200, 100, 150, 200, 250));
        raster(
                "terrain",
                "2025-01-01T00:00:00Z",
                DrawnTiff.heights(4, 250, 200, 150, 100, 200, 150, 100, 50, 150, 100, 50, 0));
        String relief = sld("terrain", "<ShadedRelief><BrightnessOnly>true</BrightnessOnly></ShadedRelief>");
        String[] map = {
            "LAYERS", "terrain", "INTERPOLATIONS", "nearest", "SLD_BODY", relief, "TIME", "2024-01-01T00:00:00Z"
        };
        int bright = Integer.parseInt(colours(map).get(1).substring(7, 9), 16);
        map[7] = "2025-01-01T00:00:00Z";
        int dark = Integer.parseInt(colours(map).get(1).substring(7, 9), 16);
        assertTrue(bright > 0xb4 && dark < 0xb4, bright + " " + dark);
    }

    @ParameterizedTest
    @CsvSource({
        "<ContrastEnhancement><Histogram/></ContrastEnhancement>, ContrastEnhancement/Histogram",
        "<OverlapBehavior>AVERAGE</OverlapBehavior>, RasterSymbolizer/OverlapBehavior",
        "<ColorMap/>, ColorMap",
        "<ColorMap type=\"rainbow\"><ColorMapEntry color=\"#112233\" quantity=\"20\"/></ColorMap>, ColorMap type rainbow",
        "<ColorMap><ColorMapEntry color=\"red\" quantity=\"20\"/></ColorMap>, #rrggbb",
        "<ColorMap><ColorMapEntry color=\"#112233\" quantity=\"much\"/></ColorMap>, quantity",
    })
    void whatIsNotSupportedIsNamed(String symbolizer, String named) throws Exception {
        String answer = server.text(MapServer.map("LAYERS", "terrain", "SLD_BODY", sld("terrain", symbolizer)));
        assertTrue(answer.contains("ServiceException") && answer.contains(named), answer);
    }

    @Test
    void stylesOfRastersAreKept() throws Exception {
        String grey = sld("terrain", "<ContrastEnhancement><Normalize/></ContrastEnhancement>");
        assertEquals(
                201,
                server.send("PUT", "/api/styles/terrain/grey", grey, "X-Role", "PLANNER")
                        .statusCode());
        assertEquals(
                "2b2b2b",
                colours("LAYERS", "terrain", "STYLES", "grey", "INTERPOLATIONS", "nearest", "TIME", "2020")
                        .get(0)
                        .substring(7, 13));
        assertEquals(
                422,
                server.send(
                                "PUT",
                                "/api/styles/terrain/bad",
                                grey.replace("Normalize", "Histogram"),
                                "X-Role",
                                "PLANNER")
                        .statusCode());
    }

    /** In each system the box that the capabilities tell shows the layer; its middle is the second or third of four. */
    @ParameterizedTest
    @CsvSource({"1.3.0", "1.1.1"})
    void isInEverySystem(String version) throws Exception {
        String parameter = version.equals("1.3.0") ? "CRS" : "SRS";
        int shown = 0;
        NodeList boxes = layer(version, "flood_depth").getElementsByTagNameNS("*", "BoundingBox");
        for (int i = 0; i < boxes.getLength(); i++) {
            Element box = (Element) boxes.item(i);
            List<String> corners = new ArrayList<>();
            for (String side : List.of("minx", "miny", "maxx", "maxy")) {
                corners.add(box.getAttribute(side));
            }
            BufferedImage image = server.image(MapServer.map(
                    "LAYERS",
                    "flood_depth",
                    "VERSION",
                    version,
                    parameter,
                    box.getAttribute(parameter),
                    "BBOX",
                    String.join(",", corners),
                    "WIDTH",
                    "40",
                    "HEIGHT",
                    "20",
                    "TIME",
                    "2020-10-12T00:00:00Z",
                    "INTERPOLATIONS",
                    "nearest"));
            assertEquals(
                    "b1d5e7",
                    String.format(Locale.ROOT, "%06x", image.getRGB(24, 5) & 0xffffff),
                    box.getAttribute(parameter));
            shown++;
        }
        assertTrue(shown > 20, () -> "boxes of one layer");
    }

    private static Element layer(String version, String name) throws Exception {
        String text = server.text(MapServer.query(
                new TreeMap<>(Map.of("SERVICE", "WMS", "REQUEST", "GetCapabilities", "VERSION", version))));
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setNamespaceAware(true);
        factory.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
        NodeList layers = factory.newDocumentBuilder()
                .parse(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)))
                .getElementsByTagNameNS("*", "Layer");
        for (int i = 0; i < layers.getLength(); i++) {
            Element layer = (Element) layers.item(i);
            if (layer.getElementsByTagNameNS("*", "Name")
                    .item(0)
                    .getTextContent()
                    .equals(name)) {
                return layer;
            }
        }
        throw new AssertionError("no layer " + name);
    }

    @Test
    void capabilitiesTellTimesAndLegends() throws Exception {
        Element layer = layer("1.3.0", "flood_depth");
        Element dimension =
                (Element) layer.getElementsByTagNameNS("*", "Dimension").item(0);
        assertEquals("2020-10-12T00:00:00Z,2020-10-13T00:00:00Z", dimension.getTextContent());
        assertEquals("2020-10-13T00:00:00Z", dimension.getAttribute("default"));
        assertEquals("1", dimension.getAttribute("nearestValue"));
        Element legend =
                (Element) layer.getElementsByTagNameNS("*", "LegendURL").item(0);
        BufferedImage image = server.image(MapServer.query(new TreeMap<>(Map.of(
                "SERVICE",
                "WMS",
                "VERSION",
                "1.3.0",
                "REQUEST",
                "GetLegendGraphic",
                "LAYER",
                "flood_depth",
                "FORMAT",
                "image/png",
                "STYLE",
                "default",
                "LANGUAGE",
                "vi"))));
        assertEquals(legend.getAttribute("height"), Integer.toString(image.getHeight()));
        assertEquals(6 * 24, image.getHeight());
        assertEquals("395989", String.format(Locale.ROOT, "%06x", image.getRGB(10, 5 * 24 + 12) & 0xffffff));
    }

    private static String[] info(String layer, String format, int column, int row) {
        return new String[] {
            "REQUEST",
            "GetFeatureInfo",
            "LAYERS",
            layer,
            "QUERY_LAYERS",
            layer,
            "INFO_FORMAT",
            format,
            "I",
            Integer.toString(column),
            "J",
            Integer.toString(row),
            "TIME",
            "2020-10-12T00:00:00Z"
        };
    }

    @Test
    void aPixelTellsItsNumbers() throws Exception {
        String text = server.text(MapServer.map(info("flood_depth", "text/plain", 4, 1)));
        assertTrue(text.contains("value = '0.3'") && text.contains("unit = 'm'"), text);
        assertTrue(server.text(MapServer.map(info("flood_depth", "application/geo+json", 2, 2)))
                .contains("\"value\":1.5"));
        assertTrue(server.text(MapServer.map(info("orthophoto", "application/vnd.ogc.gml", 3, 2)))
                .contains("<hue:band_3>48</hue:band_3>"));
        String none = server.text(MapServer.map(info("flood_depth", "application/geo+json", 5, 2)));
        assertTrue(none.contains("\"features\":[]"), none);
    }

    @Test
    void whoMayNotSeeALayerDoesNotLearnOfIt() throws Exception {
        String map = MapServer.map("LAYERS", "secret_image");
        assertTrue(server.text(map).contains("LayerNotDefined"));
        assertEquals(0xffff00ff, server.image(map, "X-Role", "PLANNER").getRGB(2, 1));
        assertTrue(server.text(map).contains("LayerNotDefined"), "after it was drawn for others");
        String capabilities = MapServer.query(new TreeMap<>(Map.of("SERVICE", "WMS", "REQUEST", "GetCapabilities")));
        assertFalse(server.text(capabilities).contains("secret_image"));
        assertTrue(server.text(capabilities, "X-Role", "PLANNER").contains("secret_image"));
    }

    @Test
    void everyFormatHasRasters() throws Exception {
        byte[] png = server.get(MapServer.map("LAYERS", "orthophoto", "FORMAT", "image/png; mode=8bit"))
                .body();
        assertArrayEquals(new byte[] {(byte) 0x89, 'P', 'N', 'G'}, java.util.Arrays.copyOf(png, 4));
        BufferedImage jpeg = server.image(MapServer.map("LAYERS", "orthophoto", "FORMAT", "image/jpeg"));
        assertEquals(16, jpeg.getWidth());
    }

    @Test
    void rastersTakeNoFilter() throws Exception {
        String answer = server.text(MapServer.map("LAYERS", "terrain", "CQL_FILTER", "value > 3"));
        assertTrue(answer.contains("CQL_FILTER"), answer);
    }
}
