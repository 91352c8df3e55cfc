/** All sources of an installation: as declared in YAML, as they run, and as they are doing. */
@org.jspecify.annotations.NullMarked
package vn.huetwin.ingest.source.registry;
