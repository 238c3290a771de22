import os

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import config

from .. import vault

# (what the file looked like, its ring): the file is read again when it was replaced
_loaded: tuple = (None, None)


class ClinicKeyRing(models.AbstractModel):
    """The key ring of this server, and what to say when it cannot be used."""

    _name = 'clinic.key.ring'
    _description = "Key ring"

    @api.model
    def _key_file(self):
        """Path of the key file: `CLINIC_KEY_FILE`, else `clinic_key_file` of odoo.conf."""
        return os.environ.get('CLINIC_KEY_FILE') or config.get('clinic_key_file') or None

    @api.model
    def _load_ring(self):
        """The key ring, read again when its file changed. :raise vault.VaultError:"""
        global _loaded
        path = self._key_file()
        try:
            status = os.stat(path) if path else None
        except OSError:
            status = None
        look = status and (
            path,
            status.st_ino,
            status.st_mode,
            status.st_uid,
            status.st_mtime_ns,
            status.st_ctime_ns,
            status.st_size,
        )
        if not look or _loaded[0] != look:
            _loaded = (look, vault.load_key_file(path))
        return _loaded[1]

    @api.model
    def _ring(self):
        """The key ring, or a sentence for the user. :raise UserError:"""
        try:
            return self._load_ring()
        except vault.VaultError as error:
            raise self._sentence(error) from error

    @api.model
    def _sentence(self, error):
        if isinstance(error, vault.KeyUnknown):
            return UserError(
                self.env._(
                    "This protected text was locked with the key “%(key)s”, which the clinic's key "
                    "file (CLINIC_KEY_FILE) does not hold. Put the right key file back.",
                    key=error.key_id,
                )
            )
        if isinstance(error, vault.Tampered):
            return UserError(
                self.env._(
                    "A protected text of this record was changed outside the system or belongs to "
                    "another record, so it is not shown. Tell the person in charge of privacy.",
                )
            )
        reason = {
            vault.KeyMissing: self.env._("the clinic's key file is missing"),
            vault.KeyUnreadable: self.env._("the clinic's key file cannot be read"),
            vault.KeyTooOpen: self.env._("others on the server could read the clinic's key file"),
        }.get(type(error), self.env._("the clinic's key file is damaged"))
        return UserError(
            self.env._(
                "Protected texts can be neither read nor saved: %(reason)s. Whoever runs the "
                "server has to put right the file named in CLINIC_KEY_FILE, or start the clinic "
                "with ./clinic up. Nothing was saved.",
                reason=reason,
            )
        )

    @api.model
    def _blind_index(self, model_name, field_name, value):
        return vault.blind_index(self._ring(), value, model=model_name, field=field_name)
