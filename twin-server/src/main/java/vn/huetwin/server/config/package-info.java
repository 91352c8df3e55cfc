/** Every setting and every limit, each with its default and its reason. */
@org.jspecify.annotations.NullMarked
package vn.huetwin.server.config;
