/** Tests of what all routes share: workers and their clients. */
@org.jspecify.annotations.NullMarked
package vn.huetwin.server.http;
