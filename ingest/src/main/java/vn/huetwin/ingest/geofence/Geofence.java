package vn.huetwin.ingest.geofence;

import java.time.Duration;

/**
 * A condition that features of a layer enter and leave.
 *
 * @param id               its key, chosen by who makes it
 * @param filter           ECQL or CQL2 Text on the layer
 * @param hysteresisMetres how far a feature that is inside has to go from the area of the filter to have left
 * @param debounce         how long a feature has to stay inside or outside before it is told
 */
public record Geofence(
        String id, String title, String layer, String filter, double hysteresisMetres, Duration debounce) {}
