package vn.huetwin.server.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import picocli.CommandLine;

class MapsTaskTest {
    @ParameterizedTest
    @EnumSource(MapsTask.class)
    void theSameLotGivesBothServersTheSameQuestions(MapsTask task) {
        assertEquals(task.questions(3, 5), task.questions(3, 5));
        assertNotEquals(task.questions(3, 5), task.questions(3, 6));
        assertEquals(task, MapsTask.find(task.label()));
    }

    @Test
    void featuresOfAnAnswerAreCounted() {
        assertEquals(2, count(MapsTask.GEOJSON_100, "{\"features\":[{\"geometry\":{}},{\"geometry\": null}]}"));
        assertEquals(-1, count(MapsTask.GEOJSON_100, "<ExceptionReport/>"));
        assertEquals(1, count(MapsTask.GML_100, "<a><wfs:member></wfs:member></a>"));
        assertEquals(-1, count(MapsTask.STREET, "<ServiceExceptionReport/>"));
        // a layer (field 3) of 7 bytes: version (15), a feature (2) with an id, an empty feature
        byte[] tile = {0x1a, 8, 0x78, 2, 0x12, 2, 8, 9, 0x12, 0};
        assertEquals(2, MapsTask.TILE_15.count(tile));
        assertEquals(0, MapsTask.TILE_15.count(new byte[0]));
        assertEquals(-1, count(MapsTask.TILE_15, "{\"code\":\"not-found\"}"));
    }

    private static int count(MapsTask task, String answer) {
        return task.count(answer.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void refusesATaskThatItDoesNotHave() {
        StringWriter said = new StringWriter();
        int code = new CommandLine(new BenchCommand())
                .setErr(new PrintWriter(said))
                .execute("maps", "--only", "village");
        assertEquals(2, code);
        assertTrue(said.toString().contains("--only takes street, ward, city, geojson-100"), said.toString());
    }
}
