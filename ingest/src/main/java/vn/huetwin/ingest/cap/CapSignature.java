package vn.huetwin.ingest.cap;

import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import javax.xml.crypto.AlgorithmMethod;
import javax.xml.crypto.KeySelector;
import javax.xml.crypto.KeySelectorException;
import javax.xml.crypto.KeySelectorResult;
import javax.xml.crypto.MarshalException;
import javax.xml.crypto.XMLCryptoContext;
import javax.xml.crypto.dsig.Reference;
import javax.xml.crypto.dsig.Transform;
import javax.xml.crypto.dsig.XMLSignature;
import javax.xml.crypto.dsig.XMLSignatureException;
import javax.xml.crypto.dsig.XMLSignatureFactory;
import javax.xml.crypto.dsig.dom.DOMValidateContext;
import javax.xml.crypto.dsig.keyinfo.KeyInfo;
import javax.xml.crypto.dsig.keyinfo.X509Data;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Document;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

/** Whether a message is signed (XML Signature, CAP 1.2 section 3.3.4.1), and whether someone the city trusts signed it. */
public enum CapSignature {
    UNSIGNED,
    /** The message is as it was signed, by one whom the city trusts. */
    TRUSTED,
    /** The message is as it was signed, by whoever holds the key that it names. */
    UNTRUSTED,
    /** The message is not as it was signed, or the signature does not cover all of it. */
    BROKEN;

    private static final Set<String> TRANSFORMS = Set.of(
            Transform.ENVELOPED,
            "http://www.w3.org/TR/2001/REC-xml-c14n-20010315",
            "http://www.w3.org/2001/10/xml-exc-c14n#",
            "http://www.w3.org/2006/12/xml-c14n11");

    /** As the layer {@code warning} says it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @param trusted certificates of those whose warnings the city trusts */
    static CapSignature of(Document message, List<X509Certificate> trusted) {
        NodeList found = message.getElementsByTagNameNS(XMLSignature.XMLNS, "Signature");
        if (found.getLength() == 0) {
            return UNSIGNED;
        }
        Node signature = found.item(0);
        if (found.getLength() > 1 || signature.getParentNode() != message.getDocumentElement()) {
            return BROKEN;
        }
        try {
            X509Certificate[] signer = new X509Certificate[1];
            DOMValidateContext context = new DOMValidateContext(selector(signer), signature);
            context.setProperty("org.jcp.xml.dsig.secureValidation", true);
            XMLSignature read = XMLSignatureFactory.getInstance("DOM").unmarshalXMLSignature(context);
            if (!coversAll(read) || !read.validate(context)) {
                return BROKEN;
            }
            X509Certificate certificate = signer[0];
            return certificate != null && vouched(certificate, trusted) ? TRUSTED : UNTRUSTED;
        } catch (MarshalException | XMLSignatureException | RuntimeException e) {
            return BROKEN;
        }
    }

    /** A signature of a part would let the rest be anything. */
    private static boolean coversAll(XMLSignature signature) {
        List<Reference> references = signature.getSignedInfo().getReferences();
        return references.size() == 1
                && "".equals(references.get(0).getURI())
                && references.get(0).getTransforms().stream().allMatch(t -> TRANSFORMS.contains(t.getAlgorithm()));
    }

    private static boolean vouched(X509Certificate signer, List<X509Certificate> trusted) {
        return trusted.stream().anyMatch(t -> t.equals(signer) || isIssued(signer, t));
    }

    private static boolean isIssued(X509Certificate signer, X509Certificate authority) {
        if (authority.getBasicConstraints() < 0
                || !authority.getSubjectX500Principal().equals(signer.getIssuerX500Principal())) {
            return false;
        }
        try {
            signer.verify(authority.getPublicKey());
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static KeySelector selector(@Nullable X509Certificate[] signer) {
        return new KeySelector() {
            @Override
            public KeySelectorResult select(
                    @Nullable KeyInfo info, Purpose purpose, AlgorithmMethod method, XMLCryptoContext context)
                    throws KeySelectorException {
                for (Object content : info == null ? List.of() : info.getContent()) {
                    for (Object each : content instanceof X509Data data ? data.getContent() : List.of()) {
                        if (each instanceof X509Certificate certificate) {
                            signer[0] = certificate;
                            return certificate::getPublicKey;
                        }
                    }
                }
                throw new KeySelectorException("no certificate");
            }
        };
    }
}
