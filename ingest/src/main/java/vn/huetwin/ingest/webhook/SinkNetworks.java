package vn.huetwin.ingest.webhook;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Where events may be sent: to public addresses by HTTPS, and to the networks that the installation names, by HTTP too.
 * All else could reach services that trust whoever is inside the house.
 */
public final class SinkNetworks {
    /** Networks that are not public though Java has no word for them (RFC 6890, 6598, 2544, 3056, 6052). */
    private static final List<String> SPECIAL = List.of(
            "0.0.0.0/8",
            "100.64.0.0/10",
            "192.0.0.0/24",
            "192.0.2.0/24",
            "192.88.99.0/24",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "240.0.0.0/4",
            "::/96",
            "64:ff9b::/96",
            "64:ff9b:1::/48",
            "100::/64",
            "2001::/23",
            "2001:db8::/32",
            "2002::/16",
            "fc00::/7");

    private record Network(byte[] address, int bits) {
        /** @throws IllegalArgumentException if it is not an address and a number of bits */
        static Network parse(String text) {
            String[] parts = text.strip().split("/");
            try {
                if (parts[0].matches("[0-9a-fA-F.:]+")) {
                    byte[] address = InetAddress.getByName(parts[0]).getAddress();
                    int bits = parts.length == 1 ? address.length * 8 : Integer.parseInt(parts[1]);
                    if (parts.length <= 2 && bits >= 0 && bits <= address.length * 8) {
                        return new Network(address, bits);
                    }
                }
            } catch (UnknownHostException | NumberFormatException e) {
                throw new IllegalArgumentException("'" + text + "' is not a network such as 10.20.0.0/16", e);
            }
            throw new IllegalArgumentException("'" + text + "' is not a network such as 10.20.0.0/16");
        }

        boolean contains(InetAddress other) {
            byte[] bytes = other.getAddress();
            if (bytes.length != address.length) {
                return false;
            }
            int whole = bits / 8;
            if (!Arrays.equals(bytes, 0, whole, address, 0, whole)) {
                return false;
            }
            int mask = bits % 8 == 0 ? 0 : 0xff << (8 - bits % 8);
            return mask == 0 || (bytes[whole] & mask) == (address[whole] & mask);
        }
    }

    private final List<Network> allowed;
    private final List<Network> special = SPECIAL.stream().map(Network::parse).toList();

    /**
     * @param allowed networks beside the public ones, such as {@code 10.20.0.0/16}
     * @throws IllegalArgumentException if one is not written so
     */
    public SinkNetworks(List<String> allowed) {
        this.allowed = allowed.stream().map(Network::parse).toList();
    }

    /**
     * The address to connect to. Names are looked up each time, and the connection goes to what was checked.
     *
     * @throws SinkException if it is not an address of HTTP, cannot be found, or is not allowed
     */
    public InetAddress check(URI sink) throws SinkException {
        String host = sink.getHost();
        boolean https = "https".equalsIgnoreCase(sink.getScheme());
        boolean http = "http".equalsIgnoreCase(sink.getScheme());
        if (host == null || !(http || https) || sink.getUserInfo() != null || sink.getFragment() != null) {
            throw new SinkException(
                    "sink-invalid",
                    "sink",
                    "sink phải là địa chỉ https:// đầy đủ, không có người dùng và mật khẩu",
                    "sink must be a whole https:// address without user and password");
        }
        List<InetAddress> found = resolve(host);
        for (InetAddress address : found) {
            boolean named = allowed.stream().anyMatch(n -> n.contains(address));
            if (!named && !isPublic(address)) {
                throw new SinkException(
                        "sink-not-allowed",
                        "sink",
                        host + " ở trong mạng nội bộ; người quản trị có thể cho phép bằng --webhook-networks",
                        host + " lies in a network that is not public; --webhook-networks allows it");
            }
            if (!named && !https) {
                throw new SinkException(
                        "sink-not-encrypted",
                        "sink",
                        "Ra ngoài mạng của thành phố cần https",
                        "Outside the networks of the city https is needed");
            }
        }
        return found.get(0);
    }

    private static List<InetAddress> resolve(String host) throws SinkException {
        try {
            String name = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
            return new ArrayList<>(List.of(InetAddress.getAllByName(name)));
        } catch (UnknownHostException e) {
            throw new SinkException(
                    "sink-unknown", "sink", "Không tìm thấy máy '" + host + "'", "There is no host '" + host + "'");
        }
    }

    private boolean isPublic(InetAddress address) {
        return !(address.isAnyLocalAddress()
                || address.isLoopbackAddress()
                || address.isLinkLocalAddress()
                || address.isSiteLocalAddress()
                || address.isMulticastAddress()
                || (address instanceof Inet4Address && (address.getAddress()[0] & 0xff) == 255)
                || special.stream().anyMatch(n -> n.contains(address)));
    }
}
