/** A whole server on an empty PostGIS, what it can be filled with, and a client that asks it as any role. */
package vn.huetwin.server.testing;
