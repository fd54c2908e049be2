// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v10;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.qpid.proton.amqp.Binary;
import org.apache.qpid.proton.amqp.DescribedType;
import org.apache.qpid.proton.amqp.Symbol;
import org.apache.qpid.proton.amqp.UnknownDescribedType;
import org.apache.qpid.proton.amqp.UnsignedLong;
import org.apache.qpid.proton.amqp.messaging.ApplicationProperties;
import org.apache.qpid.proton.amqp.messaging.MessageAnnotations;
import org.apache.qpid.proton.amqp.messaging.Properties;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.portagemq.core.api.Filter;
import org.portagemq.core.api.Message;
import org.portagemq.core.api.StreamStart;

/** Filters of sources: which are honoured, and what selector they make. */
@SuppressWarnings("JavaUtilDate") // the library has no other type for times
class SelectorsTest {

    private static final long NOW = 10_000_000;
    private static final Symbol NAME = Symbol.valueOf("any name");

    private static Selectors of(Object descriptor, Object value) {
        DescribedType described = new UnknownDescribedType(descriptor, value);
        return Selectors.of(Map.of(NAME, described), null, new StreamFilters(NOW));
    }

    private static Selectors of(String descriptor, Object value) {
        return of(Symbol.valueOf(descriptor), value);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "p.subject = 'a'                        | properties$subject = 'a'",
                "properties.group_id IS NULL            | properties$group_id IS NULL",
                "h.priority > 4                         | header$priority > 4",
                "a.colour IN ('red', 'it''s. p.x')      | application$colour IN ('red', 'it''s. p.x')",
                "application_properties.n BETWEEN 1 AND 2.5e3 | application$n BETWEEN 1 AND 2.5e3",
                "NOT (n = 1 OR m LIKE 'x%')             | NOT (application$n = 1 OR application$m LIKE 'x%')",
                "a.\"my-key\" = TRUE                    | application$my$002dkey = TRUE",
                "\"and\" = FALSE                        | application$and = FALSE",
                "n != 1 AND a.t != 'a!=b'               | application$n <> 1 AND application$t <> 'a!=b'",
            })
    void sqlFiltersAreSelectorsWithOtherNames(String sql, String selector) {
        Selectors selectors = of("amqp:sql-filter", sql);
        assertEquals(selector, selectors.filter().text());
        assertEquals(NAME, selectors.honoured().keySet().iterator().next());
    }

    @ParameterizedTest
    @ValueSource(strings = {"p.nothing = 1", "h.colour = 1", "q.subject = 1", "a.x = 'open", "1 = 1) OR (1 = 1"})
    void sqlFiltersThatCannotBeAreRefused(String sql) {
        assertThrows(Refusal.class, () -> of("amqp:sql-filter", sql));
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTC() > 5", "n = UTC ( )", "SUBSTRING(p.subject, 1) = 'a'"})
    void functionsOfSqlFiltersAreRefusedByName(String sql) {
        Refusal refusal = assertThrows(Refusal.class, () -> of("amqp:sql-filter", sql));
        assertEquals(Conditions.NOT_IMPLEMENTED, refusal.condition().getCondition());
        assertTrue(
                sql.contains(refusal.getMessage().substring(refusal.getMessage().lastIndexOf(' ') + 1)));
    }

    @Test
    @Tag("amqp10.filter.properties")
    void filtersOfPropertiesAreEqualities() {
        assertEquals(
                "properties$subject = 'it''s'",
                of(UnsignedLong.valueOf(0x173), Map.of(Symbol.valueOf("subject"), "it's"))
                        .filter()
                        .text());
        assertEquals(
                "properties$message_id = 7",
                of("amqp:properties-filter", Map.of(Symbol.valueOf("message-id"), UnsignedLong.valueOf(7)))
                        .filter()
                        .text());
        UUID id = new UUID(1, 2);
        assertEquals(
                "properties$correlation_id = '" + id + "'",
                of("amqp:properties-filter", Map.of(Symbol.valueOf("correlation-id"), id))
                        .filter()
                        .text());
        assertEquals(
                "properties$creation_time = 5",
                of("amqp:properties-filter", Map.of(Symbol.valueOf("creation-time"), new Date(5)))
                        .filter()
                        .text());
        assertEquals(
                "application$k = TRUE",
                of("amqp:application-properties-filter", Map.of("k", true))
                        .filter()
                        .text());
        assertEquals(
                "application$k LIKE 'a!%b%' ESCAPE '!'",
                of(UnsignedLong.valueOf(0x174), Map.of("k", "&p:a%b")).filter().text());
        assertEquals(
                "application$k LIKE '%a!_!!' ESCAPE '!'",
                of("amqp:application-properties-filter", Map.of("k", "&s:a_!"))
                        .filter()
                        .text());
        assertEquals(
                "application$k = '&p:x'",
                of("amqp:application-properties-filter", Map.of("k", "&&p:x"))
                        .filter()
                        .text());
    }

    @Test
    @Tag("amqp10.filter.unknown")
    void whatASelectorCannotSayIsNotHonoured() {
        assertEquals(
                Map.of(),
                of("amqp:application-properties-filter", Map.of("k", new Binary(new byte[1])))
                        .honoured());
        assertEquals(
                Map.of(), of("amqp:application-properties-filter", "no map").honoured());
        assertEquals(Map.of(), of("amqp:sql-filter", 5).honoured());
        assertEquals(Map.of(), of("amqp:no-such-filter", "x").honoured());
    }

    @Test
    void severalFiltersHaveAllToPass() {
        Selectors both = Selectors.of(
                Map.of(
                        Symbol.valueOf("a"), new UnknownDescribedType(Symbol.valueOf("amqp:sql-filter"), "n = 1"),
                        Symbol.valueOf("b"),
                                new UnknownDescribedType(Symbol.valueOf("rabbitmq:stream-filter"), List.of("x", "y"))),
                null,
                new StreamFilters(NOW));
        assertEquals(
                "(application$n = 1) AND (stream$filter IN ('x', 'y'))",
                both.filter().text());
        assertEquals(StreamStart.NEXT, both.start());
    }

    @Test
    @Tag("amqp10.filter.stream")
    void aPlaceInAStreamIsRead() {
        String spec = "rabbitmq:stream-offset-spec";
        assertEquals(StreamStart.FIRST, of(spec, "first").start());
        assertEquals(StreamStart.LAST, of(spec, "last").start());
        assertEquals(StreamStart.NEXT, of(spec, "next").start());
        assertEquals(new StreamStart.Offset(5), of(spec, 5L).start());
        assertEquals(
                new StreamStart.Offset(5), of(spec, UnsignedLong.valueOf(5)).start());
        assertEquals(new StreamStart.Time(7), of(spec, new Date(7)).start());
        assertEquals(new StreamStart.Time(NOW - 60_000), of(spec, "1m").start());
        assertThrows(Refusal.class, () -> of(spec, "somewhere"));
        assertThrows(Refusal.class, () -> of(spec, -1L));
        assertThrows(Refusal.class, () -> of("rabbitmq:stream-filter", 1));
        assertThrows(Refusal.class, () -> of("rabbitmq:stream-match-unfiltered", "yes"));
        assertNull(Selectors.of(Map.of(), null, new StreamFilters(NOW)).start());
        assertEquals(Filter.ALL, of(spec, "first").filter());
    }

    private static Object value(Message message, String identifier) {
        return Vocabulary10.INSTANCE.value(identifier, message, message.format().properties(message.header()));
    }

    @Test
    @Tag("amqp10.filter.selector")
    void identifiersNameFieldsOfMessages() {
        Properties properties = new Properties();
        properties.setSubject("s");
        properties.setMessageId(new UUID(1, 2));
        properties.setUserId(new Binary("user".getBytes(java.nio.charset.StandardCharsets.UTF_8)));
        properties.setCreationTime(new Date(9));
        Message message = Messages10.read(Codec.write(
                        new MessageAnnotations(Map.of(Symbol.valueOf("x-stream-filter-value"), "red")),
                        properties,
                        new ApplicationProperties(Map.of("my-key", 1, "a$b", 2, "odd$zz", 3))))
                .message("key", "user", null, NOW);
        assertEquals("s", value(message, "properties$subject"));
        assertEquals(new UUID(1, 2).toString(), value(message, "properties$message_id"));
        assertEquals("user", value(message, "properties$user_id"));
        assertEquals(9L, value(message, "properties$creation_time"));
        assertEquals(4, value(message, "header$priority"));
        assertEquals(1, value(message, PropertyField.ofApplication("my-key")));
        assertEquals(2, value(message, PropertyField.ofApplication("a$b")));
        assertEquals(3, value(message, "application$odd$zz"));
        assertEquals(2, value(message, "a$b"));
        assertEquals("red", value(message, PropertyField.STREAM_FILTER));
        assertNull(value(message, "properties$nothing"));
        assertNull(value(message, "properties$reply_to"));
    }
}
