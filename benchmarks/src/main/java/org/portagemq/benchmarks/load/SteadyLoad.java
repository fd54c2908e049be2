// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.benchmarks.load;

import java.util.concurrent.Semaphore;

/** Threads that send, and those who receive it, for some seconds. Says each second what it has seen. */
public final class SteadyLoad {

    private final LoadShape shape;
    private final LoadCounts counts = new LoadCounts();
    private volatile boolean over;

    private SteadyLoad(LoadShape shape) {
        this.shape = shape;
    }

    /** @param arguments who sends, who receives, each as library:place; the shape; seconds */
    public static void main(String[] arguments) throws Exception {
        LoadShape shape = LoadShape.parse(arguments[2]);
        LoadClient sending = client(arguments[0], shape);
        LoadClient receiving = arguments[1].equals(arguments[0]) ? sending : client(arguments[1], shape);
        new SteadyLoad(shape).run(sending, receiving, Integer.parseInt(arguments[3]));
        // Clients that wait for what is open would hold the program.
        System.exit(0);
    }

    private static LoadClient client(String who, LoadShape shape) throws Exception {
        int colon = who.indexOf(':');
        return ClientLibrary.valueOf(who.substring(0, colon)).open(who.substring(colon + 1), shape);
    }

    private void run(LoadClient sending, LoadClient receiving, int seconds) throws Exception {
        LoadSender[] senders = new LoadSender[shape.threads()];
        for (int i = 0; i < senders.length; i++) {
            senders[i] = sending.sender();
        }
        receiving.consume(counts::delivered);
        for (int i = 0; i < senders.length; i++) {
            LoadSender sender = senders[i];
            Thread thread = new Thread(() -> sendAll(sender), "sender-" + i);
            thread.setDaemon(true);
            thread.start();
        }
        counts.tell(System.out, seconds);
        over = true;
    }

    private void sendAll(LoadSender sender) {
        Pace pace = new Pace(shape.perSecond());
        Semaphore open = new Semaphore(shape.open());
        try {
            while (!over) {
                if (shape.open() == 0) {
                    sendAndWait(sender, pace.next());
                } else {
                    sendOpen(sender, pace, open);
                }
                counts.sent();
            }
        } catch (Exception failed) {
            if (!over) {
                LoadClient.fail(failed);
            }
        }
    }

    private void sendAndWait(LoadSender sender, long sentAt) throws Exception {
        sender.send(sentAt);
        counts.confirmed(sentAt);
    }

    private void sendOpen(LoadSender sender, Pace pace, Semaphore open) throws Exception {
        if (pace.isEarly()) {
            sender.flush();
        }
        long sentAt = pace.next();
        if (!open.tryAcquire()) {
            sender.flush();
            open.acquire();
        }
        sender.send(sentAt, () -> {
            counts.confirmed(sentAt);
            open.release();
        });
    }
}
