package vn.huetwin.server.authentication;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import com.nimbusds.jwt.proc.ExpiredJWTException;
import java.net.MalformedURLException;
import java.text.ParseException;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.huetwin.ontology.catalogue.Text;
import vn.huetwin.server.config.TokenTrust;
import vn.huetwin.server.http.Caller;
import vn.huetwin.server.http.HttpProblem;
import vn.huetwin.server.security.Role;

/**
 * Verifies the tokens of an identity provider: signature by RS256 or ES256 with a key of its JWKS, issuer, audience and
 * time. {@code alg} none and the symmetric algorithms are refused, so a public key is never taken for a secret (RFC
 * 8725, 2.1). Keys are kept, and asked for again when a token names one that is not known.
 */
public final class Tokens {
    /** Tokens with unknown key ids must not become a flood of requests to the provider. */
    public static final Duration PAUSE_BETWEEN_REQUESTS = Duration.ofSeconds(30);

    private static final Logger log = LoggerFactory.getLogger(Tokens.class);
    private static final Duration KEEP_KEYS = Duration.ofMinutes(15);
    private static final int TIMEOUT_MILLIS = 5_000;
    private static final int KEY_SET_BYTES = 1 << 18;
    private final DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
    private final String roleClaim;

    public Tokens(TokenTrust trust, Duration pauseBetweenRequests) {
        roleClaim = trust.roleClaim();
        processor.setJWSTypeVerifier(
                new DefaultJOSEObjectTypeVerifier<>(JOSEObjectType.JWT, new JOSEObjectType("at+jwt"), null));
        processor.setJWSKeySelector(new JWSVerificationKeySelector<>(
                Set.of(JWSAlgorithm.RS256, JWSAlgorithm.ES256), keys(trust, pauseBetweenRequests)));
        processor.setJWTClaimsSetVerifier(new DefaultJWTClaimsVerifier<>(
                trust.audience(),
                new JWTClaimsSet.Builder().issuer(trust.issuer()).build(),
                Set.of("exp", "sub")));
    }

    private static JWKSource<SecurityContext> keys(TokenTrust trust, Duration pause) {
        try {
            return JWKSourceBuilder.<SecurityContext>create(
                            trust.jwksUrl().toURL(),
                            new DefaultResourceRetriever(TIMEOUT_MILLIS, TIMEOUT_MILLIS, KEY_SET_BYTES))
                    .cache(KEEP_KEYS.toMillis(), 3 * TIMEOUT_MILLIS)
                    .refreshAheadCache(false)
                    .rateLimited(Math.max(1, pause.toMillis()))
                    .retrying(true)
                    .build();
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException("--jwks-url is not an address: " + trust.jwksUrl(), e);
        }
    }

    /** Whether a credential has the form of a token rather than that of an API key. */
    static boolean isToken(String credential) {
        return credential.chars().filter(c -> c == '.').count() == 2;
    }

    /** @throws HttpProblem 401 if the token does not hold, 403 without a role, 503 if the provider's keys are not to be had */
    Caller verify(String token) {
        try {
            JWTClaimsSet claims = processor.process(token, null);
            return new Caller(String.valueOf(claims.getSubject()), role(claims));
        } catch (ExpiredJWTException e) {
            throw refused(
                    "token-expired",
                    "Mã truy cập đã hết hạn; hãy đăng nhập lại",
                    "The token has expired; sign in again");
        } catch (KeySourceException e) {
            log.warn("The keys of the identity provider cannot be read: {}", e.getMessage());
            throw new HttpProblem(
                    503,
                    "identity-provider-unreachable",
                    "Authorization",
                    new Text(
                            "Không lấy được khóa của nhà cung cấp danh tính; hãy thử lại sau",
                            "The keys of the identity provider cannot be had; try again shortly"),
                    5);
        } catch (BadJOSEException | JOSEException | ParseException e) {
            log.debug("A token was refused: {}", e.getMessage());
            throw refused(
                    "token-not-valid",
                    "Mã truy cập không hợp lệ: chữ ký, nơi cấp hoặc đối tượng nhận không đúng",
                    "The token does not hold: its signature, algorithm, issuer or audience is not the expected one");
        }
    }

    private static HttpProblem refused(String code, String vi, String en) {
        return new HttpProblem(401, code, "Authorization", new Text(vi, en));
    }

    private Role role(JWTClaimsSet claims) {
        return words(claim(claims.getClaims()))
                .map(Role::find)
                .filter(Objects::nonNull)
                .max(Comparator.naturalOrder())
                .orElseThrow(() -> new HttpProblem(
                        403,
                        "token-without-role",
                        "Authorization",
                        new Text(
                                "Mã truy cập không có vai trò nào được biết trong '" + roleClaim + "'",
                                "The token carries no known role in its claim '" + roleClaim
                                        + "' (viewer, planner, operator, admin)")));
    }

    private @Nullable Object claim(Map<String, Object> claims) {
        if (claims.containsKey(roleClaim)) {
            return claims.get(roleClaim);
        }
        Object value = claims;
        for (String step : roleClaim.split("\\.")) {
            value = value instanceof Map<?, ?> object ? object.get(step) : null;
        }
        return value;
    }

    private static Stream<String> words(@Nullable Object value) {
        if (value instanceof Collection<?> all) {
            return all.stream().filter(Objects::nonNull).map(Object::toString);
        }
        return value instanceof String text ? List.of(text.split("[ ,]+")).stream() : Stream.empty();
    }
}
