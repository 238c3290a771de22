-- A copy of the database sends no patient's words to any service, and wakes nobody.
DELETE FROM clinic_vault_key WHERE uuid IN (SELECT uuid FROM clinic_language_service);
UPDATE clinic_language_service SET "on" = false, key = NULL, has_key = false;
UPDATE clinic_alert_call SET state = 'withdrawn' WHERE state IN ('queued', 'sending');
UPDATE clinic_alert SET state = 'closed', state_order = 2, next_at = NULL WHERE state <> 'closed';
