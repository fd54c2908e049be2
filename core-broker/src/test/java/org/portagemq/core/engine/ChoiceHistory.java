// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.portagemq.core.api.Answer;
import org.portagemq.core.api.BrokerException;
import org.portagemq.core.api.Delivery;
import org.portagemq.core.api.Filter;
import org.portagemq.core.api.GroupRules;
import org.portagemq.core.api.GroupSettings;
import org.portagemq.core.api.Message;
import org.portagemq.core.api.OrderingKey;
import org.portagemq.core.api.Payload;
import org.portagemq.core.api.Release;
import org.portagemq.core.api.StreamGroupSettings;
import org.portagemq.core.api.StreamSource;
import org.portagemq.core.api.StreamStart;
import org.portagemq.core.api.SubscribeRequest;
import org.portagemq.core.api.Subscription;
import org.portagemq.core.api.TopicKind;
import org.portagemq.core.engine.TestClient.Inbox;
import org.portagemq.core.storage.StoreFiles;

/**
 * A random history of groups in which not every consumer may get every message, of groups that pause, and of a stream with
 * a reader, a group that acknowledges and one that commits offsets; over kills, power cuts and restarts.
 */
final class ChoiceHistory {

    private static final int KINDS = 4;
    private static final int MUCH = 1_000_000;

    private final Consumer<EmbeddedBroker> meddling;
    private final SimulatedWorld world;
    private final Random random;
    private final ChoiceModel selected = new ChoiceModel("selected", false);
    private final ChoiceModel keyed = new ChoiceModel("keyed", true);
    private final ChoiceModel shared = new ChoiceModel("shared", false);
    private final ChoiceModel places = new ChoiceModel("places", false);
    private final Map<Long, String> texts = new HashMap<>();
    private final Set<Long> settledTokens = new HashSet<>();
    private final List<Taker> takers = new ArrayList<>();
    private final Map<Long, String> read = new HashMap<>();
    private final Set<Long> committing = new HashSet<>();
    private TestClient client;
    private Inbox reader;
    private long readSeen;
    private boolean paused;
    private int sent;
    private long steps;

    /** A consumer, and what of its deliveries was looked at. */
    private static final class Taker {
        private final ChoiceModel model;
        private final Inbox inbox;
        /** The only one that it wants, null for all. */
        private final String kind;

        private int seen;

        private Taker(ChoiceModel model, Inbox inbox, String kind) {
            this.model = model;
            this.inbox = inbox;
            this.kind = kind;
        }

        private boolean wants(String other) {
            return kind == null || kind.equals(other);
        }
    }

    ChoiceHistory(long seed, UnaryOperator<StoreFiles> disk) {
        this(seed, disk, broker -> {});
    }

    /** With a broker that something is done to before each step. */
    ChoiceHistory(long seed, UnaryOperator<StoreFiles> disk, Consumer<EmbeddedBroker> meddling) {
        this.meddling = meddling;
        random = new Random(seed);
        world = SimulatedWorld.prepare(
                        seed,
                        Map.of(
                                "store.ring-bytes", "64KiB",
                                "store.snapshot-bytes", "64KiB",
                                "store.snapshot-interval", "1s",
                                "store.index-memory", "16KiB",
                                "store.read-ahead", "16KiB"))
                .disk(disk);
    }

    long steps() {
        return steps;
    }

    /** So many lives of so many steps at most each; then everything is looked at once more. */
    void run(int lives, int stepsEach) throws Exception {
        world.startOrFail();
        client = new TestClient(world);
        declare();
        for (int life = 0; life < lives; life++) {
            for (int i = 10 + random.nextInt(stepsEach); i > 0; i--) {
                meddling.accept(world.embedded());
                step();
                look();
                steps++;
            }
            if (random.nextInt(3) == 0) {
                satisfySelective();
            }
            end();
            begin();
        }
        drain();
        world.close();
    }

    private void declare() {
        client.declareGroup("selected");
        client.declareGroup(new GroupSettings(
                "keyed",
                true,
                false,
                false,
                Map.of(),
                new GroupRules.Builder().orderedByKey(true).build()));
        client.declareTopic("s", TopicKind.STREAM);
        StreamGroupSettings group = new StreamGroupSettings("s", "g", GroupRules.NONE);
        client.<Void>ask((s, answer) -> s.admin().declareStreamGroup(group, StreamStart.FIRST, answer));
        client.<Void>ask((s, answer) -> s.commitOffset("places", "s", 0, 0, answer));
        committing.add(0L);
        subscribeReader();
    }

    private void step() {
        switch (random.nextInt(12)) {
            case 0, 1, 2 -> send();
            case 3, 4 -> subscribe();
            case 5, 6 -> settle(true);
            case 7 -> settle(false);
            case 8 -> leave();
            case 9 -> pause();
            case 10 -> commit();
            default -> world.platform().advance(Duration.ofMillis(random.nextInt(700)));
        }
        world.settle();
    }

    private void send() {
        for (int n = 1 + random.nextInt(12); n > 0; n--) {
            String text = "k" + random.nextInt(KINDS) + ":" + sent++;
            String kind = ChoiceModel.classOf(text);
            int where = random.nextInt(3);
            String key = List.of("selected", "keyed", "k").get(where);
            Message message = Message.of(
                            key,
                            true,
                            TestFormat.INSTANCE,
                            Payload.utf8("kind=" + kind + " fill=" + "x".repeat(random.nextInt(300))),
                            Payload.utf8(text))
                    .orderedBy(new OrderingKey(kind, random.nextInt(10) == 0));
            models(where).forEach(model -> model.sent(text));
            texts.put(client.send(where == 2 ? "s" : "", message), where + text);
        }
    }

    private List<ChoiceModel> models(int where) {
        return where == 2 ? List.of(shared, places) : List.of(where == 0 ? selected : keyed);
    }

    private void subscribe() {
        if (takers.size() > 6) {
            return;
        }
        int credit = 1 + random.nextInt(12);
        int which = random.nextInt(4);
        if (which == 0) {
            String kind = "k" + random.nextInt(KINDS);
            SubscribeRequest request = new SubscribeRequest("selected", false, false, credit)
                    .filtered(Filter.selector("kind = '" + kind + "'"));
            takers.add(new Taker(selected, client.subscribe(request), kind));
        } else if (which == 3) {
            takers.add(new Taker(shared, client.subscribe(sharedRequest(credit)), null));
        } else {
            ChoiceModel model = which == 1 ? selected : keyed;
            takers.add(new Taker(model, client.subscribe(model.name(), credit), null));
        }
    }

    private static SubscribeRequest sharedRequest(int credit) {
        return SubscribeRequest.ofStream(StreamSource.group("s", 0, "g"), false, credit);
    }

    private void subscribeReader() {
        reader = client.subscribe(SubscribeRequest.ofStream(
                StreamSource.reader("s", 0, StreamStart.FIRST), false, Subscription.UNLIMITED));
        readSeen = 0;
    }

    private void settle(boolean done) {
        if (takers.isEmpty()) {
            return;
        }
        Taker taker = takers.get(random.nextInt(takers.size()));
        for (int i = 0; i < taker.seen; i++) {
            String text = TestClient.text(taker.inbox.get(i));
            if (taker.model.inFlight().get(text) == taker.inbox && random.nextInt(3) > 0) {
                if (done) {
                    taker.model.acknowledged(text);
                    taker.inbox.ack(i);
                } else {
                    taker.model.returned(text);
                    taker.inbox.release(i, Release.UNCOUNTED);
                }
                look();
            }
        }
        taker.inbox.credit(1 + random.nextInt(12));
    }

    /** Also because a key whose last message is out goes on only when that is settled. */
    private static void settleAll(Taker taker) {
        for (int i = 0; i < taker.seen; i++) {
            String text = TestClient.text(taker.inbox.get(i));
            if (taker.model.inFlight().get(text) == taker.inbox) {
                taker.model.acknowledged(text);
                taker.inbox.ack(i);
            }
        }
    }

    private void leave() {
        if (!takers.isEmpty()) {
            leave(takers.get(random.nextInt(takers.size())));
        }
    }

    private void leave(Taker taker) {
        takers.remove(taker);
        List.copyOf(taker.model.inFlight().keySet()).stream()
                .filter(text -> taker.model.inFlight().get(text) == taker.inbox)
                .forEach(taker.model::returned);
        taker.inbox.close();
    }

    /** Selective consumers that are left alone with their group get all that they want, also what came back to it. */
    private void satisfySelective() {
        List.copyOf(takers).stream().filter(taker -> taker.kind == null).forEach(this::leave);
        if (paused) {
            pause();
        }
        takers.forEach(taker -> taker.inbox.credit(MUCH));
        for (int i = 0; i < 20; i++) {
            look();
            takers.forEach(ChoiceHistory::settleAll);
            world.platform().advance(Duration.ofMillis(20));
        }
        takers.forEach(taker -> selected.requireComplete(taker.kind));
    }

    private void pause() {
        boolean wanted = !paused;
        client.<Void>ask((s, answer) -> s.admin().pauseGroup("selected", wanted, answer));
        paused = wanted;
    }

    /** The group that keeps offsets moves: by itself, or because it is reset. */
    private void commit() {
        long offset = random.nextInt(read.size() + 1);
        committing.add(offset);
        Answer<Void> answer = new Answer<>() {
            @Override
            public void done(Void nothing) {
                committing.removeIf(other -> other != offset);
            }

            @Override
            public void failed(BrokerException reason) {
                throw new AssertionError("the place is refused", reason);
            }
        };
        if (random.nextInt(3) == 0) {
            client.call(s -> s.admin().resetStreamGroup("s", "places", new StreamStart.Offset(offset), answer));
        } else {
            client.call(s -> s.commitOffset("places", "s", 0, offset, answer));
        }
    }

    /** Everything that has happened is held against what may happen. */
    private void look() {
        world.settle();
        client.outcomes().confirmed().forEach(token -> {
            if (settledTokens.add(token)) {
                String text = texts.get(token);
                models(text.charAt(0) - '0').forEach(model -> model.confirmed(text.substring(1)));
            }
        });
        for (Taker taker : takers) {
            List<Delivery> deliveries = taker.inbox.deliveries();
            if (taker.inbox.ended() != null) {
                throw new AssertionError("a consumer was ended", taker.inbox.ended());
            }
            while (taker.seen < deliveries.size()) {
                Delivery delivery = deliveries.get(taker.seen++);
                if (paused && taker.model == selected) {
                    throw new AssertionError("a paused group hands out '" + TestClient.text(delivery) + "'");
                }
                taker.model.delivered(taker.inbox, delivery, taker::wants);
            }
        }
        lookAtReader();
    }

    private void lookAtReader() {
        List<Delivery> deliveries = reader.deliveries();
        while (readSeen < deliveries.size()) {
            Delivery delivery = deliveries.get((int) readSeen);
            if (delivery.offset() != readSeen) {
                throw new AssertionError("a reader gets offset " + delivery.offset() + " instead of " + readSeen);
            }
            String text = TestClient.text(delivery);
            String before = read.put(readSeen, text);
            if (before != null && !before.equals(text)) {
                throw new AssertionError("offset " + readSeen + " was '" + before + "' and is '" + text + "'");
            }
            readSeen++;
        }
    }

    private void end() {
        if (random.nextInt(4) == 0) {
            world.broker().close();
            world.files().kill();
            return;
        }
        send();
        commit();
        for (int i = random.nextInt(60); i > 0 && world.platform().step(); i--) {
            // Something of it is under way.
        }
        if (random.nextBoolean()) {
            world.kill();
        } else {
            world.powerCut();
        }
    }

    private void begin() throws Exception {
        List.of(selected, keyed, shared, places).forEach(ChoiceModel::crashed);
        takers.clear();
        settledTokens.clear();
        texts.clear();
        world.startOrFail();
        client = new TestClient(world);
        OptionalLong committed = client.ask((s, answer) -> s.committedOffset("places", "s", 0, answer));
        if (!committing.contains(committed.getAsLong())) {
            throw new AssertionError("the group is at " + committed + ", and was left at one of " + committing);
        }
        committing.removeIf(other -> other != committed.getAsLong());
        if (client.describeGroup("selected").paused() != paused) {
            throw new AssertionError("after a restart the group is " + (paused ? "not paused" : "paused"));
        }
        long known = read.size();
        subscribeReader();
        world.await("what was read before", () -> reader.deliveries().size() >= known);
        look();
    }

    private void drain() {
        while (!takers.isEmpty()) {
            leave();
        }
        if (paused) {
            pause();
        }
        for (ChoiceModel model : List.of(selected, keyed)) {
            takers.add(new Taker(model, client.subscribe(model.name(), Subscription.UNLIMITED), null));
        }
        takers.add(new Taker(shared, client.subscribe(sharedRequest(Subscription.UNLIMITED)), null));
        for (int i = 0; i < 50; i++) {
            look();
            takers.forEach(ChoiceHistory::settleAll);
            world.platform().advance(Duration.ofMillis(20));
        }
        selected.requireComplete();
        keyed.requireComplete();
        shared.requireSeenAll();
        for (String text : places.confirmedTexts()) {
            if (!read.containsValue(text)) {
                throw new AssertionError("'" + text + "' is not in the stream");
            }
        }
    }
}
