package org.sessionrecording.host.assets;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * Fetches by GET from addresses that somebody else wrote: sends nothing that tells who asks for whom, follows redirects by the
 * same rules, takes so many bytes in so much time. Blocks; for any thread. Closed by its owner.
 */
final class AssetFetcher implements AutoCloseable {
    static final int LARGEST = 5 * 1024 * 1024;
    static final int MOST_REDIRECTS = 3;

    private static final Timeout CONNECT = Timeout.ofSeconds(3);
    private static final Timeout SILENCE = Timeout.ofSeconds(5);
    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
    private static final int CONNECTIONS = 16;
    private static final int OK = 200;
    private static final int PIECE = 16 * 1024;

    private final AllowedHosts allowed;
    private final Duration longest;
    private final CloseableHttpClient client;
    private final ScheduledExecutorService deadlines = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "asset-deadlines");
        thread.setDaemon(true);
        return thread;
    });

    AssetFetcher(AllowedHosts allowed, Duration longest) {
        this(allowed, longest, InetAddress::getAllByName);
    }

    /** @param longest time for one fetch, redirects and all */
    AssetFetcher(AllowedHosts allowed, Duration longest, CheckedAddresses.Lookup lookup) {
        this.allowed = allowed;
        this.longest = longest;
        Http1Config limits = Http1Config.custom()
                .setMaxHeaderCount(100)
                .setMaxLineLength(16 * 1024)
                .build();
        client = HttpClientBuilder.create()
                .setConnectionManager(PoolingHttpClientConnectionManagerBuilder.create()
                        .setDnsResolver(new CheckedAddresses(allowed, lookup))
                        .setConnectionFactory(ManagedHttpClientConnectionFactory.builder()
                                .http1Config(limits)
                                .build())
                        .setMaxConnTotal(CONNECTIONS)
                        .setMaxConnPerRoute(CONNECTIONS)
                        .setDefaultConnectionConfig(ConnectionConfig.custom()
                                .setConnectTimeout(CONNECT)
                                .setSocketTimeout(SILENCE)
                                .setTimeToLive(Timeout.ofSeconds(30))
                                .build())
                        .build())
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setConnectionRequestTimeout(CONNECT)
                        .setResponseTimeout(SILENCE)
                        .build())
                .setUserAgent("Mozilla/5.0")
                .disableCookieManagement()
                .disableAuthCaching()
                .disableRedirectHandling()
                .disableAutomaticRetries()
                .disableContentCompression()
                .disableDefaultUserAgent()
                .build();
    }

    /**
     * @throws UnfitException where it may not be fetched or shown
     * @throws IOException where it cannot be fetched
     */
    Asset fetch(AssetUrl first) throws IOException {
        long deadline = System.nanoTime() + longest.toNanos();
        AssetUrl url = first;
        for (int redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
            Answer answer = ask(url, deadline);
            if (answer.asset() != null) {
                return answer.asset();
            }
            url = url.follow(answer.location());
        }
        throw new UnfitException("it redirects too often");
    }

    private record Answer(@Nullable Asset asset, String location) {}

    private Answer ask(AssetUrl url, long deadline) throws IOException {
        if (!url.isUsualPort() && !allowed.contains(url.host(), url.port())) {
            throw new UnfitException("its port is none of a site's (the operator can allow it)");
        }
        HttpHost target = new HttpHost(url.secure() ? "https" : "http", url.host(), url.port());
        HttpGet request = new HttpGet(url.path());
        request.setHeader("Accept", "image/avif,image/webp,image/*,font/*,text/css,*/*;q=0.1");
        ScheduledFuture<?> end =
                deadlines.schedule(request::cancel, Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
        try (ClassicHttpResponse response = client.executeOpen(target, request, null)) {
            return read(url, response, request);
        } catch (HttpException e) {
            throw new IOException(e);
        } finally {
            end.cancel(false);
        }
    }

    private static Answer read(AssetUrl url, ClassicHttpResponse response, HttpGet request)
            throws IOException, HttpException {
        try {
            if (REDIRECTS.contains(response.getCode())) {
                Header location = response.getFirstHeader("Location");
                if (location == null) {
                    throw new UnfitException("it redirects to nowhere");
                }
                return new Answer(null, location.getValue());
            }
            HttpEntity entity = response.getEntity();
            if (response.getCode() != OK || entity == null) {
                throw new UnfitException("its server answers " + response.getCode());
            }
            String declared = entity.getContentType() == null ? "" : entity.getContentType();
            byte[] bytes = bytes(entity);
            String type = AssetTypes.find(declared, bytes)
                    .orElseThrow(() -> new UnfitException("it is no image, font or style sheet"));
            return new Answer(
                    new Asset(type, type.equals(AssetTypes.CSS) ? StyleSheet.rewritten(url, declared, bytes) : bytes),
                    "");
        } finally {
            // what was not read is not waited for
            request.cancel();
        }
    }

    private static byte[] bytes(HttpEntity entity) throws IOException {
        if (entity.getContentLength() > LARGEST) {
            throw tooLarge();
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        InputStream in = entity.getContent(); // not closed here: closing would read the rest of what is too large
        byte[] piece = new byte[PIECE];
        for (int n = in.read(piece); n >= 0; n = in.read(piece)) {
            if (bytes.size() + n > LARGEST) {
                throw tooLarge();
            }
            bytes.write(piece, 0, n);
        }
        return bytes.toByteArray();
    }

    private static UnfitException tooLarge() {
        return new UnfitException("it is larger than " + LARGEST + " bytes");
    }

    @Override
    public void close() throws IOException {
        deadlines.shutdownNow();
        client.close();
    }
}
