package vn.huetwin.server.authentication;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import vn.huetwin.server.config.TokenTrust;
import vn.huetwin.server.http.Caller;
import vn.huetwin.server.http.HttpProblem;
import vn.huetwin.server.security.Role;

class TokensTest {
    private static final Duration NO_PAUSE = Duration.ofMillis(1);
    private IdentityProvider provider;
    private Tokens tokens;

    @BeforeEach
    void start() throws IOException, JOSEException {
        provider = new IdentityProvider();
        tokens = new Tokens(provider.trust("roles"), NO_PAUSE);
    }

    @AfterEach
    void stop() {
        provider.close();
    }

    @Test
    void aTokenOfTheProviderIsItsSubjectWithTheHighestKnownRole() throws JOSEException {
        String token = provider.sign(IdentityProvider.claims().claim("roles", List.of("viewer", "planner", "cook")));
        assertEquals(new Caller("lan", Role.PLANNER), tokens.verify(token));
    }

    @Test
    void ellipticCurvesAreTaken() throws JOSEException {
        provider.rotate(IdentityProvider.ec("curve"));
        assertEquals(
                Role.PLANNER,
                tokens.verify(provider.sign(IdentityProvider.claims())).role());
    }

    @Test
    void theRoleMayLieInsideAnObject() throws JOSEException {
        Tokens nested = new Tokens(provider.trust("realm_access.roles"), NO_PAUSE);
        String token =
                provider.sign(IdentityProvider.claims().claim("realm_access", Map.of("roles", List.of("operator"))));
        assertEquals(Role.OPERATOR, nested.verify(token).role());
    }

    @Test
    void theKeysAreAskedForOnce() throws JOSEException {
        assertEquals(0, provider.asked.get(), "nothing is asked before there is a token");
        tokens.verify(provider.sign(IdentityProvider.claims()));
        tokens.verify(provider.sign(IdentityProvider.claims()));
        assertEquals(1, provider.asked.get());
    }

    @Test
    void aNewKeyIsFetchedWhenATokenNamesIt() throws JOSEException {
        tokens.verify(provider.sign(IdentityProvider.claims()));
        provider.rotate(IdentityProvider.rsa("second"));
        assertEquals(
                Role.PLANNER,
                tokens.verify(provider.sign(IdentityProvider.claims())).role());
        assertEquals(2, provider.asked.get());
    }

    @Test
    void anExpiredTokenIsToldSo() throws JOSEException {
        refuses(
                401,
                "token-expired",
                provider.sign(IdentityProvider.claims()
                        .expirationTime(Date.from(Instant.now().minusSeconds(300)))));
    }

    @Test
    void aTokenWithoutAnEndIsRefused() throws JOSEException {
        refuses(401, "token-not-valid", provider.sign(IdentityProvider.claims().expirationTime(null)));
    }

    @Test
    void othersAreNotBelieved() throws JOSEException {
        refuses(401, "token-not-valid", provider.sign(IdentityProvider.claims().issuer("https://elsewhere.example")));
        refuses(401, "token-not-valid", provider.sign(IdentityProvider.claims().audience("another-service")));
        refuses(
                401,
                "token-not-valid",
                IdentityProvider.sign(IdentityProvider.rsa("first"), IdentityProvider.claims()));
        refuses(401, "token-not-valid", "a.b.c");
    }

    @Test
    void aTokenWithoutSignatureIsRefused() {
        refuses(401, "token-not-valid", new PlainJWT(IdentityProvider.claims().build()).serialize());
    }

    @Test
    void thePublicKeyIsNotTakenForASecret() throws JOSEException {
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("first").build(),
                IdentityProvider.claims().build());
        token.sign(new MACSigner(provider.key().toRSAKey().toRSAPublicKey().getEncoded()));
        refuses(401, "token-not-valid", token.serialize());
    }

    @Test
    void aTokenWithoutAKnownRoleMayDoNothing() throws JOSEException {
        refuses(
                403,
                "token-without-role",
                provider.sign(IdentityProvider.claims().claim("roles", "cook")));
        refuses(
                403,
                "token-without-role",
                provider.sign(IdentityProvider.claims().claim("roles", null)));
    }

    @Test
    void aProviderThatIsDownIsNotTheFaultOfTheToken() throws JOSEException {
        provider.breakDown();
        refuses(503, "identity-provider-unreachable", provider.sign(IdentityProvider.claims()));
    }

    @Test
    void keysComeOverAnEncryptedLine() {
        assertThrows(
                IllegalArgumentException.class,
                () -> new TokenTrust(URI.create("http://login.hue.example/jwks"), "i", "a", "roles"));
    }

    private void refuses(int status, String code, String token) {
        HttpProblem problem = assertThrows(HttpProblem.class, () -> tokens.verify(token));
        assertEquals(status + " " + code, problem.status() + " " + problem.code());
    }
}
