package vn.huetwin.server.wfs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vn.huetwin.ontology.access.Access;
import vn.huetwin.ontology.catalogue.FeatureId;
import vn.huetwin.ontology.feature.Feature;
import vn.huetwin.ontology.testing.Programs;
import vn.huetwin.server.security.Role;
import vn.huetwin.server.testing.TestTwin;

/** QGIS, GDAL and OWSLib, from Debian's packages, read 1,200 reports on a grid, 40 in a row; QGIS edits buildings. */
@Tag("postgis")
@Tag("slow")
class WfsClientsTest {
    private static final String SQUARE =
            "MULTIPOLYGON (((107.58 16.46, 107.581 16.46, 107.581 16.461, 107.58 16.461, 107.58 16.46)))";
    private static TestTwin city;

    @TempDir
    private Path folder;

    @BeforeAll
    static void fill() throws Exception {
        city = TestTwin.empty();
        city.putReports(1_200, 40);
        city.put("building", "old", SQUARE, TestTwin.LONG_AGO, Map.of("name", "Nhà cũ", "floors", 2L));
        city.put("building", "gone", SQUARE, TestTwin.LONG_AGO, Map.of("name", "Nhà bỏ"));
    }

    @AfterAll
    static void close() {
        city.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"2.0.0", "1.1.0", "1.0.0"})
    void qgisOpensFiltersSortsAndReprojects(String version) throws Exception {
        String text = new Programs(folder)
                .python(
                        city.uri("/ows").toString(),
                        "import sys",
                        "from qgis.core import *",
                        "app = QgsApplication([], False)",
                        "app.initQgis()",
                        "def layer(more):",
                        "    uri = \"url='%s' typename='hue:incident' version='" + version
                                + "' %s\" % (sys.argv[1], more)",
                        "    return QgsVectorLayer(uri, 'incident', 'WFS')",
                        "l = layer(\"srsname='EPSG:4326'\")",
                        "print('valid', l.isValid(), l.wkbType() == QgsWkbTypes.Point, l.fields().indexOf('title') >= 0)",
                        "print('all', sum(1 for f in l.getFeatures()))",
                        "p = next(l.getFeatures(QgsFeatureRequest(QgsExpression(\"title = 'Báo cáo 41'\")))).geometry().asPoint()",
                        "print('place', round(p.x(), 4), round(p.y(), 4))",
                        "b = layer(\"srsname='EPSG:4326' restrictToRequestBBOX='1'\")",
                        "box = QgsFeatureRequest().setFilterRect(QgsRectangle(107.4995, 16.3995, 107.5095, 16.4095))",
                        "print('box', sum(1 for f in b.getFeatures(box)))",
                        "f = layer(\"srsname='EPSG:4326' sql=SELECT * FROM incident WHERE category = 'FLOOD' AND title LIKE '%0'\")",
                        "print('filter', f.isValid(), sum(1 for x in f.getFeatures()))",
                        "h = layer(\"srsname='EPSG:9214'\")",
                        "q = next(h.getFeatures(QgsFeatureRequest(QgsExpression(\"title = 'Báo cáo 0'\")))).geometry().asPoint()",
                        "print('vn2000', 553000 < q.x() < 554000, 1813000 < q.y() < 1815000)",
                        "app.exitQgis()");
        assertTrue(text.contains("valid True True True\nall 1200\nplace 107.501 16.401\nbox 100\n"), text);
        assertTrue(text.contains("filter True 120\n"), text);
        assertTrue(version.equals("1.0.0") || text.contains("vn2000 True True\n"), text);
    }

    @Test
    void qgisInsertsUpdatesAndDeletes() throws Exception {
        String text = new Programs(folder)
                .python(
                        city.uri("/ows").toString(),
                        "import sys",
                        "from qgis.core import *",
                        "app = QgsApplication([], False)",
                        "app.initQgis()",
                        "uri = \"url='%s' typename='hue:building' version='auto' srsname='EPSG:4326' username='me' password='"
                                + city.key(Role.PLANNER) + "'\" % sys.argv[1]",
                        "l = QgsVectorLayer(uri, 'building', 'WFS')",
                        "can = l.dataProvider().capabilities()",
                        "print('can', l.isValid(), bool(can & QgsVectorDataProvider.AddFeatures), bool(can & QgsVectorDataProvider.ChangeGeometries))",
                        "ids = {f['name']: f.id() for f in l.getFeatures()}",
                        "l.startEditing()",
                        "n = QgsFeature(l.fields())",
                        "n['name'] = 'Nhà mới'",
                        "n['floors'] = 7",
                        "n.setGeometry(QgsGeometry.fromWkt('MultiPolygon (((107.6 16.5, 107.601 16.5, 107.601 16.501, 107.6 16.501, 107.6 16.5)))'))",
                        "l.addFeature(n)",
                        "l.changeAttributeValue(ids['Nhà cũ'], l.fields().indexOf('floors'), 5)",
                        "l.changeGeometry(ids['Nhà cũ'], QgsGeometry.fromWkt('MultiPolygon (((107.7 16.5, 107.701 16.5, 107.701 16.501, 107.7 16.501, 107.7 16.5)))'))",
                        "l.deleteFeature(ids['Nhà bỏ'])",
                        "print('commit', l.commitChanges(), l.commitErrors())",
                        "m = QgsVectorLayer(uri, 'building', 'WFS')",
                        "for f in sorted(m.getFeatures(), key=lambda f: f['name']): print(f['name'], f['floors'], round(f.geometry().boundingBox().xMinimum(), 4))",
                        "app.exitQgis()");
        assertTrue(text.contains("can True True True\n"), text);
        assertTrue(text.contains("commit True"), text);
        assertTrue(text.contains("Nhà cũ 5 107.7\nNhà mới 7 107.6\n"), text);
        Feature changed = city.city().store().find(new FeatureId("building", "old"), Access.OPEN);
        assertTrue(changed != null && changed.position() > 0);
        assertEquals(
                3,
                city.city()
                        .store()
                        .history(new FeatureId("building", "old"), Access.OPEN)
                        .size(),
                "the state before, the new floors, the new place");
    }

    @Test
    void gdalReadsPagesBoxesAndFilters() throws Exception {
        Programs programs = new Programs(folder);
        String source = "WFS:" + city.uri("/ows");
        String all = programs.run("ogrinfo", "-ro", "-so", source, "hue:incident");
        assertTrue(all.contains("Feature Count: 1200") && all.contains("Geometry: Point"), all);
        String box = programs.run(
                "ogrinfo", "-ro", source, "hue:incident", "-spat", "107.4995", "16.3995", "107.5095", "16.4095");
        assertEquals(100, box.split("OGRFeature\\(", -1).length - 1, box);
        String filtered = programs.run("ogrinfo", "-ro", source, "hue:incident", "-where", "title = 'Báo cáo 41'");
        assertTrue(filtered.contains("POINT (107.501 16.401)"), filtered);
    }

    @Test
    void gdalReadsTheZippedShapefile() throws Exception {
        Programs programs = new Programs(folder);
        Path zip = folder.resolve("incident.zip");
        city.send(
                city.request("/ows"
                        + Wfs.query(
                                "VERSION",
                                "2.0.0",
                                "REQUEST",
                                "GetFeature",
                                "TYPENAMES",
                                "hue:incident",
                                "OUTPUTFORMAT",
                                "SHAPE-ZIP",
                                "SRSNAME",
                                "urn:ogc:def:crs:EPSG::9214")),
                HttpResponse.BodyHandlers.ofFile(zip));
        String text = programs.run("ogrinfo", "-ro", "-al", "-where", "title = 'Báo cáo 41'", "/vsizip/" + zip);
        assertTrue(text.contains("Feature Count: 1\n") && text.contains("Geometry: Point"), text);
        assertTrue(text.contains("reported_a (String) = 2026-01-01T00:41:00Z"), text);
        assertTrue(text.contains("PARAMETER[\"Longitude of natural origin\",107"), text);
        String all = programs.run("ogrinfo", "-ro", "-al", "-so", "/vsizip/" + zip);
        assertTrue(all.contains("Feature Count: 1200") && !all.contains("Warning"), all);
        String place = programs.run(
                "ogr2ogr",
                "-f",
                "CSV",
                "-lco",
                "GEOMETRY=AS_XY",
                "-t_srs",
                "EPSG:4326",
                "-where",
                "id = 'i41'",
                "-select",
                "id",
                "/vsistdout/",
                "/vsizip/" + zip);
        assertTrue(place.matches("(?s).*107\\.50(0999|1000)\\d*,16\\.40(0999|1000)\\d*,.?i41.*"), place);
    }

    @Test
    void owslibReadsCapabilitiesAndFeatures() throws Exception {
        String text = new Programs(folder)
                .python(
                        city.uri("/wfs").toString(),
                        "import sys",
                        "from owslib.wfs import WebFeatureService",
                        "for v in ['2.0.0', '1.1.0', '1.0.0']:",
                        "    w = WebFeatureService(sys.argv[1], version=v)",
                        "    print(v, 'hue:incident' in w.contents, 'hue:sos_request' in w.contents)",
                        "w = WebFeatureService(sys.argv[1], version='2.0.0')",
                        "r = w.getfeature(typename='hue:incident', maxfeatures=7, outputFormat='application/geo+json').read()",
                        "import json",
                        "print(len(json.loads(r)['features']), json.loads(r)['features'][0]['geometry']['coordinates'])");
        assertEquals("2.0.0 True False\n1.1.0 True False\n1.0.0 True False\n7 [107.5, 16.4]\n", text);
    }
}
