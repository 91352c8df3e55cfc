package vn.huetwin.server.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the headers If-Match and If-None-Match may hold. */
class EntityTagTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        "a"                  | a    | true
        W/"a"                | a    | true
        "b", W/"a" , "c"     | a    | true
        "b","c"              | a    | false
        *                    | a    | true
        a                    | a    | false
        "aa"                 | a    | false
        "x,y"                | x,y  | true
        "a                   | a    | false
        ``                   | a    | false""")
    void aTagIsFoundInAHeader(String header, String opaque, boolean found) {
        assertEquals(found, new EntityTag(opaque, true).isIn(header));
        assertEquals(found, new EntityTag(opaque, false).isIn(header), "weak comparison");
    }
}
