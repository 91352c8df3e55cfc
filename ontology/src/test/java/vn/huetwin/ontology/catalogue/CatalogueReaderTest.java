package vn.huetwin.ontology.catalogue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CatalogueReaderTest {
    @TempDir
    Path folder = Path.of("");

    @Test
    void ourOwnDeclarationsMakeACatalogue() {
        Catalogue catalogue = CatalogueReader.read();

        Layer building = catalogue.get("building");
        assertEquals(GeometryType.MULTI_POLYGON, building.geometry());
        assertEquals("height", building.heightProperty());
        assertEquals("usage", building.style().colourBy());
        Property parcel = Objects.requireNonNull(building.find("parcel"));
        assertEquals("land_parcel", parcel.references());
        assertEquals(AccessClass.PERSONAL, catalogue.get("sos_request").access());
        assertEquals(
                AccessClass.PERSONAL,
                Objects.requireNonNull(catalogue.get("incident").find("reporter_ref"))
                        .access());
        CodeList landUse = Objects.requireNonNull(catalogue.findCodeList("land-use"));
        assertEquals("ODT", Objects.requireNonNull(landUse.find("ODT")).notation());
        assertEquals("NNP", landUse.codes().get(0).notation());
        assertTrue(catalogue.layers().indexOf(catalogue.get("water"))
                < catalogue.layers().indexOf(building));
    }

    @Test
    void aLayerIsAddedByATurtleFileAlone() throws IOException {
        Files.writeString(folder.resolve("bus.ttl"), BusStops.turtle());

        Layer stops = CatalogueReader.read(Iris.DEFAULT_BASE, List.of(folder)).get("bus_stop");

        assertEquals("Bus stops", stops.title().en());
        assertEquals(
                ValueType.INTEGER,
                Objects.requireNonNull(stops.find("passengers_per_day")).type());
    }

    @Test
    void anotherBaseTakesThePlaceOfOurs() {
        Catalogue catalogue = CatalogueReader.read("https://example.org/", List.of());

        assertEquals(
                "https://example.org/def#Building", catalogue.get("building").classIri());
        CodeList types = Objects.requireNonNull(catalogue.findCodeList("unit-type"));
        String ward = catalogue.iris().code("unit-type", "phường");
        assertNotNull(types.findByIri(ward), ward);
    }

    @Test
    void aWrongFileIsRefusedWithAllItsFaults() throws IOException {
        Files.writeString(
                folder.resolve("bus.ttl"),
                BusStops.turtle().replace("sf:Point", "sf:Dot").replace("xsd:integer", "xsd:int"));

        CatalogueException refused =
                assertThrows(CatalogueException.class, () -> CatalogueReader.read(Iris.DEFAULT_BASE, List.of(folder)));

        String message = Objects.requireNonNull(refused.getMessage());
        assertTrue(message.contains("layer bus_stop: needs one def:geometryType"), message);
        assertTrue(message.contains("layer bus_stop, column passengers_per_day: needs one sh:datatype"), message);
    }

    @Test
    void aFileThatIsNotTurtleIsNamed() throws IOException {
        Files.writeString(folder.resolve("bus.ttl"), BusStops.turtle().replace("@en ] .", "@en"));

        CatalogueException refused =
                assertThrows(CatalogueException.class, () -> CatalogueReader.read(Iris.DEFAULT_BASE, List.of(folder)));

        assertTrue(Objects.requireNonNull(refused.getMessage()).contains("bus.ttl: "), refused.getMessage());
    }
}
