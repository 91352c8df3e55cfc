/**
 * How maps look: styles as rules, scales and symbolizers, in the words of OGC Styled Layer Descriptor (02-070) and
 * Symbology Encoding (05-077r4). The default style of a layer comes from its declaration.
 */
@org.jspecify.annotations.NullMarked
package vn.huetwin.tiles.style;
