/**
 * A city that reports: citizens with their life cycles, gauges and calls for rescue, as CloudEvents over HTTP or
 * straight into an intake. The same seed makes the same events.
 */
@org.jspecify.annotations.NullMarked
package vn.huetwin.ingest.simulate;
