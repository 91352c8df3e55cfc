/**
 * A schematic Huế made from facts: names, codes, areas and places of landmarks are real, everything between them is
 * drawn. The same seed gives the same city.
 */
@org.jspecify.annotations.NullMarked
package vn.huetwin.ingest.demo;
