// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.benchmarks.load;

/**
 * How much of what a load does.
 *
 * @param threads that send
 * @param open messages of each thread that are not confirmed; 0: it waits for each message
 * @param perSecond messages of each thread; 0: as fast as it goes
 * @param bytes of a body
 * @param persistent whether clients of JMS say that messages are to survive the broker; all others always do
 */
public record LoadShape(int threads, int open, long perSecond, int bytes, Receiving receiving, boolean persistent) {

    /** One thread that sends as fast as it goes, and one consumer. */
    public static LoadShape of(int open, int bytes) {
        return new LoadShape(1, open, 0, bytes, Receiving.PLAIN, true);
    }

    public LoadShape atRate(long messages) {
        return new LoadShape(threads, open, messages, bytes, receiving, persistent);
    }

    public LoadShape withThreads(int number) {
        return new LoadShape(number, open, perSecond, bytes, receiving, persistent);
    }

    public LoadShape receiving(Receiving other) {
        return new LoadShape(threads, open, perSecond, bytes, other, persistent);
    }

    public LoadShape transientOnly() {
        return new LoadShape(threads, open, perSecond, bytes, receiving, false);
    }

    /** As an argument of {@link SteadyLoad}. */
    @Override
    public String toString() {
        return threads + "," + open + "," + perSecond + "," + bytes + "," + receiving + "," + persistent;
    }

    static LoadShape parse(String text) {
        String[] words = text.split(",", -1);
        return new LoadShape(
                Integer.parseInt(words[0]),
                Integer.parseInt(words[1]),
                Long.parseLong(words[2]),
                Integer.parseInt(words[3]),
                Receiving.valueOf(words[4]),
                Boolean.parseBoolean(words[5]));
    }
}
