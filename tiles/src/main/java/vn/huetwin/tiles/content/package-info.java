/** Files as they go over the wire: compressed once, known by a tag of their content. */
@org.jspecify.annotations.NullMarked
package vn.huetwin.tiles.content;
