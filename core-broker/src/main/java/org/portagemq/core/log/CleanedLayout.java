// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.portagemq.core.storage.CorruptStoreException;
import org.portagemq.core.storage.StoreFile;

/**
 * The head of a cleaned segment file, and its sparse table of positions.
 *
 * <pre>
 *   0       8        12       16     24    32        40         44        48         52..63
 *   | magic | version| records| base | end | tableAt | entries  | tableCrc| headCrc  | zero   |
 *   64: the surviving records, whole and unchanged, one after another
 *   tableAt: entries x { position (8), place in the file (8) }, one for each 4 KiB of records
 * </pre>
 */
final class CleanedLayout {
    static final int HEAD_BYTES = 64;
    static final int STEP_BYTES = 4096;
    private static final long MAGIC = 0x504D_5143_4C45_414EL; // "PMQCLEAN": no raw segment begins with a length like it
    private static final int VERSION = 1;
    private static final int CHECKED_BYTES = 48;
    private static final int ENTRY_BYTES = 16;

    private final long base;
    private final long end;
    private final int records;
    private final long tableAt;
    private final long[] positions;
    private final long[] places;

    CleanedLayout(long base, long end, int records, long tableAt, long[] positions, long[] places) {
        this.base = base;
        this.end = end;
        this.records = records;
        this.tableAt = tableAt;
        this.positions = positions;
        this.places = places;
    }

    long base() {
        return base;
    }

    long end() {
        return end;
    }

    /** How many records survived. */
    int records() {
        return records;
    }

    /** The place after the last record. */
    long tableAt() {
        return tableAt;
    }

    /** Reads the head and table of a file; null when the file is not a cleaned one. */
    static CleanedLayout read(StoreFile file, String name) throws IOException {
        ByteBuffer head = ByteBuffer.allocate(HEAD_BYTES);
        file.read(head, 0);
        head.clear();
        if (head.getLong(0) != MAGIC) {
            return null;
        }
        int entries = head.getInt(40);
        long tableAt = head.getLong(32);
        if (head.getInt(CHECKED_BYTES) != crc(head.limit(CHECKED_BYTES))
                || head.getInt(8) != VERSION
                || tableAt + (long) entries * ENTRY_BYTES > file.size()) {
            throw damaged(name);
        }
        ByteBuffer table = ByteBuffer.allocate(entries * ENTRY_BYTES);
        file.read(table, tableAt);
        if (crc(table.flip()) != head.clear().getInt(44)) {
            throw damaged(name);
        }
        table.clear();
        long[] positions = new long[entries];
        long[] places = new long[entries];
        for (int i = 0; i < entries; i++) {
            positions[i] = table.getLong();
            places[i] = table.getLong();
        }
        return new CleanedLayout(head.getLong(16), head.getLong(24), head.getInt(12), tableAt, positions, places);
    }

    /** Writes table and head; the records are in the file already. */
    void write(StoreFile file) throws IOException {
        ByteBuffer table = ByteBuffer.allocate(positions.length * ENTRY_BYTES);
        for (int i = 0; i < positions.length; i++) {
            table.putLong(positions[i]).putLong(places[i]);
        }
        ByteBuffer head = ByteBuffer.allocate(HEAD_BYTES);
        head.putLong(MAGIC).putInt(VERSION).putInt(records).putLong(base).putLong(end);
        head.putLong(tableAt).putInt(positions.length).putInt(crc(table.flip()));
        head.putInt(crc(head.duplicate().flip())).clear();
        file.write(table.rewind(), tableAt);
        file.write(head, 0);
    }

    /** Where to begin to look for a position; {@link #tableAt} when it is before all records. */
    long searchFrom(long position) {
        int found = Arrays.binarySearch(positions, position);
        int entry = found >= 0 ? found : -found - 2;
        return entry < 0 ? tableAt : places[entry];
    }

    private static int crc(ByteBuffer bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.duplicate().rewind());
        return (int) crc.getValue();
    }

    private static CorruptStoreException damaged(String name) {
        return new CorruptStoreException(
                name, 0, "the head or table of a cleaned segment is damaged; restore the file from a backup");
    }
}
