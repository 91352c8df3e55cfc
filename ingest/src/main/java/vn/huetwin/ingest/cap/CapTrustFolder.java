package vn.huetwin.ingest.cap;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code cap-certificates.pem} and the revocation lists {@code *.crl} (PEM or DER) beside it. They are read again when one of
 * them has changed, since lists are renewed every day; if they cannot be read then, what was read before holds.
 */
public final class CapTrustFolder implements Supplier<CapTrust> {
    private static final Logger log = LoggerFactory.getLogger(CapTrustFolder.class);
    private static final String CERTIFICATES = "cap-certificates.pem";
    /** Bit of the key usage that allows to sign lists (RFC 5280, 4.2.1.3). */
    private static final int CRL_SIGN = 6;

    private final Path folder;
    private String seen;
    private CapTrust trust;

    /** @throws IllegalStateException if a file is no certificate or list, or a list that its issuer did not sign; the message names it */
    public CapTrustFolder(Path folder) {
        this.folder = folder;
        try {
            List<Path> files = files();
            seen = state(files);
            trust = read(files);
        } catch (IOException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    @Override
    public synchronized CapTrust get() {
        try {
            List<Path> files = files();
            String now = state(files);
            if (!now.equals(seen)) {
                seen = now;
                trust = read(files);
                log.info("Certificates and revocation lists for warnings were read again: {} files", files.size());
            }
        } catch (IOException e) {
            log.warn("Certificates for warnings stay as they were: {}", e.getMessage());
        }
        return trust;
    }

    private List<Path> files() throws IOException {
        if (!Files.exists(folder.resolve(CERTIFICATES))) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(f -> f.endsWith(CERTIFICATES) || f.toString().endsWith(".crl"))
                    .sorted()
                    .toList();
        }
    }

    private static String state(List<Path> files) throws IOException {
        StringBuilder state = new StringBuilder();
        for (Path file : files) {
            state.append(file)
                    .append(' ')
                    .append(Files.size(file))
                    .append(' ')
                    .append(Files.getLastModifiedTime(file).toMillis())
                    .append('\n');
        }
        return state.toString();
    }

    private static CapTrust read(List<Path> files) throws IOException {
        List<X509Certificate> certificates = new ArrayList<>();
        Map<X509CRL, Path> lists = new LinkedHashMap<>();
        for (Path file : files) {
            @Nullable String fault = null;
            try (InputStream in = Files.newInputStream(file)) {
                CertificateFactory factory = CertificateFactory.getInstance("X.509");
                if (file.endsWith(CERTIFICATES)) {
                    factory.generateCertificates(in).forEach(c -> certificates.add((X509Certificate) c));
                } else {
                    factory.generateCRLs(in).forEach(l -> lists.put((X509CRL) l, file));
                }
            } catch (GeneralSecurityException e) {
                fault = e.getMessage();
            }
            if (fault != null) {
                throw new IOException(file
                        + (file.endsWith(CERTIFICATES) ? " holds no certificates in PEM: " : " holds no CRL: ")
                        + fault);
            }
        }
        for (Map.Entry<X509CRL, Path> list : lists.entrySet()) {
            check(list.getValue(), list.getKey(), certificates);
        }
        return new CapTrust(certificates, lists.keySet());
    }

    /**
     * Looks at a list of an issuer that is known (RFC 5280, 6.3.3). Of one that is not, the signature cannot be checked: such a
     * list counts, as lists only take trust away.
     *
     * @throws IOException if the issuer did not sign it, may not, or signed it with what can be forged
     */
    private static void check(Path file, X509CRL list, List<X509Certificate> certificates) throws IOException {
        List<X509Certificate> issuers = certificates.stream()
                .filter(c -> c.getSubjectX500Principal().equals(list.getIssuerX500Principal()))
                .toList();
        String issuer = list.getIssuerX500Principal().getName();
        if (issuers.isEmpty()) {
            log.warn(
                    "{}: the certificate of {} is not in {}, so its signature is not checked",
                    file,
                    issuer,
                    CERTIFICATES);
            return;
        }
        X509Certificate signer =
                issuers.stream().filter(c -> isSignedBy(list, c)).findFirst().orElse(null);
        if (signer == null) {
            throw new IOException(file + " is refused: it is not signed by its issuer " + issuer);
        }
        boolean[] usage = signer.getKeyUsage();
        if (usage != null && !usage[CRL_SIGN]) {
            throw new IOException(
                    file + " is refused: its issuer " + issuer + " may not sign lists (key usage cRLSign)");
        }
        if (CapTrust.isForgeable(list.getSigAlgName()) || CapTrust.isWeak(signer.getPublicKey())) {
            throw new IOException(file + " is refused: " + issuer + " signed it with what can be forged");
        }
    }

    private static boolean isSignedBy(X509CRL list, X509Certificate issuer) {
        try {
            list.verify(issuer.getPublicKey());
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }
}
