package vn.huetwin.ontology.catalogue;

/** A text for people in Vietnamese and English. Neither is ever missing: the reader fills one from the other. */
public record Text(String vi, String en) {
    public static final Text EMPTY = new Text("", "");

    /** @param language a BCP 47 tag; anything that does not start with {@code en} gives Vietnamese */
    public String in(String language) {
        return language.startsWith("en") ? en : vi;
    }
}
