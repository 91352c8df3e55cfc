/** Warnings in the Common Alerting Protocol over HTTP: messages in, a feed of what is in force out. */
@NullMarked
package vn.huetwin.server.cap;

import org.jspecify.annotations.NullMarked;
