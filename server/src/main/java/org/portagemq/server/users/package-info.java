/** Users, their passwords and their rights: who somebody is, and what the one gate allows them. */
package org.portagemq.server.users;
