package vn.huetwin.ingest.cap;

import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.PKIXCertPathChecker;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CRL;
import java.security.cert.X509CRLEntry;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECKey;
import java.security.interfaces.RSAKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.Comparator;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import javax.xml.crypto.KeySelector;
import javax.xml.crypto.MarshalException;
import javax.xml.crypto.dsig.Reference;
import javax.xml.crypto.dsig.Transform;
import javax.xml.crypto.dsig.XMLSignature;
import javax.xml.crypto.dsig.XMLSignatureException;
import javax.xml.crypto.dsig.XMLSignatureFactory;
import javax.xml.crypto.dsig.dom.DOMValidateContext;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * Whom the city trusts to warn it: certificates of those who sign or who vouch for signers, and what was revoked of them.
 * Signatures are judged as of the time at which the message was sent (RFC 5280 path validation); nothing is fetched.
 */
public final class CapTrust {
    private static final String MORE = "http://www.w3.org/2001/04/xmldsig-more#";
    private static final String PSS = "http://www.w3.org/2007/05/xmldsig-more#";
    private static final Set<String> SIGNATURES = Set.of(
            MORE + "rsa-sha256",
            MORE + "rsa-sha384",
            MORE + "rsa-sha512",
            MORE + "ecdsa-sha256",
            MORE + "ecdsa-sha384",
            MORE + "ecdsa-sha512",
            PSS + "sha256-rsa-MGF1",
            PSS + "sha384-rsa-MGF1",
            PSS + "sha512-rsa-MGF1");
    private static final Set<String> DIGESTS = Set.of(
            "http://www.w3.org/2001/04/xmlenc#sha256", MORE + "sha384", "http://www.w3.org/2001/04/xmlenc#sha512");
    private static final Set<String> TRANSFORMS = Set.of(
            Transform.ENVELOPED,
            "http://www.w3.org/TR/2001/REC-xml-c14n-20010315",
            "http://www.w3.org/2001/10/xml-exc-c14n#",
            "http://www.w3.org/2006/12/xml-c14n11");
    private static final int RSA_BITS = 2_048;
    private static final int EC_BITS = 224;
    /** Certificates in a message: a chain has three or four, and each may be tried. */
    private static final int MOST = 10;

    private static final int LONGEST_PATH = 6;

    private final List<X509Certificate> trusted;
    private final List<X509CRL> revocations;

    /**
     * @param trusted     certificates of those whose warnings the city trusts, or of authorities that vouch for them
     * @param revocations lists of certificates that do not count any more, as {@link CapTrustFolder} has checked them
     */
    public CapTrust(Collection<X509Certificate> trusted, Collection<X509CRL> revocations) {
        this.trusted = List.copyOf(trusted);
        this.revocations = List.copyOf(revocations);
    }

    /** Trusts nobody. */
    public static CapTrust none() {
        return new CapTrust(List.of(), List.of());
    }

    /** Whether a message is signed, is as it was signed, and who vouches for it. */
    CapSignature judge(Document message, Instant sent) {
        NodeList found = message.getElementsByTagNameNS(XMLSignature.XMLNS, "Signature");
        if (found.getLength() == 0) {
            return CapSignature.UNSIGNED;
        }
        Element signature = (Element) found.item(0);
        if (found.getLength() > 1 || signature.getParentNode() != message.getDocumentElement()) {
            return CapSignature.BROKEN;
        }
        if (!only(signature, "SignatureMethod", SIGNATURES) || !only(signature, "DigestMethod", DIGESTS)) {
            return CapSignature.WEAK;
        }
        List<X509Certificate> presented = presented(signature);
        for (X509Certificate signer : presented.isEmpty() ? trusted : presented) {
            if (isSignedBy(signature, signer.getPublicKey())) {
                return isWeak(signer.getPublicKey())
                        ? CapSignature.WEAK
                        : isVouchedFor(signer, presented, sent) ? CapSignature.TRUSTED : CapSignature.UNTRUSTED;
            }
        }
        return CapSignature.BROKEN;
    }

    private static boolean only(Element signature, String name, Set<String> allowed) {
        NodeList methods = signature.getElementsByTagNameNS(XMLSignature.XMLNS, name);
        for (int i = 0; i < methods.getLength(); i++) {
            if (!allowed.contains(((Element) methods.item(i)).getAttribute("Algorithm"))) {
                return false;
            }
        }
        return true;
    }

    /** @param algorithm name of a signature algorithm, such as {@code SHA1withRSA} */
    static boolean isForgeable(String algorithm) {
        return algorithm.startsWith("SHA1") || algorithm.startsWith("MD");
    }

    static boolean isWeak(PublicKey key) {
        if (key instanceof RSAKey rsa) {
            return rsa.getModulus().bitLength() < RSA_BITS;
        }
        return !(key instanceof ECKey ec)
                || ec.getParams().getCurve().getField().getFieldSize() < EC_BITS;
    }

    /** The certificates of a signature in whatever order they come; those that vouch for no other of them first. */
    private static List<X509Certificate> presented(Element signature) {
        List<X509Certificate> certificates = new ArrayList<>();
        NodeList texts = signature.getElementsByTagNameNS(XMLSignature.XMLNS, "X509Certificate");
        for (int i = 0; i < Math.min(MOST, texts.getLength()); i++) {
            X509Certificate certificate = certificate(texts.item(i).getTextContent());
            if (certificate != null) {
                certificates.add(certificate);
            }
        }
        certificates.sort(Comparator.comparing(c -> certificates.stream()
                .anyMatch(other ->
                        !other.equals(c) && other.getIssuerX500Principal().equals(c.getSubjectX500Principal()))));
        return certificates;
    }

    private static @Nullable X509Certificate certificate(String text) {
        try {
            byte[] bytes = Base64.getMimeDecoder().decode(text);
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(bytes));
        } catch (CertificateException | IllegalArgumentException e) {
            return null;
        }
    }

    private static boolean isSignedBy(Element signature, PublicKey key) {
        try {
            DOMValidateContext context = new DOMValidateContext(KeySelector.singletonKeySelector(key), signature);
            context.setProperty("org.jcp.xml.dsig.secureValidation", true);
            XMLSignature read = XMLSignatureFactory.getInstance("DOM").unmarshalXMLSignature(context);
            return coversAll(read) && read.validate(context);
        } catch (MarshalException | XMLSignatureException | RuntimeException e) {
            return false;
        }
    }

    /** A signature of a part would let the rest be anything. */
    private static boolean coversAll(XMLSignature signature) {
        List<Reference> references = signature.getSignedInfo().getReferences();
        return references.size() == 1
                && "".equals(references.get(0).getURI())
                && references.get(0).getTransforms().stream().allMatch(t -> TRANSFORMS.contains(t.getAlgorithm()));
    }

    /** Whether the signer was valid when the message was sent, and is trusted or has a path to one who is. */
    private boolean isVouchedFor(X509Certificate signer, List<X509Certificate> presented, Instant sent) {
        boolean[] usage = signer.getKeyUsage();
        if (usage != null && !usage[0] && !usage[1]) {
            return false; // neither for signatures nor for what cannot be denied
        }
        if (trusted.contains(signer)) {
            return isSound(signer, sent);
        }
        Set<TrustAnchor> anchors = trusted.stream()
                .filter(t -> t.getBasicConstraints() >= 0 && isSound(t, sent))
                .map(t -> new TrustAnchor(t, null))
                .collect(Collectors.toSet());
        if (anchors.isEmpty()) {
            return false;
        }
        try {
            X509CertSelector target = new X509CertSelector();
            target.setCertificate(signer);
            PKIXBuilderParameters path = new PKIXBuilderParameters(anchors, target);
            path.addCertStore(CertStore.getInstance("Collection", new CollectionCertStoreParameters(presented)));
            path.setDate(Date.from(sent));
            path.setRevocationEnabled(false); // by the lists at hand, below
            path.setMaxPathLength(LONGEST_PATH);
            path.addCertPathChecker(new Soundness(sent));
            return CertPathBuilder.getInstance("PKIX").build(path).getCertPath() != null;
        } catch (CertPathBuilderException e) {
            return false;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private boolean isSound(X509Certificate certificate, Instant sent) {
        return !sent.isBefore(certificate.getNotBefore().toInstant())
                && !sent.isAfter(certificate.getNotAfter().toInstant())
                && !isRevoked(certificate, sent);
    }

    /** A key that was stolen signs what it likes under any date; one that was given up counts until then. */
    private boolean isRevoked(X509Certificate certificate, Instant sent) {
        for (X509CRL list : revocations) {
            X509CRLEntry entry = list.getRevokedCertificate(certificate);
            if (entry != null
                    && (isStolen(entry)
                            || !entry.getRevocationDate().toInstant().isAfter(sent))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isStolen(X509CRLEntry entry) {
        var reason = entry.getRevocationReason();
        if (reason == null) {
            return true;
        }
        return switch (reason) {
            case SUPERSEDED, CESSATION_OF_OPERATION, AFFILIATION_CHANGED, CERTIFICATE_HOLD, REMOVE_FROM_CRL -> false;
            default -> true;
        };
    }

    /** Refuses revoked certificates and such as were signed with what can be forged, on every path that is tried. */
    private final class Soundness extends PKIXCertPathChecker {
        private final Instant sent;

        Soundness(Instant sent) {
            this.sent = sent;
        }

        @Override
        public void init(boolean forward) {
            // keeps no state
        }

        @Override
        public boolean isForwardCheckingSupported() {
            return true;
        }

        @Override
        public @Nullable Set<String> getSupportedExtensions() {
            return null;
        }

        @Override
        public void check(Certificate certificate, Collection<String> unresolved) throws CertPathValidatorException {
            X509Certificate one = (X509Certificate) certificate;
            String algorithm = one.getSigAlgName();
            if (isRevoked(one, sent)) {
                throw new CertPathValidatorException("revoked");
            }
            if (isForgeable(algorithm) || isWeak(one.getPublicKey())) {
                throw new CertPathValidatorException("weak");
            }
        }
    }
}
