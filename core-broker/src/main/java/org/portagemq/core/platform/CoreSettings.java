// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.platform;

import java.time.Duration;
import java.util.List;
import org.portagemq.core.api.FlushPolicy;
import org.portagemq.core.settings.CommonSettings;
import org.portagemq.core.settings.Setting;

/** The settings of the core and its store. */
public final class CoreSettings {

    public static final Setting<FlushPolicy> FLUSH = Setting.choice(
            "store.flush",
            FlushPolicy.class,
            FlushPolicy.SYNC,
            "When a durable message is confirmed: sync = on disk, async = handed to the operating system;"
                    + " namespaces and messages may say otherwise.");

    public static final Setting<Duration> FLUSH_INTERVAL = Setting.duration(
            "store.flush-interval",
            "5ms",
            Duration.ofMillis(1),
            Duration.ofMinutes(10),
            "How long async messages may stay off the disk, what a power cut may take, and unseen by readers of streams.");

    public static final Setting<Long> SEGMENT_BYTES = Setting.bytes(
            "store.segment-bytes",
            "64MiB",
            64 << 10,
            1 << 30,
            "Size of one file of the log, a power of two. Fixed when the data folder is first used.");

    public static final Setting<Long> RING_BYTES = Setting.bytes(
            "store.ring-bytes",
            "64MiB",
            64 << 10,
            1 << 30,
            "Memory outside of the heap for what is not yet written and for the newest messages, a power of two.");

    public static final Setting<Long> TRANSIENT_RING_BYTES = Setting.bytes(
            "store.transient-ring-bytes",
            "8MiB",
            64 << 10,
            1 << 30,
            "The same for messages that are not durable, a power of two.");

    public static final Setting<Long> SNAPSHOT_BYTES = Setting.bytes(
            "store.snapshot-bytes",
            "64MiB",
            64 << 10,
            1L << 40,
            "After so much of the log, or four times the last one's size, a snapshot is taken; a start reads little more.");

    public static final Setting<Duration> SNAPSHOT_INTERVAL = Setting.duration(
            "store.snapshot-interval",
            "1m",
            Duration.ofMillis(100),
            Duration.ofDays(1),
            "After so long a snapshot is taken if anything was logged, so that space is given back.");

    public static final Setting<Long> PUBLISH_FLOOR = Setting.bytes(
            "store.disk-free-limit",
            "256MiB",
            0,
            1L << 50,
            "Publishers are held while the disk has less free space than this.");

    public static final Setting<Long> MAINTENANCE_FLOOR = Setting.bytes(
            "store.disk-free-reserve",
            "128MiB",
            0,
            1L << 50,
            "The broker's own moves and cleaning stop while the disk has less free space than this.");

    public static final Setting<Long> INDEX_MEMORY = Setting.bytes(
            "store.index-memory",
            "0",
            0,
            1L << 40,
            "Heap for index blocks; what is more goes to disk. 0 = an eighth of the heap.");

    public static final Setting<Long> READ_AHEAD = Setting.bytes(
            "store.read-ahead",
            "0",
            0,
            1L << 40,
            "Heap for messages read from disk before their turn. 0 = a sixteenth of the heap.");

    public static final Setting<Long> NOTE_MEMORY = Setting.bytes(
            "store.note-memory",
            "0",
            0,
            1L << 40,
            "Heap for the annotations with which clients give messages back, of all groups together;"
                    + " one has 4MiB at most. 0 = a thirty-second of the heap.");

    public static final Setting<Long> HEAP_LIMIT = Setting.number(
            "limits.heap-percent",
            85,
            10,
            100,
            "Publishers are held while more of the heap than this is in use after a collection.");

    public static final Setting<Long> TRANSACTION_SIZE = Setting.number(
            "limits.transaction-size",
            100_000,
            1,
            1_000_000,
            "How many messages and acknowledgements one transaction may have.");

    public static final Setting<Long> PREPARED = Setting.number(
            "limits.prepared-transactions",
            100_000,
            1,
            10_000_000,
            "How many transactions of one namespace may wait for a decision.");

    public static final Setting<Duration> PREPARED_TIMEOUT = Setting.duration(
            "transactions.prepared-timeout",
            "1h",
            Duration.ofSeconds(1),
            Duration.ofDays(3650),
            "A transaction that waits for a decision for longer is listed as overdue and warned of, and nothing else.");

    public static final Setting<Duration> CHECK_AFTER = Setting.duration(
            "transactions.check-after",
            "6s",
            Duration.ofMillis(100),
            Duration.ofDays(365),
            "When a publisher group is first asked what became of its transaction.");

    public static final Setting<Duration> CHECK_INTERVAL = Setting.duration(
            "transactions.check-interval",
            "30s",
            Duration.ofMillis(100),
            Duration.ofDays(365),
            "After which it is asked again.");

    public static final Setting<Long> CHECKS = Setting.number(
            "transactions.checks",
            15,
            1,
            1_000_000,
            "How often it is asked; what happens then says transactions.undecided.");

    public static final Setting<Undecided> UNDECIDED = Setting.choice(
            "transactions.undecided",
            Undecided.class,
            Undecided.ROLLBACK,
            "What becomes of a transaction when its publisher group was asked that often and did not decide:"
                    + " rollback = it is rolled back and its messages are gone, park = it waits for an operator.");

    public static final Setting<Duration> DEDUPLICATION_WINDOW = Setting.duration(
            "deduplication.window",
            "10m",
            Duration.ofSeconds(1),
            Duration.ofDays(365),
            "How long a message is known that was sent with a deduplication key.");

    public static final Setting<Long> DEDUPLICATION_KEYS = Setting.number(
            "deduplication.keys",
            200_000,
            1,
            100_000_000,
            "How many deduplication keys are known; beyond this the oldest are forgotten early. About 50 bytes of heap each.");

    public static final Setting<Long> TOPICS =
            Setting.number("limits.topics", 100_000, 1, 10_000_000, "Topics in one namespace.");

    public static final Setting<Long> GROUPS =
            Setting.number("limits.groups", 1_000_000, 1, 10_000_000, "Groups in one namespace.");

    public static final Setting<Long> BINDINGS =
            Setting.number("limits.bindings", 1_000_000, 1, 100_000_000, "Bindings in one namespace.");

    public static final Setting<Long> FILTER_LENGTH =
            Setting.number("limits.filter-length", 4_096, 1, 65_536, "Characters of a selector or tag expression.");

    public static final Setting<Long> FILTER_NODES = Setting.number(
            "limits.filter-nodes",
            256,
            1,
            10_000,
            "Parts of a selector: comparisons, operators, values. A message costs at most one step for each.");

    public static final Setting<Long> FILTER_DEPTH =
            Setting.number("limits.filter-depth", 64, 1, 200, "How deep the parts of a selector may be nested.");

    /** All of them. */
    public static final List<Setting<?>> ALL = List.of(
            FLUSH,
            FLUSH_INTERVAL,
            SEGMENT_BYTES,
            RING_BYTES,
            TRANSIENT_RING_BYTES,
            SNAPSHOT_BYTES,
            SNAPSHOT_INTERVAL,
            PUBLISH_FLOOR,
            MAINTENANCE_FLOOR,
            INDEX_MEMORY,
            READ_AHEAD,
            NOTE_MEMORY,
            HEAP_LIMIT,
            CommonSettings.MESSAGE_BYTES,
            TRANSACTION_SIZE,
            PREPARED,
            PREPARED_TIMEOUT,
            CHECK_AFTER,
            CHECK_INTERVAL,
            CHECKS,
            UNDECIDED,
            DEDUPLICATION_WINDOW,
            DEDUPLICATION_KEYS,
            TOPICS,
            GROUPS,
            BINDINGS,
            FILTER_LENGTH,
            FILTER_NODES,
            FILTER_DEPTH);

    private CoreSettings() {}
}
