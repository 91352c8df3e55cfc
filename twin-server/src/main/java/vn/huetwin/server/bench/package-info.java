/**
 * Measurements that a user can repeat: each brings up a city of its own in a temporary folder, does one thing to it
 * and, in the same run on the same machine, the least that any program must do for it. Speed is told beside that limit.
 */
@org.jspecify.annotations.NullMarked
package vn.huetwin.server.bench;
