/** Tests. */
package vn.huetwin.server.source;
