package vn.huetwin.ontology.query;

import vn.huetwin.ontology.catalogue.Layer;

/** What layers and columns are called in SQL. */
public final class TableNames {
    private TableNames() {}

    /** The table of a layer, quoted. */
    public static String table(Layer layer) {
        return "layer." + quote(layer.name());
    }

    /** The table of its past versions, quoted. */
    public static String history(Layer layer) {
        return "layer_history." + quote(layer.name());
    }

    /** @param name an identifier that the catalogue has checked */
    public static String quote(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }
}
