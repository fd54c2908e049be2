// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.portagemq.core.simulation.SimulatedFiles;

/** A log with small segments on a simulated disk, its clock in the test's hand. */
final class LogFixture implements LogListener {
    static final byte TYPE = 1;
    static final int SEGMENT_BYTES = 4096;

    final SimulatedFiles files = new SimulatedFiles(1);
    final TreeMap<Long, String> replayed = new TreeMap<>();
    final List<String> events = new ArrayList<>();
    LogSettings settings;
    CommitLog log;
    long now;
    private int epoch;

    LogFixture() {
        settings = LogSettings.durableLog()
                .withSizes(SEGMENT_BYTES, SEGMENT_BYTES)
                .withSpace(0, 0, 0)
                .withClock(() -> now);
    }

    CommitLog open() throws IOException {
        return open(0);
    }

    CommitLog open(long replayFrom) throws IOException {
        replayed.clear();
        log = CommitLog.open(
                files, settings, ++epoch, replayFrom, (position, type, body) -> replayed.put(position, text(body)));
        log.onProgress(this);
        return log;
    }

    long append(String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return log.append(TYPE, bytes.length, target -> target.put(bytes));
    }

    /** Appends, as one turn, and does the log thread's step. */
    long commit(String body, Demand demand) {
        long position = append(body);
        log.endBatch(demand);
        step();
        return position;
    }

    /** Appends synced records of half a kilobyte until the log is in another segment; returns their positions. */
    List<Long> fillSegment(String prefix) {
        List<Long> positions = new ArrayList<>();
        long segment = log.tail() / SEGMENT_BYTES;
        while (log.tail() / SEGMENT_BYTES == segment || positions.isEmpty()) {
            positions.add(commit(prefix + positions.size() + "-".repeat(500), Demand.SYNC));
        }
        return positions;
    }

    long step() {
        return log.writer().step(now);
    }

    static String text(ByteBuffer body) {
        return StandardCharsets.UTF_8.decode(body.duplicate()).toString();
    }

    @Override
    public void written(long position) {
        events.add("written " + position);
    }

    @Override
    public void synced(long position) {
        events.add("synced " + position);
    }

    @Override
    public void failed(IOException failure) {
        events.add("failed");
    }

    @Override
    public void spaceChanged() {
        events.add("space");
    }
}
