/** WFS asked over HTTP, as clients and conformance suites ask it. */
@org.jspecify.annotations.NullMarked
package vn.huetwin.server.wfs;
