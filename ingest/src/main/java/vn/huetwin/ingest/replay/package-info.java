/**
 * What is sent again: files of events, as fast as they are taken or in the rhythm in which they happened; and what was set
 * aside, mended or as it was.
 */
@NullMarked
package vn.huetwin.ingest.replay;

import org.jspecify.annotations.NullMarked;
