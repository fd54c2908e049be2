// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.portagemq.core.api.BrokerException;
import org.portagemq.core.api.BrowsePage;
import org.portagemq.core.api.Delivery;
import org.portagemq.core.api.ErrorCode;
import org.portagemq.core.api.FlushPolicy;
import org.portagemq.core.api.GroupSettings;
import org.portagemq.core.api.Message;
import org.portagemq.core.api.MessageFormat;
import org.portagemq.core.api.Payload;
import org.portagemq.core.api.Release;
import org.portagemq.core.api.Retention;
import org.portagemq.core.api.StoredMessage;
import org.portagemq.core.api.SubscribeRequest;
import org.portagemq.core.api.Subscription;
import org.portagemq.core.api.TopicKind;
import org.portagemq.core.api.TopicSettings;
import org.portagemq.core.engine.TestClient.Inbox;

/** The rules that every broker keeps, whatever is behind it. Each is a test, named as the rule. */
abstract class BrokerContractTest {

    private World world;
    private TestClient client;

    /** A world with an empty broker. */
    abstract World open() throws Exception;

    @BeforeEach
    void begin() throws Exception {
        world = open();
        client = new TestClient(world);
    }

    @AfterEach
    void end() {
        world.close();
    }

    private static ErrorCode refusal(Runnable call) {
        return assertThrows(BrokerException.class, call::run).code();
    }

    private long ready(String group) {
        return client.describeGroup(group).ready();
    }

    @Nested
    class Publishing {

        @Test
        void aMessageForAGroupIsDeliveredAsItWasSent() {
            client.declareGroup("orders");
            Message sent = new Message(
                    List.of("orders"),
                    true,
                    7,
                    60_000,
                    FlushPolicy.DEFAULT,
                    List.of("k1"),
                    MessageFormat.PLAIN,
                    Payload.utf8("header"),
                    Payload.utf8("body"));
            client.confirmed(client.send("", sent));

            StoredMessage got = client.subscribe("orders", 1).await(1).get(0).message();
            assertEquals(sent, got.message());
            assertEquals("", got.topic());
        }

        @Test
        void aMessageThatNobodyWantsIsReportedThenConfirmed() {
            long token = client.send("", TestClient.message("nobody", "x", true));
            client.confirmed(token);
            assertEquals(List.of(token), client.outcomes().unrouted());
        }

        @Test
        void aMessageToAnUnknownTopicIsRefused() {
            long token = client.send("nowhere", TestClient.message("k", "x", true));
            assertEquals(ErrorCode.NOT_FOUND, refusal(() -> client.confirmed(token)));
        }

        @Test
        void anInternalTopicTakesNoMessagesFromClients() {
            client.declareTopic(new TopicSettings(
                    "inner", TopicKind.FANOUT, true, false, true, "", 0, Retention.FOREVER, Map.of()));
            long token = client.send("inner", TestClient.message("k", "x", true));
            assertEquals(ErrorCode.ACCESS_REFUSED, refusal(() -> client.confirmed(token)));
        }

        @Test
        void messagesToOneGroupAreConfirmedInOrder() {
            client.declareGroup("q");
            client.publish("", "q", "a", "b", "c", "d");
            assertEquals(List.of(0L, 1L, 2L, 3L), client.outcomes().confirmed());
        }

        @Test
        void aTooLargeMessageIsRefusedAndTheNextOneTaken() {
            client.declareGroup("q");
            Message large = Message.of("q", true, MessageFormat.PLAIN, Payload.EMPTY, Payload.of(new byte[17 << 20]));
            long token = client.send("", large);
            assertEquals(ErrorCode.TOO_LARGE, refusal(() -> client.confirmed(token)));
            client.publish("", "q", "small");
            assertEquals(1, ready("q"));
        }

        @Test
        void aLargeMessageNeedNotBeDurable() {
            client.declareGroup("q");
            String text = "x".repeat(400 << 10);
            client.confirmed(client.send("", TestClient.message("q", text, false)));
            client.publish("", "q", "small");
            assertEquals(List.of(text, "small"), client.drain("q"));
            client.confirmed(client.send("", TestClient.message("q", text, false)));
            world.restart();
            client = new TestClient(world);
            assertEquals(0, ready("q"));
        }

        @Test
        void aPublisherToAGroupNeedsNoBinding() {
            client.declareGroup("q");
            TestClient.Outcomes outcomes = new TestClient.Outcomes();
            client.call(s -> s.publisherToGroup("q", outcomes).publish(TestClient.message("any", "x", true), 5));
            world.await("a confirm", () -> outcomes.confirmed().contains(5L));
            assertEquals(List.of("x"), client.drain("q"));
        }
    }

    @Nested
    class Delivering {

        @Test
        void messagesComeInTheOrderOfTheirPublishing() {
            client.declareGroup("q");
            client.publish("", "q", "1", "2", "3", "4", "5");
            assertEquals(
                    List.of("1", "2", "3", "4", "5"),
                    client.subscribe("q", 10).await(5).bodies());
        }

        @Test
        void creditLimitsWhatIsPushed() {
            client.declareGroup("q");
            client.publish("", "q", "1", "2", "3");
            Inbox inbox = client.subscribe("q", 2).await(2);
            world.settle();
            assertEquals(2, inbox.deliveries().size());
            inbox.credit(1);
            assertEquals(List.of("1", "2", "3"), inbox.await(3).bodies());
        }

        @Test
        void consumersOfOneGroupTakeTurns() {
            client.declareGroup("q");
            Inbox first = client.subscribe("q", 100);
            Inbox second = client.subscribe("q", 100);
            client.publish("", "q", "1", "2", "3", "4");
            first.await(2);
            second.await(2);
            assertEquals(2, first.deliveries().size());
            assertEquals(2, second.deliveries().size());
        }

        @Test
        void aMessageIsInFlightAtOneConsumerOnly() {
            client.declareGroup("q");
            client.publish("", "q", "1");
            client.subscribe("q", 10).await(1);
            Inbox late = client.subscribe("q", 10);
            world.settle();
            assertEquals(0, late.deliveries().size());
            assertEquals(1, client.describeGroup("q").inFlight());
            assertEquals(0, ready("q"));
        }

        @Test
        void anExclusiveConsumerHasTheGroupForItself() {
            client.declareGroup("q");
            Inbox first = client.subscribe(new SubscribeRequest("q", true, false, 1));
            Inbox second = client.subscribe("q", 1);
            world.await("a refusal", () -> second.ended() != null);
            assertEquals(ErrorCode.ACCESS_REFUSED, second.refusal().code());
            first.close();
            client.publish("", "q", "1");
            client.subscribe(new SubscribeRequest("q", true, false, 1)).await(1);
        }

        @Test
        void autoAckNeedsNoSettling() {
            client.declareGroup("q");
            client.publish("", "q", "1", "2");
            client.subscribe(new SubscribeRequest("q", false, true, Subscription.UNLIMITED))
                    .await(2);
            assertEquals(0, client.describeGroup("q").inFlight());
            assertEquals(0, ready("q"));
        }

        @Test
        void aCancelledConsumerSettlesWhatItHolds() {
            client.declareGroup("q");
            client.publish("", "q", "1", "2");
            Inbox inbox = client.subscribe("q", 1).await(1);
            inbox.cancel();
            inbox.credit(5);
            world.settle();
            assertEquals(1, inbox.deliveries().size());
            inbox.ack(0);
            assertEquals(0, client.describeGroup("q").inFlight());
            assertEquals(1, ready("q"));
        }

        @Test
        void fetchingTakesOneMessageAndTellsHowManyAreLeft() {
            client.declareGroup("q");
            client.publish("", "q", "1", "2", "3");
            Optional<Delivery> first = client.fetch("q");
            assertEquals("1", TestClient.text(first.orElseThrow()));
            assertEquals(2, first.get().remaining());
            assertEquals(1, client.describeGroup("q").inFlight());
        }

        @Test
        void fetchingFromAnEmptyGroupFindsNothing() {
            client.declareGroup("q");
            assertTrue(client.fetch("q").isEmpty());
        }

        @Test
        void aSessionThatIsNotWritableGetsNothing() {
            client.declareGroup("q");
            TestClient other = new TestClient(world);
            Inbox inbox = client.subscribe("q", 10);
            client.call(s -> s.writable(false));
            other.publish("", "q", "1");
            world.settle();
            assertEquals(0, inbox.deliveries().size());
            client.call(s -> s.writable(true));
            inbox.await(1);
        }
    }

    @Nested
    class Settling {

        @Test
        void anAcknowledgedMessageIsGone() {
            client.declareGroup("q");
            client.publish("", "q", "1");
            client.subscribe("q", 1).await(1).ack(0);
            assertEquals(0, client.describeGroup("q").bytes());
            assertEquals(List.of(), client.drain("q"));
        }

        @Test
        void acknowledgingOutOfOrderIsFine() {
            client.declareGroup("q");
            client.publish("", "q", "1", "2", "3");
            Inbox inbox = client.subscribe("q", 3).await(3);
            inbox.ack(2);
            inbox.ack(0);
            inbox.close();
            assertEquals(List.of("2"), client.drain("q"));
        }

        @Test
        void acknowledgingTwiceCountsOnce() {
            client.declareGroup("q");
            client.publish("", "q", "1", "2");
            Inbox inbox = client.subscribe("q", 1).await(1);
            inbox.ack(0);
            inbox.ack(0);
            assertEquals(1, ready("q"));
            assertEquals(0, client.describeGroup("q").inFlight());
        }

        @Test
        void aReleasedMessageGoesBackToItsPlaceAndIsRedelivered() {
            client.declareGroup("q");
            client.publish("", "q", "1", "2", "3");
            Inbox inbox = client.subscribe("q", 2).await(2);
            inbox.release(1, Release.UNCOUNTED);
            inbox.release(0, Release.UNCOUNTED);
            inbox.credit(3);
            assertEquals(List.of("1", "2", "1", "2", "3"), inbox.await(5).bodies());
            assertTrue(inbox.get(2).redelivered());
            assertFalse(inbox.get(4).redelivered());
        }

        @Test
        void countedReleasesCountAttempts() {
            client.declareGroup("q");
            client.publish("", "q", "1");
            Inbox inbox = client.subscribe("q", 3).await(1);
            inbox.release(0, Release.COUNTED);
            inbox.await(2).release(1, Release.UNCOUNTED);
            inbox.await(3);
            assertEquals(
                    List.of(0, 1, 1),
                    inbox.deliveries().stream().map(Delivery::attempts).toList());
        }

        @Test
        void aRejectedMessageLeavesTheGroup() {
            client.declareGroup("q");
            client.publish("", "q", "1");
            client.subscribe("q", 1).await(1).reject(0);
            assertEquals(0, client.describeGroup("q").inFlight());
            assertEquals(List.of(), client.drain("q"));
        }

        @Test
        void whatAClosedSessionHeldIsReadyAgain() {
            client.declareGroup("q");
            client.publish("", "q", "1", "2");
            TestClient other = new TestClient(world);
            other.subscribe("q", 5).await(2);
            other.close();
            Inbox inbox = client.subscribe("q", 5).await(2);
            assertEquals(List.of("1", "2"), inbox.bodies());
            assertTrue(inbox.get(0).redelivered());
        }
    }

    @Nested
    class Finding {

        @Test
        void streamsAreReadByOffsetAndTime() {
            client.declareTopic("s", TopicKind.STREAM);
            client.publish("s", "", "1", "2");
            world.advance(Duration.ofSeconds(2));
            client.publish("s", "", "3");
            BrowsePage page = client.ask((s, a) -> s.read("s", 0, 1, 10, a));
            assertEquals(2, page.entries().size());
            assertEquals(1, page.entries().get(0).offset());
            long third = page.entries().get(1).message().storedAt();
            assertEquals(2L, client.<Long>ask((s, a) -> s.offsetAt("s", 0, third, a)));
            assertEquals(3L, client.<Long>ask((s, a) -> s.offsetAt("s", 0, third + 1, a)));
        }

        @Test
        void messagesAreFoundByKey() {
            client.declareTopic("t", TopicKind.FANOUT);
            client.declareGroup("q");
            client.bind("t", "q", "");
            Message message = new Message(
                    List.of("k"),
                    true,
                    0,
                    Message.NO_TTL,
                    FlushPolicy.DEFAULT,
                    List.of("order-17", "customer-3"),
                    MessageFormat.PLAIN,
                    Payload.EMPTY,
                    Payload.utf8("found"));
            client.confirmed(client.send("t", message));
            List<StoredMessage> found = client.ask((s, a) -> s.find("t", "customer-3", 10, a));
            assertEquals(1, found.size());
            assertEquals("found", found.get(0).message().body().toUtf8());
            assertEquals(List.of(), client.<List<StoredMessage>>ask((s, a) -> s.find("t", "customer-4", 10, a)));
        }
    }

    @Nested
    class Restarting {

        @Test
        void whatWasConfirmedIsThereAndWhatWasDoneIsGone() {
            client.declareTopic("t", TopicKind.DIRECT);
            client.declareGroup("q");
            client.bind("t", "q", "k");
            client.publish("t", "k", "1", "2", "3");
            client.subscribe("q", 2).await(2).ack(0);
            world.restart();
            client = new TestClient(world);
            Inbox inbox = client.subscribe("q", 10).await(2);
            assertEquals(List.of("2", "3"), inbox.bodies());
            assertTrue(inbox.get(0).redelivered());
            assertNull(inbox.ended());
            client.publish("t", "k", "4");
            assertEquals(List.of("2", "3", "4"), inbox.await(3).bodies());
        }

        @Test
        void whatIsNotDurableIsGone() {
            client.declareGroup("q");
            client.declareGroup(new GroupSettings("fleeting", false, false, false, Map.of()));
            client.confirmed(client.send("", TestClient.message("q", "lost", false)));
            client.publish("", "q", "kept");
            client.confirmed(client.send("", TestClient.message("q", "lost too", false)));
            world.restart();
            client = new TestClient(world);
            assertEquals(ErrorCode.NOT_FOUND, refusal(() -> client.describeGroup("fleeting")));
            assertEquals(List.of("kept"), client.drain("q"));
        }
    }
}
