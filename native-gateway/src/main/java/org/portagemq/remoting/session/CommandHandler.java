// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.remoting.session;

import org.portagemq.client.session.Failure;
import org.portagemq.client.session.SessionCommand;
import org.portagemq.core.api.BrokerException;

/** Who does what of a client's commands, once it has logged in. */
final class CommandHandler implements SessionCommand.Handler {

    private final Conversation conversation;
    private final Places places;
    private final OpenTransactions transactions;
    private final Sending sending;
    private final TopicGroups topics;
    private final Subscriptions subscriptions;

    CommandHandler(
            Conversation conversation,
            Places places,
            OpenTransactions transactions,
            Sending sending,
            TopicGroups topics,
            Subscriptions subscriptions) {
        this.conversation = conversation;
        this.places = places;
        this.transactions = transactions;
        this.sending = sending;
        this.topics = topics;
        this.subscriptions = subscriptions;
    }

    @Override
    public void open(SessionCommand.Open command) {
        conversation.failed(command.request(), Failure.Kind.INVALID, "the connection is open already");
    }

    @Override
    public void takeClientId(SessionCommand.TakeClientId command) {
        if (conversation.takeClientId(command.clientId())) {
            conversation.done(command.request());
        } else {
            conversation.failed(
                    command.request(), Failure.Kind.CLIENT_ID_IN_USE, Conversation.inUse(command.clientId()));
        }
    }

    @Override
    public void publish(SessionCommand.Publish command) {
        sending.publish(command);
    }

    @Override
    public void subscribe(SessionCommand.Subscribe command) {
        subscriptions.subscribe(command);
    }

    @Override
    public void credit(SessionCommand.Credit command) {
        subscriptions.credit(command);
    }

    @Override
    public void settle(SessionCommand.Settle command) {
        subscriptions.settle(command);
    }

    @Override
    public void restart(SessionCommand.Restart command) {
        subscriptions.restart(command);
    }

    @Override
    public void drain(SessionCommand.Drain command) {
        subscriptions.drain(command);
    }

    @Override
    public void closeSubscription(SessionCommand.CloseSubscription command) {
        subscriptions.close(command);
    }

    @Override
    public void commit(SessionCommand.Commit command) {
        transactions.commit(command);
    }

    @Override
    public void askCommitted(SessionCommand.AskCommitted command) {
        transactions.askCommitted(command);
    }

    @Override
    public void rollback(SessionCommand.Rollback command) {
        transactions.rollback(command);
    }

    @Override
    public void prepare(SessionCommand.Prepare command) {
        transactions.prepare(command);
    }

    @Override
    public void decide(SessionCommand.Decide command) {
        transactions.decide(command);
    }

    @Override
    public void listPrepared(SessionCommand.ListPrepared command) {
        transactions.list(command);
    }

    @Override
    public void makeTemporary(SessionCommand.MakeTemporary command) {
        places.makeTemporary(command.request(), command.place());
    }

    @Override
    public void deleteTemporary(SessionCommand.DeleteTemporary command) {
        subscriptions.deleteTemporary(command);
    }

    @Override
    public void deleteSubscription(SessionCommand.DeleteSubscription command) {
        topics.delete(command.request(), command.clientId(), command.name());
    }

    @Override
    public void lookup(SessionCommand.Lookup command) {
        places.find(
                command.place(),
                () -> conversation.done(command.request()),
                (BrokerException reason) -> conversation.failed(command.request(), reason));
    }

    @Override
    public void leave(SessionCommand.Leave command) {
        conversation.close(true);
        conversation.done(command.request());
    }

    @Override
    public void browse(SessionCommand.Browse command) {
        subscriptions.browse(command);
    }
}
