/**
 * What the application believes. Events of money and mail are kept one by one, with nothing that refuses a second one: an
 * event that is applied twice shows in the comparison.
 */
export const SCHEMA = `
  CREATE TABLE permission (
    user TEXT, organization TEXT, role TEXT NOT NULL, permissions TEXT NOT NULL, as_of INTEGER NOT NULL,
    PRIMARY KEY (user, organization)
  );
  CREATE TABLE service (id TEXT PRIMARY KEY, name TEXT NOT NULL, price INTEGER NOT NULL);
  CREATE TABLE subscription (id TEXT PRIMARY KEY, status TEXT NOT NULL, price TEXT NOT NULL);
  CREATE TABLE invoice_paid (event TEXT NOT NULL, amount INTEGER NOT NULL);
  CREATE TABLE refund (event TEXT NOT NULL, payment TEXT NOT NULL, amount INTEGER NOT NULL);
  CREATE TABLE payment (id TEXT PRIMARY KEY, amount INTEGER NOT NULL, status TEXT NOT NULL);
  CREATE TABLE mail (id TEXT PRIMARY KEY, booking TEXT NOT NULL);
  CREATE TABLE mail_event (event TEXT NOT NULL, mail TEXT NOT NULL, type TEXT NOT NULL, recipient TEXT NOT NULL);
  CREATE TABLE text (id TEXT PRIMARY KEY, status TEXT NOT NULL);
`;
