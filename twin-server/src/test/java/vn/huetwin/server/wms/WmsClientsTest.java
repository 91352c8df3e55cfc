package vn.huetwin.server.wms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.huetwin.ontology.testing.DrawnTiff;
import vn.huetwin.ontology.testing.Programs;

/** The programs that specialists use, from Debian's packages, show the same water and the same report. */
@Tag("postgis")
@Tag("slow")
class WmsClientsTest {
    private static MapServer server;

    @TempDir
    private Path folder;

    @BeforeAll
    static void fill() throws Exception {
        server = new MapServer();
        server.put(
                "water",
                "w1",
                "MULTIPOLYGON (((107.5 16.4, 107.6 16.4, 107.6 16.45, 107.5 16.45, 107.5 16.4)))",
                Map.of("name", "Hồ Tịnh Tâm"));
        server.put(
                "incident",
                "r1",
                "POINT (107.55 16.475)",
                Map.of(
                        "title",
                        "Ngập ở cống",
                        "category",
                        "FLOOD",
                        "reported_at",
                        Instant.parse("2026-01-05T03:00:00Z")));
    }

    @AfterAll
    static void close() {
        server.close();
    }

    private String python(String... lines) throws IOException, InterruptedException {
        return new Programs(folder).python(server.address(), lines);
    }

    @Test
    void owslibDrawsAndAsksInBothVersions() throws Exception {
        for (String version : List.of("1.1.1", "1.3.0")) {
            String text = python(
                    "import sys",
                    "from owslib.wms import WebMapService",
                    "w = WebMapService(sys.argv[1], version='" + version + "')",
                    "water = w.contents['water']",
                    "print('EPSG:9214' in water.crsOptions, 'sos_request' in w.contents, list(water.styles))",
                    "print([round(x, 3) for x in water.boundingBoxWGS84])",
                    "box = (107.5, 16.4, 107.6, 16.5)",
                    "img = w.getmap(layers=['water'], srs='EPSG:4326', bbox=box, size=(100, 100), format='image/png')",
                    "print(img.read()[:4] == b'\\x89PNG')",
                    "info = w.getfeatureinfo(layers=['water'], query_layers=['water'], srs='EPSG:4326', bbox=box,",
                    "    size=(100, 100), format='image/png', info_format='text/plain', xy=(50, 75))",
                    "print('Hồ Tịnh Tâm' in info.read().decode())");
            assertEquals("True False ['default']\n[107.5, 16.4, 107.6, 16.45]\nTrue\nTrue\n", text, version);
        }
    }

    @Test
    void gdalReadsAMapAsARaster() throws Exception {
        String service = "WMS:" + server.address()
                + "?SERVICE=WMS&VERSION=1.1.1&REQUEST=GetMap&LAYERS=water&STYLES=&SRS=EPSG:4326"
                + "&BBOX=107.5,16.4,107.6,16.5&FORMAT=image/png";
        Path image = folder.resolve("map.tif");
        String text = new Programs(folder)
                .run(
                        "gdal_translate",
                        "-outsize",
                        "100",
                        "100",
                        "-projwin",
                        "107.5",
                        "16.5",
                        "107.6",
                        "16.4",
                        service,
                        image.toString());
        assertTrue(text.contains("100 - done") || Files.exists(image), text);
        String place = new Programs(folder).run("gdallocationinfo", "-valonly", image.toString(), "50", "75");
        assertTrue(place.startsWith("169\n203\n227"), "the colour of water, not " + place);
    }

    /** Opens, renders in four systems, identifies, and reads the legend: what a specialist does first. */
    @Test
    void qgisOpensDrawsAndIdentifies() throws Exception {
        String text = python(
                "import sys",
                "from qgis.core import *",
                "from qgis.PyQt.QtCore import QSize",
                "app = QgsApplication([], False)",
                "app.initQgis()",
                "def render(crs, rect, name='water'):",
                "    uri = 'crs=%s&dpiMode=7&format=image/png&layers=%s&styles=&url=%s' % (crs, name, sys.argv[1])",
                "    layer = QgsRasterLayer(uri, name, 'wms')",
                "    s = QgsMapSettings()",
                "    s.setLayers([layer]); s.setOutputSize(QSize(100, 100))",
                "    s.setDestinationCrs(QgsCoordinateReferenceSystem(crs)); s.setExtent(rect)",
                "    job = QgsMapRendererParallelJob(s); job.start(); job.waitForFinished()",
                "    c = job.renderedImage().pixelColor(50, 75)",
                "    return layer, '%s %s %s' % (crs, layer.isValid(), c.name())",
                "wgs = QgsCoordinateReferenceSystem('EPSG:4326')",
                "rect = QgsRectangle(107.51, 16.41, 107.59, 16.49)",
                "for crs in ['EPSG:4326', 'EPSG:3857', 'EPSG:9214', 'EPSG:3405']:",
                "    t = QgsCoordinateTransform(wgs, QgsCoordinateReferenceSystem(crs), QgsProject.instance())",
                "    print(render(crs, t.transformBoundingBox(rect))[1])",
                "layer = render('EPSG:4326', rect)[0]",
                "for f in [QgsRaster.IdentifyFormatText, QgsRaster.IdentifyFormatHtml, QgsRaster.IdentifyFormatFeature]:",
                "    r = layer.dataProvider().identify(QgsPointXY(107.55, 16.42), f, rect, 100, 100)",
                "    v = str(list(r.results().values())[0])",
                "    if f == QgsRaster.IdentifyFormatFeature:",
                "        v = str([x.attributes() for s in list(r.results().values())[0] for x in s.features()])",
                "    print('identify', r.isValid(), 'Hồ Tịnh Tâm' in v)",
                "print('legend', len(layer.dataProvider().supportLegendGraphic() and 'yes' or ''))",
                "app.exitQgis()");
        assertTrue(text.contains("EPSG:4326 True #a9cbe3\nEPSG:3857 True #a9cbe3\n"), text);
        assertTrue(text.contains("EPSG:9214 True #a9cbe3\n"), text);
        assertTrue(text.contains("EPSG:3405 True #a9cbe3\n"), text);
        assertEquals(3, text.split("identify True True", -1).length - 1, text);
    }

    /** One pixel of an orthophoto and one of a height model, each as wide as the maps. */
    @Test
    void qgisDrawsAndIdentifiesRasters() throws Exception {
        DrawnTiff colour = DrawnTiff.colours(1, 0x336699);
        DrawnTiff height = DrawnTiff.heights(1, 42.5f);
        for (var raster : Map.of("orthophoto", colour, "terrain", height).entrySet()) {
            Path file = folder.resolve(raster.getKey() + ".tif");
            server.raster(raster.getValue().crs(4326).at(107.5, 16.5, 0.1).write(file), raster.getKey(), null);
        }
        String text = python(
                "import sys",
                "from qgis.core import *",
                "from qgis.PyQt.QtCore import QSize",
                "app = QgsApplication([], False)",
                "app.initQgis()",
                "wgs = QgsCoordinateReferenceSystem('EPSG:4326')",
                "rect = QgsRectangle(107.51, 16.41, 107.59, 16.49)",
                "def layer(name, crs):",
                "    uri = 'crs=%s&dpiMode=7&format=image/png&layers=%s&styles=&url=%s' % (crs, name, sys.argv[1])",
                "    return QgsRasterLayer(uri, name, 'wms')",
                "for crs in ['EPSG:4326', 'EPSG:3857', 'EPSG:3405']:",
                "    t = QgsCoordinateTransform(wgs, QgsCoordinateReferenceSystem(crs), QgsProject.instance())",
                "    s = QgsMapSettings()",
                "    photo = layer('orthophoto', crs)",
                "    s.setLayers([photo]); s.setOutputSize(QSize(100, 100))",
                "    s.setDestinationCrs(QgsCoordinateReferenceSystem(crs)); s.setExtent(t.transformBoundingBox(rect))",
                "    job = QgsMapRendererParallelJob(s); job.start(); job.waitForFinished()",
                "    print(crs, photo.isValid(), job.renderedImage().pixelColor(50, 50).name())",
                "heights = layer('terrain', 'EPSG:4326')",
                "r = heights.dataProvider().identify(QgsPointXY(107.55, 16.45), QgsRaster.IdentifyFormatText, rect, 100, 100)",
                "print('height', r.isValid(), '42.5' in str(list(r.results().values())[0]))",
                "app.exitQgis()");
        assertTrue(text.contains("EPSG:4326 True #336699\nEPSG:3857 True #336699\nEPSG:3405 True #336699\n"), text);
        assertTrue(text.contains("height True True"), text);
    }
}
