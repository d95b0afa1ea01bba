-- Rights of the role that the program runs as from day to day, on PostgreSQL.
--
-- Run as the owner of the database, after this release's program was started once as that owner
-- and has made its tables. The role below must exist and must not own the tables.
-- What only grows can be read and added to, never changed, removed or emptied.

GRANT USAGE ON SCHEMA public TO tailings_daily;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO tailings_daily;
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO tailings_daily;

REVOKE UPDATE, DELETE ON event, plan, receipt, duty_entry, call_try, material, material_removal,
  self_test, self_test_word FROM tailings_daily;
-- Of what two people have armed the end is written, once; a trigger refuses any other change.
REVOKE DELETE ON armed FROM tailings_daily;
REVOKE INSERT, UPDATE, DELETE ON alembic_version FROM tailings_daily;
