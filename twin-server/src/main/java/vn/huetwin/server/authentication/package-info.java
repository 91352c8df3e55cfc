/** Who asks: API keys and tokens of an identity provider. */
@org.jspecify.annotations.NullMarked
package vn.huetwin.server.authentication;
