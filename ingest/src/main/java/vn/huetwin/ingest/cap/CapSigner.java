package vn.huetwin.ingest.cap;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import javax.xml.crypto.MarshalException;
import javax.xml.crypto.dsig.CanonicalizationMethod;
import javax.xml.crypto.dsig.DigestMethod;
import javax.xml.crypto.dsig.Reference;
import javax.xml.crypto.dsig.SignedInfo;
import javax.xml.crypto.dsig.Transform;
import javax.xml.crypto.dsig.XMLSignature;
import javax.xml.crypto.dsig.XMLSignatureException;
import javax.xml.crypto.dsig.XMLSignatureFactory;
import javax.xml.crypto.dsig.dom.DOMSignContext;
import javax.xml.crypto.dsig.keyinfo.KeyInfoFactory;
import javax.xml.crypto.dsig.spec.C14NMethodParameterSpec;
import javax.xml.crypto.dsig.spec.TransformParameterSpec;
import javax.xml.transform.TransformerException;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;
import vn.huetwin.ingest.event.EventException;

/**
 * Signs what the city warns of: an enveloped XML signature over the whole message (CAP 1.2, 3.3.4.1) with SHA-256 and the key
 * of a PKCS#12 file, whose certificates go along, the signer's first.
 */
public final class CapSigner {
    private static final String MORE = "http://www.w3.org/2001/04/xmldsig-more#";

    private final PrivateKey key;
    private final List<X509Certificate> chain;

    private CapSigner(PrivateKey key, List<X509Certificate> chain) {
        this.key = key;
        this.chain = chain;
    }

    /** @throws IllegalArgumentException if it cannot be signed with it; the message says why and names the file */
    public static CapSigner read(Path file, char[] password) {
        try (InputStream in = Files.newInputStream(file)) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(in, password);
            for (String alias : Collections.list(store.aliases())) {
                if (store.getKey(alias, password) instanceof PrivateKey key) {
                    Certificate[] chain = store.getCertificateChain(alias);
                    List<X509Certificate> certificates = Arrays.stream(chain)
                            .map(X509Certificate.class::cast)
                            .toList();
                    if (CapTrust.isWeak(certificates.get(0).getPublicKey())) {
                        throw new IllegalArgumentException(
                                file + ": the key is too weak; RSA needs 2048 bits, EC a curve of 224");
                    }
                    return new CapSigner(key, certificates);
                }
            }
            throw new IllegalArgumentException(file + " holds no private key");
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalArgumentException(
                    file + " cannot be read as PKCS#12 with the password given: " + e.getMessage(), e);
        }
    }

    /** Whether receivers take its signatures at this time. */
    public boolean isValid(Instant when) {
        X509Certificate own = chain.get(0);
        return !when.isBefore(own.getNotBefore().toInstant())
                && !when.isAfter(own.getNotAfter().toInstant());
    }

    /** The message with its signature. */
    public byte[] sign(byte[] message) {
        try {
            Document document = CapReader.document(message);
            XMLSignatureFactory factory = XMLSignatureFactory.getInstance("DOM");
            Transform enveloped = factory.newTransform(Transform.ENVELOPED, (TransformParameterSpec) null);
            Transform canonical = factory.newTransform(CanonicalizationMethod.EXCLUSIVE, (TransformParameterSpec) null);
            Reference all = factory.newReference(
                    "", factory.newDigestMethod(DigestMethod.SHA256, null), List.of(enveloped, canonical), null, null);
            SignedInfo info = factory.newSignedInfo(
                    factory.newCanonicalizationMethod(CanonicalizationMethod.EXCLUSIVE, (C14NMethodParameterSpec) null),
                    factory.newSignatureMethod(
                            MORE + (key.getAlgorithm().equals("RSA") ? "rsa-sha256" : "ecdsa-sha256"), null),
                    List.of(all));
            KeyInfoFactory keys = factory.getKeyInfoFactory();
            factory.newXMLSignature(info, keys.newKeyInfo(List.of(keys.newX509Data(chain))))
                    .sign(new DOMSignContext(key, document.getDocumentElement()));
            onOneKindOfLine(document);
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            TransformerFactory.newDefaultInstance()
                    .newTransformer()
                    .transform(new DOMSource(document), new StreamResult(bytes));
            return bytes.toByteArray();
        } catch (EventException
                | GeneralSecurityException
                | MarshalException
                | XMLSignatureException
                | TransformerException e) {
            throw new IllegalStateException("A warning cannot be signed: " + e.getMessage(), e);
        }
    }

    /** Base64 comes with CR LF, whose CR XML would have to write as an entity; neither text is part of what is signed. */
    private static void onOneKindOfLine(Document document) {
        for (String name : List.of("SignatureValue", "X509Certificate")) {
            NodeList found = document.getElementsByTagNameNS(XMLSignature.XMLNS, name);
            for (int i = 0; i < found.getLength(); i++) {
                found.item(i).setTextContent(found.item(i).getTextContent().replace("\r", ""));
            }
        }
    }
}
