package vn.huetwin.server.config;

import java.net.URI;

/**
 * The identity provider whose tokens (JWT, RFC 7519) are taken beside API keys.
 *
 * @param jwksUrl   where its public keys are (RFC 7517); https, or http on this machine
 * @param issuer    what {@code iss} must be
 * @param audience  what {@code aud} must contain
 * @param roleClaim claim with one role or an array of them; dots lead into objects ({@code realm_access.roles})
 */
public record TokenTrust(URI jwksUrl, String issuer, String audience, String roleClaim) {
    public TokenTrust {
        String host = jwksUrl.getHost();
        boolean local = "localhost".equals(host) || "127.0.0.1".equals(host) || "[::1]".equals(host);
        if (host == null || !("https".equals(jwksUrl.getScheme()) || (local && "http".equals(jwksUrl.getScheme())))) {
            throw new IllegalArgumentException("--jwks-url must be an https address, not '" + jwksUrl + "'");
        }
    }
}
