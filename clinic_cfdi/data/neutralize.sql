-- a copy of the database never stamps with the clinic's account
UPDATE clinic_cfdi_pac SET active = false;
