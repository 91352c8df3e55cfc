/**
 * Warnings in the Common Alerting Protocol (OASIS CAP 1.2), in and out. A message that comes in becomes events of the layer
 * {@code warning}: one that issues it, and one for each earlier message that it replaces or cancels, even if the city never
 * saw that one. What the city warns of goes out in the same form.
 */
@NullMarked
package vn.huetwin.ingest.cap;

import org.jspecify.annotations.NullMarked;
