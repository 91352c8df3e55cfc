/**
 * How foreign rows become drafts of a layer: declared in YAML or JSON, not programmed. Files that we know bring
 * their mapping along as a resource.
 */
@org.jspecify.annotations.NullMarked
package vn.huetwin.ingest.mapping;
