/**
 * Reports of other systems that speak Open311 GeoReport v2: what they say as events of incidents, and how to keep up with
 * them.
 */
@NullMarked
package vn.huetwin.ingest.source.open311;

import org.jspecify.annotations.NullMarked;
