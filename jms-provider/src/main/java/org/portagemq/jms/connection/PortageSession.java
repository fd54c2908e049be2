// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.jms.connection;

import jakarta.jms.BytesMessage;
import jakarta.jms.Destination;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.JMSException;
import jakarta.jms.MapMessage;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageListener;
import jakarta.jms.MessageProducer;
import jakarta.jms.ObjectMessage;
import jakarta.jms.Queue;
import jakarta.jms.QueueBrowser;
import jakarta.jms.Session;
import jakarta.jms.StreamMessage;
import jakarta.jms.TemporaryQueue;
import jakarta.jms.TemporaryTopic;
import jakarta.jms.TextMessage;
import jakarta.jms.Topic;
import jakarta.jms.TopicSubscriber;
import java.io.Serializable;
import org.portagemq.client.session.Place;
import org.portagemq.client.session.SessionCommand;
import org.portagemq.client.session.SubscriptionWish;
import org.portagemq.client.session.SubscriptionWish.Sharing;
import org.portagemq.jms.destination.DestinationName;
import org.portagemq.jms.destination.PortageDestination;
import org.portagemq.jms.message.PortageBytesMessage;
import org.portagemq.jms.message.PortageMapMessage;
import org.portagemq.jms.message.PortageMessage;
import org.portagemq.jms.message.PortageObjectMessage;
import org.portagemq.jms.message.PortageStreamMessage;
import org.portagemq.jms.message.PortageTextMessage;

/** A session. Belongs to one thread, but for {@link #close}. */
public class PortageSession implements Session {

    private final PortageConnection connection;
    private final SessionWork work;
    private final Sends sends;

    PortageSession(PortageConnection connection, AckMode mode) {
        this.connection = connection;
        this.work = new SessionWork(connection, mode);
        this.sends = new Sends(work);
    }

    SessionWork work() {
        return work;
    }

    /** Whether something was consumed or sent by it. */
    boolean isUsed() {
        return work.isUsed();
    }

    Sends sends() {
        return sends;
    }

    final void requireOpen() throws JMSException {
        work.requireOpen();
    }

    // Messages.

    private <T extends PortageMessage> T made(T message) throws JMSException {
        requireOpen();
        if (!work.options().validatePropertyNames()) {
            message.allowAnyPropertyName();
        }
        return message;
    }

    @Override
    public BytesMessage createBytesMessage() throws JMSException {
        return made(new PortageBytesMessage());
    }

    @Override
    public MapMessage createMapMessage() throws JMSException {
        return made(new PortageMapMessage());
    }

    @Override
    public Message createMessage() throws JMSException {
        return made(new PortageMessage());
    }

    @Override
    public ObjectMessage createObjectMessage() throws JMSException {
        return made(new PortageObjectMessage());
    }

    @Override
    public ObjectMessage createObjectMessage(Serializable object) throws JMSException {
        ObjectMessage message = createObjectMessage();
        message.setObject(object);
        return message;
    }

    @Override
    public StreamMessage createStreamMessage() throws JMSException {
        return made(new PortageStreamMessage());
    }

    @Override
    public TextMessage createTextMessage() throws JMSException {
        return made(new PortageTextMessage());
    }

    @Override
    public TextMessage createTextMessage(String text) throws JMSException {
        TextMessage message = createTextMessage();
        message.setText(text);
        return message;
    }

    // What is acknowledged.

    @Override
    public boolean getTransacted() throws JMSException {
        requireOpen();
        return work.acknowledgements().mode() == AckMode.TRANSACTED;
    }

    @Override
    public int getAcknowledgeMode() throws JMSException {
        requireOpen();
        return work.acknowledgements().mode().number();
    }

    @Override
    public void commit() throws JMSException {
        requireTransacted("committed");
        work.completions().requireOtherThread("commit its session");
        work.completions().await();
        work.acknowledgements().commit();
    }

    @Override
    public void rollback() throws JMSException {
        requireTransacted("rolled back");
        work.completions().requireOtherThread("roll back its session");
        work.completions().await();
        work.acknowledgements().rollback();
    }

    private void requireTransacted(String what) throws JMSException {
        requireOpen();
        if (!getTransacted()) {
            throw Exceptions.illegal("a session without transactions cannot be " + what);
        }
    }

    @Override
    public void recover() throws JMSException {
        requireOpen();
        work.acknowledgements().recover();
    }

    @Override
    public void close() throws JMSException {
        work.requireNoListenerThread("close its session");
        work.completions().requireOtherThread("close its session");
        connection.removed(this);
        work.close();
    }

    // Producers, consumers.

    @Override
    public MessageProducer createProducer(Destination destination) throws JMSException {
        requireOpen();
        requireThere(destination);
        return new PortageProducer(work, sends, destination);
    }

    /** A temporary destination may be gone; others are made when they are used. */
    final void requireThere(Destination destination) throws JMSException {
        Place place = PortageDestination.placeOf(destination);
        if (place != null && place.kind().isTemporary()) {
            work.uplink().request(request -> new SessionCommand.Lookup(request, place));
        }
    }

    @Override
    public MessageConsumer createConsumer(Destination destination) throws JMSException {
        return createConsumer(destination, null);
    }

    @Override
    public MessageConsumer createConsumer(Destination destination, String selector) throws JMSException {
        return createConsumer(destination, selector, false);
    }

    @Override
    public MessageConsumer createConsumer(Destination destination, String selector, boolean noLocal)
            throws JMSException {
        return consumer(destination, selector, noLocal);
    }

    final PortageConsumer consumer(Destination destination, String selector, boolean noLocal) throws JMSException {
        requireOpen();
        Place place = required(destination);
        if (place.kind().isQueue()) {
            return receiver((Queue) destination, selector);
        }
        return subscriber((Topic) destination, selector, noLocal, Sharing.ALONE, false, null);
    }

    private static Place required(Destination destination) throws JMSException {
        if (destination == null) {
            throw new InvalidDestinationException("there is no destination", "NULL");
        }
        return PortageDestination.placeOf(destination);
    }

    final PortageReceiver receiver(Queue queue, String selector) throws JMSException {
        requireOpen();
        Place place = required(queue);
        int prefetch = PortageDestination.prefetchOf(queue, work.options().queuePrefetch());
        SubscriptionWish wish = SubscriptionWish.ofQueue(place, orNull(selector), prefetch, isSettled());
        PortageReceiver receiver = new PortageReceiver(work, wish, queue);
        receiver.subscribe();
        return receiver;
    }

    private boolean isSettled() {
        return work.acknowledgements().mode() == AckMode.PRE;
    }

    final PortageSubscriber subscriber(
            Topic topic, String selector, boolean noLocal, Sharing sharing, boolean durable, String name)
            throws JMSException {
        requireOpen();
        Place place = required(topic);
        String clientId = name == null ? null : connection.clientId();
        int usual = sharing == Sharing.SHARED
                ? work.options().queuePrefetch()
                : work.options().topicPrefetch();
        int prefetch = PortageDestination.prefetchOf(topic, usual);
        SubscriptionWish wish = new SubscriptionWish(
                place, orNull(selector), noLocal, sharing, durable, name, clientId, prefetch, isSettled());
        PortageSubscriber subscriber = new PortageSubscriber(work, wish, topic);
        subscriber.subscribe();
        return subscriber;
    }

    private static String orNull(String selector) {
        return selector == null || selector.isBlank() ? null : selector;
    }

    private static void requireLasting(Topic topic) throws JMSException {
        if (required(topic).kind() == Place.Kind.TEMPORARY_TOPIC) {
            throw new InvalidDestinationException("a temporary topic has no durable subscriptions", "TEMPORARY");
        }
    }

    @Override
    public TopicSubscriber createDurableSubscriber(Topic topic, String name) throws JMSException {
        return createDurableSubscriber(topic, name, null, false);
    }

    @Override
    public TopicSubscriber createDurableSubscriber(Topic topic, String name, String selector, boolean noLocal)
            throws JMSException {
        return durable(topic, name, selector, noLocal);
    }

    final PortageSubscriber durable(Topic topic, String name, String selector, boolean noLocal) throws JMSException {
        requireOpen();
        requireLasting(topic);
        if (connection.clientId() == null) {
            throw Exceptions.illegal("a durable subscription that is not shared needs a connection with a client id");
        }
        return subscriber(topic, selector, noLocal, Sharing.ALONE, true, requireName(name));
    }

    private static String requireName(String name) throws JMSException {
        if (name == null || name.isBlank()) {
            throw new JMSException("a subscription has a name", "INVALID");
        }
        if (name.indexOf('|') >= 0) {
            throw new JMSException("the name of a subscription has no '|': '" + name + "'", "INVALID");
        }
        return name;
    }

    @Override
    public MessageConsumer createDurableConsumer(Topic topic, String name) throws JMSException {
        return createDurableSubscriber(topic, name);
    }

    @Override
    public MessageConsumer createDurableConsumer(Topic topic, String name, String selector, boolean noLocal)
            throws JMSException {
        return createDurableSubscriber(topic, name, selector, noLocal);
    }

    @Override
    public MessageConsumer createSharedConsumer(Topic topic, String name) throws JMSException {
        return createSharedConsumer(topic, name, null);
    }

    @Override
    public MessageConsumer createSharedConsumer(Topic topic, String name, String selector) throws JMSException {
        return shared(topic, name, selector);
    }

    final PortageSubscriber shared(Topic topic, String name, String selector) throws JMSException {
        requireOpen();
        required(topic);
        return subscriber(topic, selector, false, Sharing.SHARED, false, requireName(name));
    }

    @Override
    public MessageConsumer createSharedDurableConsumer(Topic topic, String name) throws JMSException {
        return createSharedDurableConsumer(topic, name, null);
    }

    @Override
    public MessageConsumer createSharedDurableConsumer(Topic topic, String name, String selector) throws JMSException {
        return sharedDurable(topic, name, selector);
    }

    final PortageSubscriber sharedDurable(Topic topic, String name, String selector) throws JMSException {
        requireOpen();
        requireLasting(topic);
        return subscriber(topic, selector, false, Sharing.SHARED, true, requireName(name));
    }

    @Override
    public void unsubscribe(String name) throws JMSException {
        requireOpen();
        if (name == null || name.isBlank()) {
            throw new InvalidDestinationException("there is no subscription without a name", "NULL");
        }
        work.uplink().request(request -> new SessionCommand.DeleteSubscription(request, connection.clientId(), name));
    }

    @Override
    public QueueBrowser createBrowser(Queue queue) throws JMSException {
        return createBrowser(queue, null);
    }

    @Override
    public QueueBrowser createBrowser(Queue queue, String selector) throws JMSException {
        requireOpen();
        PortageQueueBrowser browser = new PortageQueueBrowser(work, queue, required(queue), orNull(selector));
        browser.check();
        return browser;
    }

    // Destinations.

    @Override
    public Queue createQueue(String name) throws JMSException {
        requireOpen();
        return DestinationName.parse(name).queue();
    }

    @Override
    public Topic createTopic(String name) throws JMSException {
        requireOpen();
        return DestinationName.parse(name).topic();
    }

    @Override
    public TemporaryQueue createTemporaryQueue() throws JMSException {
        requireOpen();
        return connection.temporaryQueue();
    }

    @Override
    public TemporaryTopic createTemporaryTopic() throws JMSException {
        requireOpen();
        return connection.temporaryTopic();
    }

    // Of application servers.

    @Override
    public MessageListener getMessageListener() throws JMSException {
        requireOpen();
        return work.loaded().listener();
    }

    /** Sees the messages that a connection consumer loads the session with. */
    @Override
    public void setMessageListener(MessageListener listener) throws JMSException {
        requireOpen();
        work.loaded().listener(listener);
    }

    /** Gives the messages that it was loaded with to its listener; on a thread of the application server. */
    @Override
    public void run() {
        work.runLoaded();
    }
}
