// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * Files of a folder on disk.
 *
 * <p>The JDK closes a {@link FileChannel} under a thread that is interrupted while it uses it, for all other users of
 * the channel too. So an operation first takes the thread's interrupt mark away and puts it back at its end; a read that
 * is caught in between opens the file again and goes on. A write or a sync that is caught fails (and fences the log),
 * because a sync through a newly opened file may not see an earlier failure: nobody may interrupt the log thread.
 */
public final class DiskStoreFiles implements StoreFiles {
    private final Path root;

    /** Files below {@code root}, which must exist. */
    public DiskStoreFiles(Path root) {
        this.root = root;
    }

    @Override
    public List<String> list(String folder) throws IOException {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(root.resolve(folder))) {
            for (Path entry : entries) {
                if (!Files.isDirectory(entry)) {
                    names.add(String.valueOf(entry.getFileName()));
                }
            }
        } catch (NoSuchFileException | NotDirectoryException e) {
            return List.of();
        }
        Collections.sort(names);
        return names;
    }

    @Override
    public StoreFile open(String name, Mode mode) throws IOException {
        return new DiskStoreFile(name, root.resolve(name), mode);
    }

    @Override
    public void delete(String name) throws IOException {
        Files.deleteIfExists(root.resolve(name));
    }

    @Override
    public void rename(String from, String to) throws IOException {
        Files.move(
                root.resolve(from),
                root.resolve(to),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public void syncFolder(String folder) throws IOException {
        try (FileChannel channel = FileChannel.open(root.resolve(folder), StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    @Override
    public long usableBytes() throws IOException {
        return Files.getFileStore(root).getUsableSpace();
    }

    @Override
    public boolean exists(String name) {
        return Files.exists(root.resolve(name));
    }

    @Override
    public void createFolders(String folder) throws IOException {
        Path target = root.resolve(folder);
        if (Files.isDirectory(target)) {
            return;
        }
        Files.createDirectories(target);
        for (Path parent = target; !parent.equals(root); parent = parent.getParent()) {
            syncFolder(String.valueOf(root.relativize(parent.getParent())));
        }
    }

    /** What all systems say, in English, when a disk or a quota is full: the JDK has no type for it. */
    static IOException explain(String name, IOException e) {
        String message = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
        boolean full = message.contains("no space left")
                || message.contains("quota exceeded")
                || message.contains("not enough space");
        return full ? new DiskFullException(name, e) : e;
    }

    private static final class DiskStoreFile implements StoreFile {
        private final String name;
        private final Path path;
        private final boolean writable;
        private final Object reopening = new Object();
        private volatile FileChannel channel;
        private volatile boolean closed;

        DiskStoreFile(String name, Path path, Mode mode) throws IOException {
            this.name = name;
            this.path = path;
            this.writable = mode != Mode.READ;
            try {
                this.channel = FileChannel.open(path, options(mode == Mode.CREATE));
            } catch (IOException e) {
                throw explain(name, e);
            }
        }

        private OpenOption[] options(boolean create) {
            if (!writable) {
                return new OpenOption[] {StandardOpenOption.READ};
            }
            return create
                    ? new OpenOption[] {StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE}
                    : new OpenOption[] {StandardOpenOption.READ, StandardOpenOption.WRITE};
        }

        @Override
        public int read(ByteBuffer target, long at) throws IOException {
            int total = 0;
            boolean interrupted = Thread.interrupted();
            try {
                while (target.hasRemaining()) {
                    FileChannel used = channel;
                    try {
                        int read = used.read(target, at + total);
                        if (read < 0) {
                            break;
                        }
                        total += read;
                    } catch (ClosedChannelException e) {
                        interrupted |= Thread.interrupted();
                        reopen(used, e);
                    }
                }
            } finally {
                if (interrupted) {
                    Thread.currentThread().interrupt();
                }
            }
            return total;
        }

        private void reopen(FileChannel dead, ClosedChannelException cause) throws IOException {
            synchronized (reopening) {
                if (closed) {
                    throw cause;
                }
                if (channel == dead) {
                    channel = FileChannel.open(path, options(false));
                }
            }
        }

        @Override
        public void write(ByteBuffer source, long at) throws IOException {
            uninterrupted(used -> {
                long place = at;
                while (source.hasRemaining()) {
                    place += used.write(source, place);
                }
            });
        }

        @Override
        public void sync() throws IOException {
            uninterrupted(used -> used.force(false));
        }

        @Override
        public void truncate(long size) throws IOException {
            uninterrupted(used -> used.truncate(size));
        }

        @Override
        public long size() throws IOException {
            long[] size = new long[1];
            uninterrupted(used -> size[0] = used.size());
            return size[0];
        }

        @Override
        public void close() throws IOException {
            synchronized (reopening) {
                closed = true;
                channel.close();
            }
        }

        private void uninterrupted(Operation operation) throws IOException {
            boolean interrupted = Thread.interrupted();
            try {
                operation.run(channel);
            } catch (IOException e) {
                throw explain(name, e);
            } finally {
                if (interrupted) {
                    Thread.currentThread().interrupt();
                }
            }
        }
    }

    @FunctionalInterface
    private interface Operation {
        void run(FileChannel channel) throws IOException;
    }
}
