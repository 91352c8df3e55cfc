package vn.huetwin.tiles.map;

import org.jspecify.annotations.Nullable;

/** Where the shapes of a layer come from. */
interface ShapeSource {
    /** Takes one shape after the other. The path is filled again after the call. */
    interface Sink {
        /**
         * @param match  which rules draw it, see {@link RuleMatch}
         * @param values of the properties wanted, or null if none are
         */
        void shape(Path path, int match, @Nullable String @Nullable [] values);
    }

    /**
     * Reads what can be seen, in an order that is the same each time.
     *
     * @param margin pixels beyond the edges of the screen where symbols can still reach into it
     * @throws Stop.Stopped if it was stopped
     */
    void read(LayerView view, RuleMatch match, Screen screen, double margin, Stop stop, Sink sink);
}
