// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.snapshot;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.portagemq.core.storage.CorruptStoreException;
import org.portagemq.core.storage.StoreFile;
import org.portagemq.core.storage.StoreFiles;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Snapshots of the core's tables, in the folder {@code snapshot}: the newest two are kept. Their content is opaque here.
 * File lane, or the thread that starts the broker.
 *
 * <p>As the older of the two may have to be used, the log must be kept from the smaller {@code replayFrom} of both:
 * {@link #replayFloor}.
 */
public final class SnapshotStore {
    private static final Logger LOG = LoggerFactory.getLogger(SnapshotStore.class);
    private static final String FOLDER = "snapshot";
    private static final String SUFFIX = ".snap";
    private static final String TEMPORARY_SUFFIX = ".tmp";
    private static final String DAMAGED_SUFFIX = ".damaged";
    private static final int KEPT = 2;

    private final StoreFiles files;

    /** Makes the folder when absent, and deletes what an unfinished snapshot left. */
    public SnapshotStore(StoreFiles files) throws IOException {
        this.files = files;
        files.createFolders(FOLDER);
        for (String name : files.list(FOLDER)) {
            if (name.endsWith(TEMPORARY_SUFFIX)) {
                files.delete(FOLDER + "/" + name);
            }
        }
    }

    /**
     * Begins a snapshot; one at a time.
     *
     * @param generation higher than that of every snapshot before
     * @param replayFrom the position from which the log must be replayed over it
     * @param createdAtMs milliseconds since 1970
     */
    public SnapshotWriter begin(long generation, long replayFrom, long createdAtMs) throws IOException {
        List<Long> generations = generations();
        if (generation < 1 || (!generations.isEmpty() && generation <= generations.get(generations.size() - 1))) {
            throw new IllegalArgumentException(
                    "The snapshot generation " + generation + " is not above " + generations);
        }
        SnapshotHeader header = new SnapshotHeader(generation, replayFrom, createdAtMs);
        StoreFile file = files.open(name(generation) + TEMPORARY_SUFFIX, StoreFiles.Mode.CREATE);
        try {
            return new SnapshotWriter(this, header, file);
        } catch (IOException | RuntimeException e) {
            file.close();
            abandoned(header);
            throw e;
        }
    }

    /**
     * The newest complete snapshot, verified from end to end; a damaged one is put aside and the one before is taken.
     *
     * @throws CorruptStoreException when there are snapshots and all are damaged
     */
    public Optional<SnapshotReader> latest() throws IOException {
        // A process that was killed may have renamed a snapshot without syncing that: it is used from now on.
        files.syncFolder(FOLDER);
        List<Long> generations = generations();
        CorruptStoreException damage = null;
        for (int i = generations.size() - 1; i >= 0; i--) {
            String name = name(generations.get(i));
            try {
                SnapshotReader reader = verified(name);
                if (damage != null) {
                    LOG.warn("The snapshot {} is used instead", name);
                    putAside(generations.subList(i + 1, generations.size()));
                }
                return Optional.of(reader);
            } catch (CorruptStoreException e) {
                LOG.warn("A snapshot is damaged: {}", e.getMessage());
                damage = e;
            }
        }
        if (damage != null) {
            throw damage;
        }
        return Optional.empty();
    }

    /** The oldest position that any kept snapshot replays from: nothing of the log at or above it may be dropped. */
    public long replayFloor() throws IOException {
        long floor = Long.MAX_VALUE;
        for (long generation : generations()) {
            try (SnapshotReader reader = open(name(generation))) {
                floor = Math.min(floor, reader.header().replayFrom());
            }
        }
        return floor == Long.MAX_VALUE ? 0 : floor;
    }

    private void putAside(List<Long> damaged) throws IOException {
        for (long generation : damaged) {
            files.rename(name(generation), name(generation) + DAMAGED_SUFFIX);
        }
        files.syncFolder(FOLDER);
    }

    private SnapshotReader verified(String name) throws IOException {
        SnapshotReader reader = open(name);
        try {
            reader.verify();
            return reader;
        } catch (IOException | RuntimeException e) {
            reader.close();
            throw e;
        }
    }

    private SnapshotReader open(String name) throws IOException {
        StoreFile file = files.open(name, StoreFiles.Mode.READ);
        try {
            return new SnapshotReader(name, file);
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    void published(SnapshotHeader header) throws IOException {
        String name = name(header.generation());
        files.rename(name + TEMPORARY_SUFFIX, name);
        files.syncFolder(FOLDER);
        List<Long> generations = generations();
        for (long old : generations.subList(0, Math.max(0, generations.size() - KEPT))) {
            files.delete(name(old));
        }
    }

    void abandoned(SnapshotHeader header) throws IOException {
        files.delete(name(header.generation()) + TEMPORARY_SUFFIX);
    }

    /** The generations on disk, ascending. */
    private List<Long> generations() throws IOException {
        List<Long> generations = new ArrayList<>();
        for (String name : files.list(FOLDER)) {
            if (name.matches("[0-9]{19}\\.snap")) {
                generations.add(Long.parseLong(name.substring(0, name.length() - SUFFIX.length())));
            }
        }
        return generations;
    }

    private static String name(long generation) {
        return String.format(Locale.ROOT, "%s/%019d%s", FOLDER, generation, SUFFIX);
    }
}
