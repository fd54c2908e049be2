// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v091.wire;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Good octets of every kind, changed in many ways, for the decoders. The same inputs in each run; more of them with
 * -Dfuzz.rounds and -Dfuzz.seed, and those that coverage leads to with scripts/fuzz.
 */
class WireFuzzTest {

    private static final int ROUNDS = Integer.getInteger("fuzz.rounds", 60_000);
    private static final long SEED = Long.getLong("fuzz.seed", 91_2026);

    /** What may be taken whatever comes, and for each octet that came: an empty table is 7 octets long. */
    private static final long BYTES_AT_ONCE = 64 << 10;

    private static final long BYTES_PER_OCTET = 128;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private static final String EVERY_TYPE = "tbBsuUIilLfdDTSAFxV";

    @Test
    @Tag("amqp091.wire.fuzz")
    void mutatedOctetsAreReadOrRefusedWithinBounds() {
        Random random = new Random(SEED);
        List<byte[]> good = WireFuzzSeeds.all();
        good.forEach(WireFuzzTest::run);
        for (int round = 0; round < ROUNDS; round++) {
            byte[] octets = good.get(random.nextInt(good.size()));
            for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
                octets = change(octets, good, random);
            }
            run(octets);
        }
        assertTrue(good.size() > 60, "seeds: " + good.size());
    }

    /** Whatever lengths the octets tell: no more memory is taken than those that came allow. */
    private static void run(byte[] octets) {
        long most = BYTES_AT_ONCE + BYTES_PER_OCTET * octets.length;
        // What loads a class for the first time is counted once; what an input takes it takes again.
        if (taken(octets) > most) {
            long again = taken(octets);
            assertTrue(
                    again <= most, () -> again + " bytes for " + HexFormat.of().formatHex(octets));
        }
    }

    private static long taken(byte[] octets) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        try {
            WireFuzzTarget.fuzzerTestOneInput(octets);
        } catch (RuntimeException failed) {
            throw new AssertionError(HexFormat.of().formatHex(octets), failed);
        }
        return THREADS.getCurrentThreadAllocatedBytes() - before;
    }

    private static byte[] change(byte[] octets, List<byte[]> good, Random random) {
        int at = random.nextInt(octets.length);
        byte[] changed = octets.clone();
        switch (random.nextInt(7)) {
            case 0 -> changed[at] = (byte) random.nextInt();
            case 1 -> changed[at] ^= (byte) (1 << random.nextInt(8));
            case 2 -> changed[at] = (byte) (random.nextBoolean() ? 0xFF : 0);
            case 3 -> changed[at] = (byte) EVERY_TYPE.charAt(random.nextInt(EVERY_TYPE.length()));
            case 4 -> changed = Arrays.copyOf(octets, Math.max(1, at));
            case 5 -> changed = join(octets, at, good.get(random.nextInt(good.size())), random);
            default -> changed = join(octets, at, octets, random);
        }
        return changed;
    }

    /** The beginning of one, and the end of the other. */
    private static byte[] join(byte[] first, int at, byte[] second, Random random) {
        int from = random.nextInt(second.length);
        byte[] joined = Arrays.copyOf(first, Math.max(1, at) + second.length - from);
        System.arraycopy(second, from, joined, Math.max(1, at), second.length - from);
        return joined;
    }
}
