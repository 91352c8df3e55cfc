/**
 * Imports: a file becomes rows of layers in one transaction, or nothing does. What could not be taken is set aside
 * with its reason, and the batch record says where the rows came from.
 */
@org.jspecify.annotations.NullMarked
package vn.huetwin.ingest.load;
