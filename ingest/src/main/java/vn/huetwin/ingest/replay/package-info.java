/** Files of events, played again: as fast as they are taken, or in the rhythm in which they happened. */
@NullMarked
package vn.huetwin.ingest.replay;

import org.jspecify.annotations.NullMarked;
