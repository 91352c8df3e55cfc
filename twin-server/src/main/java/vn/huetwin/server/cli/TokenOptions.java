package vn.huetwin.server.cli;

import java.net.URI;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import vn.huetwin.server.config.TokenTrust;

/** Options that say whose tokens are taken beside API keys. */
final class TokenOptions {
    @Option(
            names = "--jwks-url",
            description = "public keys of an identity provider whose tokens (JWT, RS256 or ES256) are taken beside API"
                    + " keys; without it no request leaves this machine")
    private @Nullable URI jwksUrl;

    @Option(names = "--jwt-issuer", description = "what the claim iss of a token must be")
    private @Nullable String issuer;

    @Option(
            names = "--jwt-audience",
            defaultValue = "hue-twin",
            description = "what the claim aud of a token must contain (default: ${DEFAULT-VALUE})")
    private String audience = "hue-twin";

    @Option(
            names = "--jwt-role-claim",
            defaultValue = "roles",
            description = "claim with the roles viewer, planner, operator, admin; dots lead into objects"
                    + " (default: ${DEFAULT-VALUE})")
    private String roleClaim = "roles";

    @Nullable
    TokenTrust trust() {
        if (jwksUrl == null) {
            return null;
        }
        if (issuer == null) {
            throw new IllegalArgumentException("--jwks-url needs --jwt-issuer: whose tokens are they?");
        }
        return new TokenTrust(jwksUrl, issuer, audience, roleClaim);
    }
}
