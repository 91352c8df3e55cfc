/** The viewer at {@code /}: static files from the class path, ready compressed, with nothing fetched from outside. */
@NullMarked
package vn.huetwin.server.viewer;

import org.jspecify.annotations.NullMarked;
