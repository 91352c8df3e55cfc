/** Whether all is well, in numbers. */
@org.jspecify.annotations.NullMarked
package vn.huetwin.server.health;
