// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.portagemq.core.api.BrokerException;
import org.portagemq.core.api.Death;
import org.portagemq.core.api.ErrorCode;
import org.portagemq.core.api.GroupRules;
import org.portagemq.core.api.GroupSettings;
import org.portagemq.core.api.PolicySettings;
import org.portagemq.core.api.PolicySettings.AppliesTo;
import org.portagemq.core.api.Release;
import org.portagemq.core.api.Retention;
import org.portagemq.core.api.TopicKind;
import org.portagemq.core.api.TopicSettings;

/** The rules of policies: settings by name pattern, in force without a new declaration. */
abstract class PolicyContractTest {

    private World world;
    private TestClient client;

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

    private void put(PolicySettings policy) {
        client.<Void>ask((s, answer) -> s.admin().putPolicy(policy, answer));
    }

    private void policy(String name, String pattern, int priority, Map<String, Object> definition) {
        put(new PolicySettings(name, pattern, AppliesTo.ALL, priority, definition));
    }

    private void cap(String name, String pattern, Map<String, Object> definition) {
        put(new PolicySettings(name, pattern, AppliesTo.GROUPS, 0, definition, true));
    }

    private void remove(String name, boolean cap) {
        client.<Void>ask((s, answer) -> s.admin().removePolicy(name, cap, answer));
    }

    private void declare(String group, GroupRules rules) {
        client.declareGroup(new GroupSettings(group, true, false, false, Map.of(), rules));
    }

    private static ErrorCode refusal(Runnable call) {
        return assertThrows(BrokerException.class, call::run).code();
    }

    private long ready(String group) {
        return client.describeGroup(group).ready();
    }

    private boolean isRefused(String group) {
        long token = client.send("", TestClient.message(group, "x", true));
        try {
            client.confirmed(token);
            return false;
        } catch (BrokerException refused) {
            assertEquals(ErrorCode.OVERFLOW, refused.code());
            return true;
        }
    }

    @Test
    void aPolicyIsInForceForGroupsThatThereAreAndForNewOnes() {
        client.declareGroup("a-old");
        policy("short", "^a-", 0, Map.of("max-length", 1));
        client.declareGroup("a-new");
        client.declareGroup("b");
        for (String group : List.of("a-old", "a-new", "b")) {
            client.publish("", group, "1", "2");
        }
        assertEquals(List.of("2"), client.drain("a-old"));
        assertEquals(List.of("2"), client.drain("a-new"));
        assertEquals(List.of("1", "2"), client.drain("b"));
    }

    @Test
    void aGroupThatIsTooLongForANewPolicyIsTrimmedAtOnce() {
        client.declareGroup("q");
        client.publish("", "q", "1", "2", "3", "4");
        policy("short", "q", 0, Map.of("max-length", 2));
        world.await("the oldest go", () -> ready("q") == 2);
        assertEquals(List.of("3", "4"), client.drain("q"));
    }

    @Test
    void aLimitThatIsLoweredByFarIsReachedInSteps() {
        client.declareGroup("q");
        String[] texts = new String[5_000];
        Arrays.setAll(texts, Integer::toString);
        client.publish("", "q", texts);
        policy("short", "q", 0, Map.of("max-length", 1));
        world.await("all but the last go", () -> ready("q") == 1);
        assertEquals(List.of("4999"), client.drain("q"));
    }

    @Test
    void aConsumerIsToldTheRulesThatHold() {
        declare("q", GroupRules.NONE.toBuilder().ackTimeoutMs(60_000).build());
        policy("hurry", "q", 0, Map.of("ack-timeout-ms", 5_000));
        assertEquals(5_000, client.subscribe("q", 1).rules().ackTimeoutMs());
        policy("hurry", "q", 0, Map.of("ack-timeout-ms", 90_000));
        assertEquals(60_000, client.subscribe("q", 1).rules().ackTimeoutMs());
        assertEquals(ErrorCode.INVALID, refusal(() -> policy("haste", "q", 0, Map.of("ack-timeout-ms", 999))));
    }

    @Test
    void withoutThePolicyTheDeclarationHoldsAgain() {
        client.declareGroup("q");
        policy("short", "q", 0, Map.of("max-length", 1));
        remove("short", false);
        client.publish("", "q", "1", "2");
        assertEquals(List.of("1", "2"), client.drain("q"));
    }

    @Test
    void aPolicyIsReplacedByOneOfItsName() {
        client.declareGroup("q");
        policy("p", "q", 0, Map.of("max-length", 1));
        policy("p", "q", 0, Map.of("max-length", 2));
        client.publish("", "q", "1", "2", "3");
        assertEquals(List.of("2", "3"), client.drain("q"));
    }

    @Test
    void onlyThePolicyOfTheHighestPriorityCounts() {
        client.declareGroup("q");
        policy("low", "q", 1, Map.of("max-length", 1));
        policy("high", "q", 2, Map.of("max-bytes", 1_000_000));
        client.publish("", "q", "1", "2");
        assertEquals(List.of("1", "2"), client.drain("q"));
    }

    @Test
    void ofTwoLimitsTheLowerOneHolds() {
        declare("tight", GroupRules.NONE.withLimits(1, -1, GroupRules.Overflow.DROP_HEAD));
        declare("loose", GroupRules.NONE.withLimits(3, -1, GroupRules.Overflow.DROP_HEAD));
        policy("two", ".", 0, Map.of("max-length", 2));
        for (String group : List.of("tight", "loose")) {
            client.publish("", group, "1", "2", "3", "4");
        }
        assertEquals(List.of("4"), client.drain("tight"));
        assertEquals(List.of("3", "4"), client.drain("loose"));
    }

    @Test
    void whatWasDeclaredStandsAboveWhatAPolicySays() {
        client.declareGroup("declared");
        client.declareGroup("policy");
        declare("q", GroupRules.NONE.withDeadLetter("", "declared"));
        client.declareGroup("r");
        policy("dead", "^[qr]$", 0, Map.of("dead-letter-topic", "", "dead-letter-key", "policy"));
        for (String group : List.of("q", "r")) {
            client.publish("", group, group);
            client.subscribe(group, 1).await(1).reject(0);
        }
        world.await("both are dead", () -> ready("declared") + ready("policy") == 2);
        assertEquals(List.of("q"), client.drain("declared"));
        assertEquals(List.of("r"), client.drain("policy"));
    }

    @Test
    void aPolicyMayRefuseWhatIsTooMuch() {
        client.declareGroup("q");
        policy("full", "q", 0, Map.of("max-length", 1, "overflow", "REJECT"));
        assertEquals(false, isRefused("q"));
        assertEquals(true, isRefused("q"));
    }

    @Test
    void messagesGetTheLifetimeOfTheirArrival() {
        client.declareGroup("q");
        client.publish("", "q", "before");
        policy("brief", "q", 0, Map.of("ttl-ms", 200));
        client.publish("", "q", "after");
        world.advance(Duration.ofSeconds(1));
        assertEquals(List.of("before"), client.drain("q"));
    }

    @Test
    void aGroupThatAPolicyLetsExpireGoesWhenNobodyUsesIt() {
        client.declareGroup("q");
        policy("leases", "q", 0, Map.of("expires-ms", 1_000));
        world.advance(Duration.ofSeconds(4));
        assertEquals(ErrorCode.NOT_FOUND, refusal(() -> client.describeGroup("q")));
    }

    @Test
    void aGroupThatIsDeclaredUnderAPolicyAndNeverUsedGoesToo() {
        policy("leases", "q", 0, Map.of("expires-ms", 1_000));
        client.declareGroup("q");
        world.advance(Duration.ofSeconds(4));
        assertEquals(ErrorCode.NOT_FOUND, refusal(() -> client.describeGroup("q")));
    }

    @Test
    void aGroupThatNobodyUsesAfterARestartGoesToo() {
        client.declareGroup("q");
        policy("leases", "q", 0, Map.of("expires-ms", 3_000));
        world.restart();
        client = new TestClient(world);
        world.advance(Duration.ofSeconds(8));
        assertEquals(ErrorCode.NOT_FOUND, refusal(() -> client.describeGroup("q")));
    }

    @Test
    void aDeliveryLimitIsForThoseThatCountAttempts() {
        declare("counting", GroupRules.NONE.withDeliveryLimit(20));
        client.declareGroup("plain");
        policy("few", ".", 0, Map.of("delivery-limit", 1));
        for (String group : List.of("counting", "plain")) {
            client.publish("", group, "m");
            TestClient.Inbox inbox = client.subscribe(group, 1);
            inbox.await(1).release(0, Release.COUNTED_IF_LIMITED);
            inbox.credit(1);
            inbox.await(2).release(1, Release.COUNTED_IF_LIMITED);
            inbox.cancel();
        }
        world.await("the counting one has let it go", () -> ready("counting") == 0);
        assertEquals(1, ready("plain"));
    }

    @Test
    void aPolicyGivesTopicsAnAlternate() {
        client.declareTopic("t", TopicKind.DIRECT);
        client.declareTopic("rest", TopicKind.FANOUT);
        client.declareTopic(new TopicSettings(
                "declared", TopicKind.DIRECT, true, false, false, "nowhere", 0, Retention.FOREVER, Map.of()));
        client.declareGroup("left-over");
        client.bind("rest", "left-over", "");
        client.publish("t", "k", "before");
        put(new PolicySettings("rests", ".", AppliesTo.TOPICS, 0, Map.of("alternate", "rest")));
        client.publish("t", "k", "after");
        client.publish("declared", "k", "elsewhere");
        assertEquals(List.of("after"), client.drain("left-over"));
    }

    @Test
    void aCapStandsAbovePoliciesAndDeclarations() {
        declare("q", GroupRules.NONE.withLimits(5, -1, GroupRules.Overflow.DROP_HEAD));
        client.declareGroup("r");
        policy("three", ".", 9, Map.of("max-length", 3));
        cap("two", ".", Map.of("max-length", 2));
        for (String group : List.of("q", "r")) {
            client.publish("", group, "1", "2", "3", "4");
            assertEquals(List.of("3", "4"), client.drain(group));
        }
        remove("two", true);
        client.publish("", "r", "1", "2", "3", "4");
        assertEquals(List.of("2", "3", "4"), client.drain("r"));
    }

    @Test
    void declaringAgainComparesWithTheDeclarationOnly() {
        declare("q", GroupRules.NONE.withLimits(5, -1, GroupRules.Overflow.DROP_HEAD));
        policy("three", ".", 0, Map.of("max-length", 3));
        declare("q", GroupRules.NONE.withLimits(5, -1, GroupRules.Overflow.DROP_HEAD));
        assertEquals(
                ErrorCode.MISMATCH,
                refusal(() -> declare("q", GroupRules.NONE.withLimits(3, -1, GroupRules.Overflow.DROP_HEAD))));
    }

    @Test
    void policiesAreCheckedBeforeTheyAreTaken() {
        for (Map<String, Object> definition : List.<Map<String, Object>>of(
                Map.of(),
                Map.of("no-such-key", 1),
                Map.of("max-length", -1),
                Map.of("max-length", "5"),
                Map.of("max-length", 1.5),
                Map.of("expires-ms", 0),
                Map.of("overflow", "EXPLODE"),
                Map.of("dead-letter-topic", 7))) {
            assertEquals(ErrorCode.INVALID, refusal(() -> policy("p", ".", 0, definition)), definition.toString());
        }
        assertEquals(ErrorCode.INVALID, refusal(() -> policy("p", "(", 0, Map.of("max-length", 1))));
        assertEquals(ErrorCode.INVALID, refusal(() -> policy("p", "x".repeat(1_025), 0, Map.of("max-length", 1))));
        assertEquals(ErrorCode.INVALID, refusal(() -> policy("", ".", 0, Map.of("max-length", 1))));
        assertEquals(ErrorCode.INVALID, refusal(() -> cap("c", ".", Map.of("overflow", "REJECT"))));
        assertEquals(
                ErrorCode.INVALID,
                refusal(() -> put(new PolicySettings("p", ".", AppliesTo.GROUPS, 0, Map.of("alternate", "x")))));
        assertEquals(ErrorCode.NOT_FOUND, refusal(() -> remove("p", false)));
    }

    @Test
    void aPatternThatWouldTakeOthersForeverCostsLittle() {
        client.declareGroup("a".repeat(200));
        policy("evil", "(a*)*(a*)*(a*)*b$", 0, Map.of("max-length", 1));
        client.publish("", "a".repeat(200), "1", "2");
        assertEquals(2, ready("a".repeat(200)));
    }

    @Test
    void policiesAndWhatTheyDidSurviveARestart() {
        client.declareGroup("dead");
        client.declareGroup("q");
        policy("p", "^q$", 3, Map.of("ttl-ms", 60_000, "dead-letter-topic", "", "dead-letter-key", "dead"));
        cap("c", "^q$", Map.of("max-length", 2));
        client.publish("", "q", "1", "2", "3");
        world.restart();
        client = new TestClient(world);
        List<PolicySettings> all = client.ask((s, answer) -> s.admin().listPolicies(answer));
        assertEquals(List.of("p", "c"), all.stream().map(PolicySettings::name).toList());
        assertEquals(
                Death.Reason.OVERFLOW,
                client.fetch("dead").orElseThrow().message().deaths().get(0).reason());
        client.publish("", "q", "4");
        world.await("it is trimmed", () -> ready("q") == 2);
        assertEquals(List.of("3", "4"), client.drain("q"));
    }
}
