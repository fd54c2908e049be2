// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.consume;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.portagemq.client.message.QueueRef;

/** Offsets in a text file: {@code OFFSET QUEUE BROKER TOPIC} on each line, with tabs between. */
final class OffsetFile implements OffsetStore {

    private static final int PARTS = 4;

    private final Path file;
    private final Map<QueueRef, Long> offsets;

    OffsetFile(Path file) {
        this.file = file;
        this.offsets = read(file);
    }

    private static Map<QueueRef, Long> read(Path file) {
        Map<QueueRef, Long> offsets = new TreeMap<>();
        if (!Files.exists(file)) {
            return offsets;
        }
        try {
            for (String line : Files.readAllLines(file)) {
                String[] parts = line.split("\t", PARTS);
                if (parts.length < PARTS) {
                    throw new IllegalArgumentException("'" + line + "'");
                }
                offsets.put(new QueueRef(parts[3], parts[2], Integer.parseInt(parts[1])), Long.parseLong(parts[0]));
            }
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException(file + " has other lines than offsets of queues: " + wrong.getMessage());
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        return offsets;
    }

    @Override
    public synchronized OptionalLong load(QueueRef queue) {
        Long offset = offsets.get(queue);
        return offset == null ? OptionalLong.empty() : OptionalLong.of(offset);
    }

    @Override
    public synchronized void save(Map<QueueRef, Long> moved) {
        offsets.putAll(moved);
        List<String> lines = new ArrayList<>(offsets.size());
        offsets.forEach((queue, offset) ->
                lines.add(offset + "\t" + queue.id() + "\t" + queue.broker() + "\t" + queue.topic()));
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        try {
            Files.write(fresh, lines);
            Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException unwritten) {
            throw new UncheckedIOException(unwritten);
        }
    }
}
