/**
 * Standing patterns: SPARQL questions that are asked again when a layer that they read has changed. Each solution is told
 * when it appears and when it is gone.
 */
@org.jspecify.annotations.NullMarked
package vn.huetwin.ingest.pattern;
