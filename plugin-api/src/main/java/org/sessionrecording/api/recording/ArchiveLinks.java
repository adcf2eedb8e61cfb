package org.sessionrecording.api.recording;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.sessionrecording.api.operation.Lease;

/**
 * The host's model API for archived recordings: which objects hold which chunks. Blocking; durable when a write returns.
 */
public interface ArchiveLinks {
    /**
     * Commits intents in one transaction. A recording has at most one open intent. An intent is taken only where its part
     * is the recording's next one and its chunks are exactly those, up to the last it names, that no part holds.
     *
     * @return the recordings whose intent was taken; others have one open already, were archived further meanwhile, or
     *     their chunks are not those named
     * @throws org.sessionrecording.api.recording.LeaseLostException when the lease is no longer held
     */
    List<RecordingKey> intend(List<ArchiveIntent> intents, Lease lease);

    /** Open intents in key order after {@code after}, whoever made them. */
    List<ArchiveIntent> openIntents(RecordingKey after, int limit);

    /** Notes the id of a multipart upload with an open intent. */
    void noteUpload(RecordingKey recording, int part, String uploadId, Lease lease);

    /**
     * Replaces intents by links in one transaction: the part is verified and holds exactly the intent's chunks. Linking
     * what is linked already with the same hash changes nothing.
     *
     * @return recordings now linked; one is missing where the recording was erased meanwhile, where its intent was
     *     withdrawn or names other chunks or another place, or where the part is linked with another hash
     */
    List<RecordingKey> link(List<ArchivePart> parts, Lease lease);

    /** Withdraws an open intent whose object was not written, or was removed. */
    void withdraw(RecordingKey recording, int part, Lease lease);

    /**
     * Takes a link back, so that retention archives its chunks again: only a recording's last part, and only while the
     * database holds every chunk of it, none of them removed.
     *
     * @return false where that does not hold, or the part is not linked as given (any more); nothing was changed then
     * @throws org.sessionrecording.api.recording.LeaseLostException when the lease is no longer held
     */
    boolean unlink(ArchivePart part, Lease lease);

    /**
     * Says that a part lies elsewhere now: the same bytes, verified there.
     *
     * @return false where the part is not linked as given (any more), or another part lies there; nothing was changed then
     * @throws org.sessionrecording.api.recording.LeaseLostException when the lease is no longer held
     */
    boolean move(ArchivePart part, String url, Lease lease);

    /**
     * Brings a recording back that the catalog does not know, or parts that it lacks, in one transaction. Chunk ids stay as
     * they are, and no chunk that is stored from now on gets a smaller one. Where the database holds chunks of the recording
     * up to the last one adopted, each must be in the parts with the same checksum; they leave the database by this.
     * Repeating it changes nothing.
     *
     * @throws org.sessionrecording.api.recording.LeaseLostException when the lease is no longer held
     */
    Adoption adopt(ArchivedRecording archived, Lease lease);

    /** What {@link #adopt} would do now; changes nothing. */
    Adoption planAdoption(ArchivedRecording archived);

    /** Parts of a recording, in order. */
    List<ArchivePart> parts(RecordingKey recording);

    /** The part at a location. */
    Optional<ArchivePart> findByUrl(String url);

    /** How many parts are linked, and their bytes. Reads all of them: for once a run, not for a page. */
    LinkedTotals linkedTotals();

    /** A count of linked parts and the bytes of their objects. */
    record LinkedTotals(long parts, long bytes) {}

    /**
     * Recordings that the archive alone holds, all of it by one source, and whose latest snapshot is older than
     * {@code cutoff}: not pinned, not quarantined, not restored and without an open intent; in key order.
     *
     * @param source id of the {@link SnapshotSource} that reads their parts
     */
    List<RecordingKey> expirable(Instant cutoff, String source, RecordingKey after, int limit);

    /** How many recordings {@link #expirable} would give over all pages, and the bytes of their objects. */
    Recordings.Totals expirableTotals(Instant cutoff, String source);

    /**
     * Gives an archived recording up for good in one transaction: its links go, and it keeps its name, its times and its
     * counts. Whoever calls it has noted durably before which objects nobody links then, and deletes them afterwards.
     *
     * @param urls of all of its parts
     * @return false where {@link #expirable} would not give it (any more), or its parts lie elsewhere; nothing was changed
     * @throws org.sessionrecording.api.recording.LeaseLostException when the lease is no longer held
     */
    boolean expire(RecordingKey recording, Collection<String> urls, Instant cutoff, String source, Lease lease);

    /** Of these locations those where a part lies, or an open intent will write. At most 1,000. */
    Set<String> taken(Collection<String> urls);

    /** All parts of the next {@code limit} recordings after {@code after}, in order of recording and part; for verifying. */
    List<ArchivePart> scan(RecordingKey after, int limit);
}
