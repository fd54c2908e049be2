// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.rocketmq;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.apache.rocketmq.acl.common.AclClientRPCHook;
import org.apache.rocketmq.acl.common.SessionCredentials;
import org.apache.rocketmq.client.consumer.DefaultMQPushConsumer;
import org.apache.rocketmq.client.exception.MQBrokerException;
import org.apache.rocketmq.client.exception.MQClientException;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.common.consumer.ConsumeFromWhere;
import org.apache.rocketmq.tools.admin.DefaultMQAdminExt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.portagemq.server.users.PasswordHash;
import org.portagemq.server.users.Permission;
import org.portagemq.server.users.User;

/** Clients that sign their requests, as users who may do some things and not others. */
class AclTest {

    @RegisterExtension
    static final RocketExtension ROCKET = new RocketExtension(Map.of("native.anonymous-user", ""));

    private final String topic = "open-" + RocketExtension.name("T");

    @BeforeEach
    void users() throws Exception {
        add("signer", new Permission(".*", ".*", ".*"));
        add("limited", new Permission("^(open-.*|%RETRY%.*|amq.topic)", "^(open-.*|%RETRY%.*|amq.topic)", ".*"));
    }

    private static void add(String name, Permission permission) throws Exception {
        if (ROCKET.server().users().find(name).isEmpty()) {
            PasswordHash password = PasswordHash.create(name.getBytes(StandardCharsets.UTF_8));
            ROCKET.server().users().add(new User(name, password, Set.of(), Map.of("/", permission)));
            ROCKET.server().users().setSigningKey(name, name + "-secret");
        }
    }

    private static AclClientRPCHook signing(String user, String key) {
        return new AclClientRPCHook(new SessionCredentials(user, key));
    }

    private static DefaultMQProducer producer(AclClientRPCHook hook) throws Exception {
        DefaultMQProducer producer = new DefaultMQProducer(RocketExtension.name("producers"), hook);
        ROCKET.start(producer);
        return producer;
    }

    @Test
    @Tag("rocketmq.acl.signed")
    void whoSignsSendsAndConsumes() throws Exception {
        DefaultMQProducer producer = producer(signing("signer", "signer-secret"));
        producer.send(RocketExtension.message(topic, "t", "signed \u20ac"));
        DefaultMQPushConsumer consumer =
                new DefaultMQPushConsumer(RocketExtension.name("G"), signing("signer", "signer-secret"));
        consumer.setNamesrvAddr(ROCKET.nameServer());
        consumer.setInstanceName(RocketExtension.name("instance"));
        consumer.setConsumeFromWhere(ConsumeFromWhere.CONSUME_FROM_FIRST_OFFSET);
        consumer.subscribe(topic, "*");
        ROCKET.atEnd(consumer::shutdown);
        assertEquals("signed \u20ac", RocketExtension.text(RocketExtension.next(RocketExtension.collect(consumer))));
    }

    @Test
    @Tag("rocketmq.acl.refused")
    void aWrongKeyAnUnknownUserAndNoSignatureAreRefused() throws Exception {
        producer(signing("signer", "signer-secret")).send(RocketExtension.message(topic, null, "there"));
        for (AclClientRPCHook hook :
                new AclClientRPCHook[] {signing("signer", "wrong"), signing("nobody", "nobody-secret"), null}) {
            DefaultMQProducer producer = producer(hook);
            assertThrows(MQClientException.class, () -> producer.send(RocketExtension.message(topic, null, "no")));
        }
    }

    @Test
    @Tag("rocketmq.acl.rights")
    void whoSignsMayDoWhatTheUserMay() throws Exception {
        DefaultMQProducer producer = producer(signing("limited", "limited-secret"));
        producer.send(RocketExtension.message(topic, null, "allowed"));
        String closed = "closed-" + RocketExtension.name("T");
        Exception refusal =
                assertThrows(Exception.class, () -> producer.send(RocketExtension.message(closed, null, "no")));
        Throwable cause = refusal instanceof MQBrokerException ? refusal : refusal.getCause();
        assertEquals(16, ((MQBrokerException) cause).getResponseCode());
    }

    @Test
    @Tag("rocketmq.acl.rights")
    void whoIsNoAdministratorSeesHowTheBrokerIsAndChangesNothing() throws Exception {
        producer(signing("signer", "signer-secret"))
                .send(RocketExtension.message("closed-" + RocketExtension.name("T"), null, "not for everybody"));
        DefaultMQAdminExt admin =
                new DefaultMQAdminExt(signing("limited", "limited-secret"), RocketExtension.PATIENCE_MS);
        admin.setNamesrvAddr(ROCKET.nameServer());
        admin.setInstanceName(RocketExtension.name("admin"));
        admin.start();
        ROCKET.atEnd(admin::shutdown);
        Map<String, String> status =
                admin.fetchBrokerRuntimeStats(ROCKET.broker()).getTable();
        assertEquals("PortageMQ", status.get("brokerVersionDesc"));
        Properties change = new Properties();
        change.setProperty("defaultTopicQueueNums", "2");
        MQBrokerException refusal =
                assertThrows(MQBrokerException.class, () -> admin.updateBrokerConfig(ROCKET.broker(), change));
        assertEquals(16, refusal.getResponseCode());
        assertEquals("4", admin.getBrokerConfig(ROCKET.broker()).getProperty("defaultTopicQueueNums"));
    }
}
