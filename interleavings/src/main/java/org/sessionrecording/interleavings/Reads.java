package org.sessionrecording.interleavings;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.sessionrecording.api.ApiException;
import org.sessionrecording.api.format.ChunkCodec;
import org.sessionrecording.api.recording.Chunk;
import org.sessionrecording.api.recording.Recording;
import org.sessionrecording.harness.outside.ChunkPrint;
import org.sessionrecording.harness.outside.OutsideDatabase.PlainChunk;
import org.sessionrecording.harness.outside.Playback;

/** Recordings as those see them who watch. */
final class Reads {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final World world;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    Reads(World world) {
        this.world = world;
    }

    /** Their documents hold what was sent, once. */
    void play(Collection<Known> recordings) {
        new Playback(this::get)
                .requireSame(recordings.stream().collect(Collectors.toMap(known -> known.name, Known::print)));
    }

    /** The same, for somebody who has no more than a share link. */
    void playShared(Known known, String token) {
        new Playback(path -> get(path + "?share=" + token)).requireSame(Map.of(known.name, known.print()));
    }

    /** It opens nothing, as if there never had been such a link. */
    void refuseShared(Known known, String token) {
        int status = ask("GET", "/api/projects/1/recordings/" + known.name + "/snapshots?share=" + token, "")
                .statusCode();
        if (status != 404) {
            throw new AssertionError("A link to " + known + " that holds no more is answered with " + status);
        }
    }

    /** What the host answers to a request of somebody who is logged in. */
    String send(String method, String path, String body) {
        HttpResponse<byte[]> answer = ask(method, path, body);
        String text = new String(answer.body(), StandardCharsets.UTF_8);
        if (answer.statusCode() / 100 != 2) {
            throw new AssertionError(method + " " + path + " gave " + answer.statusCode() + ": " + text);
        }
        return text;
    }

    /** The same, chunk by chunk, with something else after the first. */
    void playAcross(Known known, Runnable between) {
        HostObjects host = world.host();
        String[] halves = known.name.split("/", -1);
        Recording recording = host.documents.require(host.project.id(), halves[0], halves[1]);
        List<ChunkPrint> wanted = known.print().chunks();
        List<ChunkPrint> read = new ArrayList<>();
        try {
            host.documents.forEachChunk(host.project.id(), recording, info -> true, chunk -> {
                read.add(print(chunk));
                if (read.size() == 1) {
                    between.run();
                }
            });
        } catch (ApiException e) {
            if (world.isErased(known) && e.kind() == ApiException.Kind.MISSING) {
                return;
            }
            throw e;
        }
        if (!read.equals(wanted)) {
            throw new AssertionError("Reading " + known + " gave " + read + ", not " + wanted);
        }
    }

    private static ChunkPrint print(Chunk chunk) {
        try {
            byte[] plain = ChunkCodec.decode(
                    chunk.data(), chunk.info().length(), chunk.info().crc32());
            return new PlainChunk(chunk.info().id().value(), plain).print();
        } catch (java.util.zip.DataFormatException e) {
            throw new AssertionError("Chunk " + chunk.info().id() + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** It does not play, and whoever asks is told that there is nothing (any more). */
    void refuse(Known erased) {
        HttpResponse<byte[]> answer = ask("/api/projects/1/recordings/" + erased.name + "/snapshots");
        if (answer.statusCode() != 404 && answer.statusCode() != 410) {
            throw new AssertionError(erased + " was erased, and is answered with " + answer.statusCode());
        }
    }

    private byte[] get(String path) {
        HttpResponse<byte[]> answer = ask(path);
        if (answer.statusCode() != 200) {
            throw new AssertionError(
                    path + " gave " + answer.statusCode() + ": " + new String(answer.body(), StandardCharsets.UTF_8));
        }
        return answer.body();
    }

    private HttpResponse<byte[]> ask(String path) {
        return ask("GET", path, "");
    }

    private HttpResponse<byte[]> ask(String method, String path, String body) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(world.host().origin() + path))
                .timeout(PATIENCE)
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot play " + path + ": " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
