package vn.huetwin.server.wms;

import java.util.ArrayList;
import java.util.List;

/** Filters with semicolons between, where those in quotes are text. */
final class Semicolons {
    private Semicolons() {}

    static List<String> split(String text) {
        List<String> parts = new ArrayList<>();
        StringBuilder part = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            quoted ^= c == '\'';
            if (c == ';' && !quoted) {
                parts.add(part.toString().strip());
                part.setLength(0);
            } else {
                part.append(c);
            }
        }
        parts.add(part.toString().strip());
        return parts;
    }
}
