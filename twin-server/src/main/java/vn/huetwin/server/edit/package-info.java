/** Edits that planners make in GIS clients: they become events, so that history, stream and tiles follow. */
@org.jspecify.annotations.NullMarked
package vn.huetwin.server.edit;
