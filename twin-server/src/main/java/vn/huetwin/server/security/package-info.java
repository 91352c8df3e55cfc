/** Who may do what: the roles. */
@org.jspecify.annotations.NullMarked
package vn.huetwin.server.security;
