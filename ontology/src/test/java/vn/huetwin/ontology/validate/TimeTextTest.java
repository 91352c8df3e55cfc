package vn.huetwin.ontology.validate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimeTextTest {
    private static final String LETTERS = "0123456789TtZz:.+- ";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-01-31T08:00:00+07:00",
                "2026-01-31T08:00:00.5Z",
                "2026-01-31T08:00:00.123456789-17:59",
                "2024-02-29T23:59:59Z",
                "2023-02-29T23:59:59Z",
                "2026-04-31T00:00:00Z",
                "2026-01-31T24:00:00Z",
                "2026-01-31T08:00:60Z",
                "2026-01-31T08:00Z",
                "2026-01-31T08:00:00+07",
                "2026-01-31T08:00:00+18:00",
                "2026-01-31T08:00:00+18:01",
                "2026-01-31t08:00:00z",
                "2026-01-31T08:00:00.Z",
                "2026-01-31T08:00:00.1234567890Z",
                "0000-01-01T00:00:00Z",
                "-001-01-01T00:00:00Z",
                "2026-01-31T08:00:00"
            })
    void readsWhatTheLibraryReads(String text) {
        assertEquals(library(text), ours(text));
    }

    @Test
    void readsWhatTheLibraryReadsWhateverLetterIsAnother() {
        Random random = new Random(7);
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder("2026-01-31T08:00:00.25+07:00");
            for (int change = random.nextInt(3); change >= 0; change--) {
                text.setCharAt(random.nextInt(text.length()), LETTERS.charAt(random.nextInt(LETTERS.length())));
            }
            assertEquals(library(text.toString()), ours(text.toString()), text.toString());
        }
    }

    private static String library(String text) {
        try {
            return OffsetDateTime.parse(text).toInstant().toString();
        } catch (DateTimeException e) {
            return "none";
        }
    }

    private static String ours(String text) {
        try {
            Instant instant = TimeText.instant(text);
            return instant.toString();
        } catch (DateTimeException e) {
            return "none";
        }
    }
}
