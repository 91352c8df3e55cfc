package vn.huetwin.server.ogc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.huetwin.ontology.testing.Programs;
import vn.huetwin.server.testing.TestTwin;

/** The programs that specialists use, from Debian's packages, open the same 2,500 reports on a 50 × 50 grid. */
@Tag("postgis")
@Tag("slow")
class OgcClientsTest {
    private static TestTwin city;

    @TempDir
    private Path folder;

    @BeforeAll
    static void fill() throws Exception {
        city = TestTwin.empty();
        city.putReports(2_500, 50);
    }

    @AfterAll
    static void close() {
        city.close();
    }

    private String run(String... command) throws IOException, InterruptedException {
        return new Programs(folder).run(command);
    }

    private String python(String... lines) throws IOException, InterruptedException {
        return new Programs(folder).python(city.uri("/ogc").toString(), lines);
    }

    @Test
    void gdalReadsAllPagesAndFilters() throws Exception {
        String source = "OAPIF:" + city.uri("/ogc");
        String all = run("ogrinfo", "-ro", "-so", source, "incident");
        assertTrue(all.contains("Feature Count: 2500") && all.contains("Geometry: Point"), all);
        assertEquals(500, features("-spat", "107.4995", "16.3995", "107.5095", "16.4495"));
        assertEquals(500, features("-where", "category = 'FLOOD'"));
    }

    /** How many features ogrinfo prints. */
    private int features(String... options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("ogrinfo", "-ro", "-oo", "PAGE_SIZE=300"));
        command.addAll(List.of(options));
        command.addAll(List.of("OAPIF:" + city.uri("/ogc"), "incident"));
        String text = run(command.toArray(new String[0]));
        assertTrue(text.contains("OGRFeature(incident)"), text);
        return text.split("OGRFeature\\(incident\\)", -1).length - 1;
    }

    @Test
    void owslibReadsCollectionsItemsAndQueryables() throws Exception {
        String text = python(
                "import sys",
                "from owslib.ogcapi.features import Features",
                "w = Features(sys.argv[1])",
                "print('incident' in w.feature_collections(), 'sos_request' in w.feature_collections())",
                "r = w.collection_items('incident', bbox=[107.4995, 16.3995, 107.5095, 16.4095], limit=7)",
                "print(r['numberReturned'], r['numberMatched'])",
                "print(w.collection_item('incident', 'i42')['properties']['title'])",
                "print('reported_at' in w.collection_queryables('incident')['properties'], w.api()['openapi'])");
        assertEquals("True False\n7 100\nBáo cáo 42\nTrue 3.0.3\n", text);
    }

    @Test
    void qgisOpensPagesAndAsksForABox() throws Exception {
        String text = python(
                "import sys",
                "from qgis.core import *",
                "app = QgsApplication([], False)",
                "app.initQgis()",
                "uri = \"url='%s' typename='incident' pagingEnabled='true' restrictToRequestBBOX='1'\" % sys.argv[1]",
                "layer = QgsVectorLayer(uri, 'incident', 'OAPIF')",
                "print('valid', layer.isValid(), layer.featureCount(), layer.fields().indexOf('title') >= 0)",
                "box = QgsFeatureRequest().setFilterRect(QgsRectangle(107.4995, 16.3995, 107.5095, 16.4095))",
                "print('box', sum(1 for f in layer.getFeatures(box)))",
                "print('all', sum(1 for f in layer.getFeatures()))",
                "app.exitQgis()");
        assertTrue(text.contains("valid True 2500 True\nbox 100\nall 2500\n"), text);
    }
}
