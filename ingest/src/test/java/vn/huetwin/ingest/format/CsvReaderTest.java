package vn.huetwin.ingest.format;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CsvReaderTest {
    private static final List<String> ROWS = List.of("2 null - {id=1, tên=Ngọ Môn}", "3 null - {id=2, tên=Huế}");

    @TempDir
    Path folder;

    @Test
    void findsTheSeparator() throws IOException {
        assertEquals(ROWS, read("id,tên\n1,Ngọ Môn\n2,Huế\n"));
        assertEquals(ROWS, read("id;tên\r\n1;Ngọ Môn\r\n2;Huế"));
        assertEquals(ROWS, read("id\ttên\n1\tNgọ Môn\n2\tHuế\n\n"));
        assertEquals(ROWS, read("\ufeffid|tên\n1|Ngọ Môn\n2|Huế\n"));
    }

    @Test
    void readsQuotesAndLeavesEmptyFieldsOut() throws IOException {
        assertEquals(
                List.of("2 null - {a=x, y, b=say \"hi\"\nthere}", "4 null - {b=z}"),
                read("a,b,c\n\"x, y\",\"say \"\"hi\"\"\nthere\",\n,z,\n"));
    }

    @Test
    void setsRowsWithOtherColumnsAsideAndGoesOn() throws IOException {
        assertEquals(List.of("2 !wrong-column-count", "3 null - {a=1, b=2}"), read("a,b\n1,2,3\n1,2\n"));
    }

    @Test
    void refusesTheWholeFile() throws IOException {
        assertEquals("file-truncated", outcome("a,b\n1,2\n3"));
        assertEquals("file-truncated", outcome("a,b\n1,\"2\n3,4\n"));
        assertEquals("duplicate-column", outcome("a,a\n1,2\n"));
        assertEquals("empty-file", outcome(""));
    }

    @Test
    void tellsWrongEncodings() throws IOException {
        String text = "id,tên\n1,Ngọ Môn\n2,Huế\n";
        Charset old = Charset.forName("windows-1258");
        byte[] decomposed = java.text.Normalizer.normalize(text, java.text.Normalizer.Form.NFD)
                .replace("o\u0302", "ô")
                .replace("e\u0302", "ê")
                .getBytes(old);
        Path file = Files.write(folder.resolve("old.csv"), decomposed);
        assertEquals("wrong-encoding", Reading.outcome(file));
        assertEquals(2, Reading.of(file, old).size());
        Path wide = Files.write(folder.resolve("wide.csv"), ("\ufeff" + text).getBytes(StandardCharsets.UTF_16LE));
        assertEquals("wrong-encoding", Reading.outcome(wide));
        assertEquals(ROWS, Reading.of(wide, StandardCharsets.UTF_16LE));
        String garbled =
                new String("id,tên\n1,Huế\n".getBytes(StandardCharsets.UTF_8), Charset.forName("windows-1252"));
        assertEquals("wrong-encoding", outcome(garbled));
        byte[] late = ("a,b\n" + "1,2\n".repeat(50_000)).getBytes(StandardCharsets.UTF_8);
        late[late.length - 2] = (byte) 0xd3;
        assertEquals("wrong-encoding", Reading.outcome(Files.write(folder.resolve("late.csv"), late)));
    }

    private List<String> read(String text) throws IOException {
        return Reading.of(folder, "f.csv", text);
    }

    private String outcome(String text) throws IOException {
        return Reading.outcome(Files.writeString(folder.resolve("f.csv"), text));
    }
}
