/**
 * The reports of the city as Open311 GeoReport v2, read only and without anything about persons. Beyond the standard: a
 * bounding box, a cursor over changes, and the history of a request.
 */
@NullMarked
package vn.huetwin.server.open311;

import org.jspecify.annotations.NullMarked;
