package vn.huetwin.server.alert;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.net.URI;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import vn.huetwin.ingest.webhook.Courier;

/** Sends to sinks over HTTP. It connects to the address that was checked, while name and certificate stay those of the sink. */
public final class HttpCourier implements Courier {
    private static final int CONNECT_MILLIS = 5_000;
    private static final int ANSWER_MILLIS = 10_000;
    /** Answers are read to their end, so that connections can be used again, but no further than this. */
    private static final long MAX_ANSWER_BYTES = 1 << 16;

    private static final int CONNECTIONS_PER_SINK = 4;

    private final HttpClient client;

    public HttpCourier(Vertx vertx) {
        client = vertx.createHttpClient(
                new HttpClientOptions()
                        .setConnectTimeout(CONNECT_MILLIS)
                        .setKeepAlive(true)
                        .setIdleTimeout(30)
                        .setMaxHeaderSize(1 << 14),
                new PoolOptions().setHttp1MaxSize(CONNECTIONS_PER_SINK).setMaxWaitQueueSize(1_000));
    }

    @Override
    public Answer carry(Parcel parcel) throws IOException, InterruptedException {
        Future<Answer> answer = client.request(options(parcel))
                .compose(request ->
                        request.send(Buffer.buffer(parcel.body())).compose(response -> read(request, response)));
        try {
            return answer.toCompletionStage()
                    .toCompletableFuture()
                    .get(CONNECT_MILLIS + ANSWER_MILLIS, TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new IOException(String.valueOf(cause.getMessage()), e);
        } catch (TimeoutException e) {
            throw new IOException("No answer within " + (CONNECT_MILLIS + ANSWER_MILLIS) / 1_000 + " s", e);
        }
    }

    private static RequestOptions options(Parcel parcel) {
        URI sink = parcel.sink();
        boolean https = sink.getScheme().equalsIgnoreCase("https");
        int port = sink.getPort() >= 0 ? sink.getPort() : https ? 443 : 80;
        String path = sink.getRawPath() == null || sink.getRawPath().isEmpty() ? "/" : sink.getRawPath();
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.valueOf(parcel.method()))
                .setServer(
                        SocketAddress.inetSocketAddress(port, parcel.address().getHostAddress()))
                .setHost(sink.getHost())
                .setPort(port)
                .setSsl(https)
                .setURI(sink.getRawQuery() == null ? path : path + "?" + sink.getRawQuery())
                .setFollowRedirects(false)
                .setTimeout(ANSWER_MILLIS);
        parcel.headers().forEach(options::putHeader);
        return options;
    }

    private static Future<Answer> read(HttpClientRequest request, HttpClientResponse response) {
        Map<String, String> headers = new TreeMap<>();
        response.headers().forEach(h -> headers.put(h.getKey().toLowerCase(Locale.ROOT), h.getValue()));
        Answer answer = new Answer(response.statusCode(), headers);
        AtomicLong bytes = new AtomicLong();
        response.handler(part -> {
            if (bytes.addAndGet(part.length()) > MAX_ANSWER_BYTES) {
                request.reset();
            }
        });
        return response.end().map(answer).recover(cut -> Future.succeededFuture(answer));
    }
}
