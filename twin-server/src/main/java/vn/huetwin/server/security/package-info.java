/** Who may do what: roles, keys, tokens. */
@org.jspecify.annotations.NullMarked
package vn.huetwin.server.security;
