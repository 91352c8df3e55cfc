/**
 * Geofences: stored conditions on features, and who enters and leaves them. Each feature that changes is compared with the
 * fences round it, exactly; what was told, and what waits to be told, is kept with the place in the log.
 */
@org.jspecify.annotations.NullMarked
package vn.huetwin.ingest.geofence;
