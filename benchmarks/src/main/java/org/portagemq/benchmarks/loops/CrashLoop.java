// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.benchmarks.loops;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** Starts a server, uses it, crashes it at a random moment, again and again; then empties all queues and closes the ledger. */
final class CrashLoop {

    private static final int READY_SECONDS = 60;
    private static final int DRAIN_SECONDS = 180;
    private static final int JOIN_SECONDS = 45;
    private static final int POLL_MILLIS = 150;
    private static final int QUIET_POLLS = 4;
    private static final int EARLY_ONE_IN = 5;
    private static final int EARLY_MILLIS = 1200;

    private final Setup setup;
    private final SplittableRandom random;
    private final Ledger ledger = new Ledger(Plan.PUBLISHERS, Plan.SHAPE, System::currentTimeMillis);
    private final Lives lives = new Lives();
    private final List<Client> publishers = new ArrayList<>();
    private final List<Client> consumers = new ArrayList<>();
    private final List<Long> readyMillis = new ArrayList<>();
    private final Set<String> told = new HashSet<>();
    private int earlyCrashes;

    /**
     * What to do.
     *
     * @param times how many crashes under load
     * @param shortestMillis and {@code longestMillis}: the life between a start and a crash
     * @param say told what happens
     */
    record Setup(
            int times,
            long seed,
            int shortestMillis,
            int longestMillis,
            ServerProcess.Options server,
            Crash crash,
            Consumer<String> say) {}

    /** What came out. */
    record Outcome(Ledger ledger, int earlyCrashes, List<Long> readyMillis) {

        boolean isClean() {
            return ledger.isClean();
        }
    }

    CrashLoop(Setup setup) {
        this.setup = setup;
        this.random = new SplittableRandom(setup.seed());
        Body body = new Body(setup.seed());
        for (int publisher = 0; publisher < Plan.CONFIRMING_PUBLISHERS; publisher++) {
            PlainLoad load = new PlainLoad(publisher, new SplittableRandom(setup.seed() + publisher), ledger);
            publishers.add(new ConfirmingPublisher(publisher, body, load, lives, ledger));
        }
        MixedLoad mixed = new MixedLoad(
                Plan.MIXED_PUBLISHER,
                new SplittableRandom(setup.seed() + Plan.MIXED_PUBLISHER),
                System::currentTimeMillis,
                ledger);
        publishers.add(new ConfirmingPublisher(Plan.MIXED_PUBLISHER, body, mixed, lives, ledger));
        publishers.add(new TransactionalPublisher(Plan.TRANSACTIONAL_PUBLISHER, body, setup.seed(), lives, ledger));
        publishers.add(new BranchCoordinator(setup.seed(), lives, ledger));
        for (int queue = 0; queue < Plan.QUEUES.size(); queue++) {
            consumers.add(new QueueConsumer("consumer-" + queue, queue, body, setup.seed(), lives, ledger));
        }
        consumers.add(new QueueConsumer("consumer-shared", Plan.SHARED_QUEUE, body, setup.seed(), lives, ledger));
    }

    Outcome run() throws IOException, InterruptedException, TimeoutException {
        publishers.forEach(Client::start);
        consumers.forEach(Client::start);
        try {
            for (int crash = 1; crash <= setup.times(); crash++) {
                liveAndCrash(crash);
                if (random.nextInt(EARLY_ONE_IN) == 0) {
                    crashWhileStarting();
                }
            }
            lastLife(setup.times() + 1);
            checkAllIsEmpty();
        } finally {
            lives.stop();
        }
        ledger.close();
        return new Outcome(ledger, earlyCrashes, readyMillis);
    }

    private ServerProcess start() throws IOException {
        return ServerProcess.startControlled(setup.server(), setup.seed());
    }

    private ServerProcess begin(int life) throws IOException, InterruptedException, TimeoutException {
        long before = System.nanoTime();
        ServerProcess server = start();
        try {
            int port = server.awaitReady(READY_SECONDS);
            readyMillis.add(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - before));
            Plan.declare(port);
            ledger.beginLife(life);
            lives.begin(life, port, server::ask);
        } catch (IOException | InterruptedException | TimeoutException | RuntimeException failed) {
            server.close();
            throw failed;
        }
        return server;
    }

    private void liveAndCrash(int life) throws IOException, InterruptedException, TimeoutException {
        try (ServerProcess server = begin(life)) {
            long millis = random.nextLong(setup.shortestMillis(), setup.longestMillis() + 1L);
            if (server.endsWithin(millis)) {
                ledger.trouble("the server ended by itself in life " + life);
            }
            lives.end();
            setup.crash().crash(server);
            setup.say()
                    .accept(String.format(
                            Locale.ROOT,
                            "%d/%d crashed after %.2f s; it had been ready in %.2f s; %s",
                            life,
                            setup.times(),
                            millis / 1000.0,
                            readyMillis.get(readyMillis.size() - 1) / 1000.0,
                            ledger.counts()));
            tellFindings();
        }
    }

    private void tellFindings() {
        List<String> all = ledger.examples();
        all.stream().filter(told::add).forEach(setup.say());
    }

    private void crashWhileStarting() throws IOException, InterruptedException {
        try (ServerProcess server = start()) {
            if (server.endsWithin(random.nextLong(EARLY_MILLIS))) {
                ledger.trouble("the server ended by itself while starting");
            }
            setup.crash().crash(server);
            earlyCrashes++;
        }
    }

    private void lastLife(int life) throws IOException, InterruptedException, TimeoutException {
        try (ServerProcess server = begin(life)) {
            publishers.forEach(Client::stop);
            for (Client publisher : publishers) {
                publisher.join(JOIN_SECONDS);
            }
            setup.say().accept("publishers have ended; " + ledger.counts());
            tellFindings();
            drain(server);
            checkLater(server);
            tellFindings();
            consumers.forEach(Client::stop);
            for (Client consumer : consumers) {
                consumer.join(JOIN_SECONDS);
            }
            lives.end();
            server.terminate();
        }
    }

    /** Waits until no queue has anything left, and nothing has been delivered for a while. */
    private void drain(ServerProcess server) throws IOException, InterruptedException, TimeoutException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(DRAIN_SECONDS);
        long seen = -1;
        int quiet = 0;
        if (server.endsWithin(Plan.LONGEST_DELAY_MILLIS)) {
            ledger.trouble("the server ended by itself before the last messages were due");
            return;
        }
        while (quiet < QUIET_POLLS) {
            if (System.nanoTime() > end) {
                ledger.trouble("the queues are not empty after " + DRAIN_SECONDS + " s: " + waiting(server));
                return;
            }
            if (server.endsWithin(POLL_MILLIS)) {
                ledger.trouble("the server ended by itself while its queues were emptied");
                return;
            }
            long now = ledger.deliveries();
            quiet = now == seen && waiting(server).stream().allMatch(count -> count == 0) ? quiet + 1 : 0;
            seen = now;
        }
    }

    /** What is to come after the loop waits for that, and nothing else. */
    private void checkLater(ServerProcess server) throws IOException, InterruptedException {
        String answer = server.ask("later");
        List<String> texts = answer.isEmpty() ? List.of() : List.of(answer.split(" ", -1));
        ledger.stillLater(texts.stream().map(Body.Id::parse).toList());
    }

    /** After a clean end nothing may come back that was acknowledged. */
    private void checkAllIsEmpty() throws IOException, InterruptedException, TimeoutException {
        try (ServerProcess server = start()) {
            server.awaitReady(READY_SECONDS);
            List<Long> counts = waiting(server);
            if (counts.stream().anyMatch(count -> count > 0)) {
                ledger.trouble("after a clean end the queues have again, in turn: " + counts);
            }
            server.terminate();
        }
    }

    private static List<Long> waiting(ServerProcess server) throws IOException, InterruptedException, TimeoutException {
        List<Long> counts = new ArrayList<>();
        try (Connection connection = Plan.connect(server.awaitReady(READY_SECONDS), "looks");
                Channel channel = connection.createChannel()) {
            for (String queue : Plan.QUEUES) {
                counts.add(channel.messageCount(queue));
            }
        }
        return counts;
    }
}
