-- A copy of the database tells no other system anything.
DELETE FROM clinic_vault_key WHERE uuid IN (SELECT uuid FROM clinic_feedback_hook);
UPDATE clinic_feedback_hook SET "on" = false, url = NULL, secret = NULL, has_secret = false;
UPDATE clinic_feedback_hook_event SET state = 'failed' WHERE state IN ('queued', 'sending');
DELETE FROM ir_config_parameter WHERE key = 'clinic_feedback.hook_local';
-- Nor does it mail anybody last week's figures, should it be given a mail server again.
UPDATE clinic_feedback_policy SET digest_on = false;
UPDATE clinic_feedback_digest SET state = 'withdrawn' WHERE state = 'planned';
