package vn.huetwin.ingest.format;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrjCrsTest {
    private static final String VN2000 =
            "GEOGCS[\"GCS_VN_2000\",DATUM[\"D_Vietnam_2000\",SPHEROID[\"WGS_1984\",6378137.0,298.257223563]],"
                    + "PRIMEM[\"Greenwich\",0.0],UNIT[\"Degree\",0.0174532925199433]]";
    private static final String WGS84 =
            "GEOGCS[\"GCS_WGS_1984\",DATUM[\"D_WGS_1984\",SPHEROID[\"WGS_1984\",6378137.0,298.257223563]],"
                    + "PRIMEM[\"Greenwich\",0.0],UNIT[\"Degree\",0.0174532925199433]]";

    @ParameterizedTest(name = "{0} at {1}, k {2} is {3}")
    @CsvSource({
        "vn, 107.0, 0.9999, 9214",
        "vn, 107.75, 0.9999, 5899",
        "vn, 108.5, 0.9999, 9218",
        "vn, 105.0, 0.9999, 5897",
        "vn, 105.0, 0.9996, 3405",
        "vn, 111.0, 0.9996, 3406",
        "vn, 107.1, 0.9999, ",
        "wgs, 105.0, 0.9996, 32648",
        "wgs, 111.0, 0.9996, 32649",
        "wgs, 107.0, 0.9999, ",
    })
    void findsTransverseMercatorByItsParameters(String datum, String meridian, String scale, Integer epsg) {
        String wkt = "PROJCS[\"something\"," + (datum.equals("vn") ? VN2000 : WGS84)
                + ",PROJECTION[\"Transverse_Mercator\"],PARAMETER[\"False_Easting\",500000.0],PARAMETER[\"False_Northing\",0.0],"
                + "PARAMETER[\"Central_Meridian\"," + meridian + "],PARAMETER[\"Scale_Factor\"," + scale
                + "],PARAMETER[\"Latitude_Of_Origin\",0.0],UNIT[\"Meter\",1.0]]";
        assertEquals(new FileCrs(epsg, "something"), PrjCrs.parse(wkt));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137,298.257223563]],PRIMEM["Greenwich",0],UNIT["Degree",0.0174532925199433]] | 4326
            GEOGCS["GCS_VN_2000",DATUM["D_Vietnam_2000",SPHEROID["WGS_1984",6378137,298.257223563]],PRIMEM["Greenwich",0],UNIT["Degree",0.0174532925199433]] | 4756
            PROJCS["x",GEOGCS["y",DATUM["z",SPHEROID["s",6378137,298.2]],AUTHORITY["EPSG","4756"]],PROJECTION["Transverse_Mercator"],AUTHORITY["EPSG","3405"]] | 3405
            PROJCS["WGS_1984_Web_Mercator_Auxiliary_Sphere",GEOGCS["GCS_WGS_1984"],PROJECTION["Mercator_Auxiliary_Sphere"],UNIT["Meter",1.0]] | 3857
            GEOGCS["GCS_Indian_1960",DATUM["D_Indian_1960"]] |
            """)
    void findsOthersByDatumOrAuthority(String wkt, Integer epsg) {
        assertEquals(epsg, PrjCrs.parse(wkt).epsg());
    }
}
