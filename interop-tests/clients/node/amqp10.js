// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
//
// What applications do with rhea, over TCP and in WebSockets. Run one with: node amqp10.js AMQP_PORT WS_PORT NAME
'use strict';

const assert = require('node:assert/strict');
const { once } = require('node:events');
const rhea = require('rhea');
const { WebSocket } = require('ws');

const PATIENCE_MS = 20000;
const [amqpPort, wsPort, name] = process.argv.slice(2);

const details = {
  tcp: () => ({ host: '127.0.0.1', port: Number(amqpPort) }),
  ws: () => {
    const connect = rhea.websocket_connect(WebSocket);
    return { connection_details: connect(`ws://127.0.0.1:${wsPort}/amqp`, ['amqp'], {}) };
  },
};

/** A connection that is open; `options` are those of rhea. */
async function connect(transport, options = {}) {
  const container = rhea.create_container(options.id ? { id: options.id } : {});
  const connection = container.connect({
    ...details[transport](),
    username: 'guest',
    password: 'guest',
    reconnect: false,
    ...options,
  });
  await once(connection, 'connection_open');
  return connection;
}

async function sender(connection, target) {
  const link = connection.open_sender(target);
  await once(link, 'sendable');
  return link;
}

/** A receiver that gives credit and settles by hand, once it is attached. */
async function receiver(connection, source) {
  const options = typeof source === 'string' ? { source } : source;
  const link = connection.open_receiver({ credit_window: 0, autoaccept: false, ...options });
  await once(link, 'receiver_open');
  return link;
}

async function next(link) {
  link.add_credit(1);
  const [context] = await once(link, 'message');
  return context;
}

async function send(link, message) {
  link.send(message);
  await once(link, 'accepted');
}

async function sendsAndReceives(transport) {
  const connection = await connect(transport);
  const queue = `rhea-${transport}`;
  const out = await sender(connection, queue);
  const sent = {
    message_id: 'm1',
    correlation_id: rhea.types.wrap_ulong(7),
    subject: 'kind',
    content_type: 'text/plain',
    durable: true,
    priority: 6,
    ttl: 60000,
    application_properties: { text: 't', number: 42, flag: true, fraction: 0.5 },
    message_annotations: { 'x-mine': 'kept' },
    body: 'x'.repeat(300000),
  };
  await send(out, sent);
  const { message, delivery } = await next(await receiver(connection, queue));
  delivery.accept();
  assert.equal(message.message_id, 'm1');
  assert.equal(message.correlation_id, 7);
  assert.equal(message.subject, 'kind');
  assert.equal(message.content_type, 'text/plain');
  assert.equal(message.priority, 6);
  assert.equal(message.durable, true);
  assert.ok(message.ttl > 0 && message.ttl <= 60000);
  assert.deepEqual(message.application_properties, sent.application_properties);
  assert.equal(message.message_annotations['x-mine'], 'kept');
  assert.equal(message.body, sent.body);
  connection.close();
  await once(connection, 'connection_close');
}

async function outcomesDecide() {
  const connection = await connect('tcp');
  const out = await sender(connection, 'rhea-outcomes');
  await send(out, { body: 'once' });
  const link = await receiver(connection, 'rhea-outcomes');
  let got = await next(link);
  assert.equal(got.message.delivery_count, 0);
  got.delivery.release();
  got = await next(link);
  assert.equal(got.message.delivery_count, 0);
  assert.equal(got.message.first_acquirer, false);
  got.delivery.modified({ delivery_failed: true });
  got = await next(link);
  assert.equal(got.message.delivery_count, 1);
  got.delivery.reject();
  link.drain_credit();
  link.add_credit(1);
  await once(link, 'receiver_drained');
  connection.close();
}

async function durableSubscriptionsCollect() {
  const source = { address: 'rhea.news', capabilities: ['topic'], durable: 2, expiry_policy: 'never' };
  const first = await connect('tcp', { id: 'rhea-durable' });
  const link = await receiver(first, { name: 'news', source });
  link.detach();
  await once(link, 'receiver_close').catch(() => {});
  first.close();
  await once(first, 'connection_close');
  const other = await connect('tcp');
  await send(await sender(other, { target: { address: 'rhea.news', capabilities: ['topic'] } }), { body: 'collected' });
  const second = await connect('tcp', { id: 'rhea-durable' });
  const again = await receiver(second, { name: 'news', source });
  const { message, delivery } = await next(again);
  assert.equal(message.body, 'collected');
  delivery.accept();
  again.close();
  other.close();
  second.close();
}

async function answersComeToDynamicQueues() {
  const connection = await connect('tcp');
  const answers = await receiver(connection, { source: { dynamic: true } });
  const replyTo = answers.source.address;
  assert.ok(replyTo, 'the source has no address');
  await send(await sender(connection, 'rhea-service'), { reply_to: replyTo, correlation_id: 'q', body: 'question' });
  const other = await connect('tcp');
  const asked = await next(await receiver(other, 'rhea-service'));
  asked.delivery.accept();
  const anonymous = await sender(other, { target: {} });
  await send(anonymous, { to: asked.message.reply_to, correlation_id: asked.message.correlation_id, body: 'answer' });
  const answer = await next(answers);
  assert.equal(answer.message.body, 'answer');
  assert.equal(answer.message.correlation_id, 'q');
  answer.delivery.accept();
  connection.close();
  other.close();
}

async function selectorsChoose() {
  const connection = await connect('tcp');
  const out = await sender(connection, 'rhea-selected');
  for (const colour of ['red', 'green']) {
    await send(out, { application_properties: { colour }, body: colour });
  }
  const filter = rhea.filter.selector("colour = 'green'");
  const link = await receiver(connection, { source: { address: 'rhea-selected', filter } });
  assert.ok(link.source.filter, 'the filter is not echoed');
  const { message, delivery } = await next(link);
  assert.equal(message.body, 'green');
  delivery.accept();
  connection.close();
}

async function refusalsAreTold() {
  const connection = await connect('tcp');
  const link = connection.open_receiver('/queues/rhea-none');
  const [context] = await once(link, 'receiver_error');
  assert.equal(context.receiver.error.condition, 'amqp:not-found');
  connection.close();
  const refused = rhea.create_container().connect({
    ...details.tcp(),
    username: 'guest',
    password: 'wrong',
    reconnect: false,
  });
  refused.on('disconnected', () => {});
  const [failed] = await once(refused, 'connection_error');
  assert.equal(failed.error.condition, 'amqp:unauthorized-access');
}

const scenarios = {
  sendsAndReceivesOverTcp: () => sendsAndReceives('tcp'),
  sendsAndReceivesInWebSockets: () => sendsAndReceives('ws'),
  outcomesDecide,
  durableSubscriptionsCollect,
  answersComeToDynamicQueues,
  selectorsChoose,
  refusalsAreTold,
};

const timer = setTimeout(() => {
  console.error(`${name} did not end in time`);
  process.exit(2);
}, PATIENCE_MS);
if (!scenarios[name]) {
  console.error(`no scenario ${name}; there are: ${Object.keys(scenarios).join(' ')}`);
  process.exit(1);
}
scenarios[name]().then(
  () => {
    clearTimeout(timer);
    process.exit(0);
  },
  (failure) => {
    console.error(failure);
    process.exit(1);
  },
);
