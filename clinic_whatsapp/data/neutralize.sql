-- A copy of the database reaches no real number and answers no webhook.
DELETE FROM clinic_vault_key WHERE uuid IN (SELECT uuid FROM clinic_whatsapp_account);
UPDATE clinic_whatsapp_account
   SET active = false, token = NULL, app_secret = NULL, verify_token = NULL,
       base_url = 'http://127.0.0.1:9', webhook_uuid = gen_random_uuid(),
       has_token = false, has_app_secret = false, has_verify_token = false, connected = false,
       -- nor does it print a poster that leads patients to the real number
       display_number = NULL, check_steps = NULL, checked_at = NULL, handshake_at = NULL,
       token_expires_at = NULL, quality = NULL, messaging_limit = NULL;
UPDATE clinic_whatsapp_outbox SET state = 'cancelled' WHERE state IN ('queued', 'sending', 'uncertain');
