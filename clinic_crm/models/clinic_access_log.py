from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL


class LooseMany2one(fields.Many2one):
    """A many2one without a foreign key: it reads as empty once the record is gone.

    Writing a line must neither wait for nor fail on a row that another transaction is making.
    """

    def update_db_foreign_key(self, model, column):
        pass

    def _insert_cache(self, records, values):
        comodel = records.env[self.comodel_name].sudo()
        existing = set(comodel.browse({value for value in values if value}).exists().ids)
        return super()._insert_cache(
            records, [value if value in existing else None for value in values]
        )


class ClinicAccessLog(models.Model):
    """Who read which protected fields of which record, when and why. Never what they held.

    Lines are written in SQL by `clinic_crm.trail` and only ever added: the ORM and a trigger refuse
    to change or delete one.
    """

    _name = 'clinic.access.log'
    _description = "Access to clinical records"
    _order = 'at desc, id desc'
    _rec_name = 'model'
    _log_access = False

    at = fields.Datetime(string="When", required=True, readonly=True)
    user_id = LooseMany2one('res.users', string="Who", readonly=True)
    user_login = fields.Char(string="Login", readonly=True, help="As it was at the time.")
    company_id = LooseMany2one('res.company', string="Clinic", readonly=True)
    model = fields.Char(string="Kind of record", required=True, readonly=True)
    res_id = fields.Many2oneReference(
        string="Record ID",
        model_field='model',
        readonly=True,
        aggregator=None,
        help="Empty where a job went over many records; their number is beside it.",
    )
    record_count = fields.Integer(string="Records", required=True, readonly=True)
    field_names = fields.Char(string="Fields", required=True, readonly=True)
    reason = fields.Char(readonly=True)
    source = fields.Char(
        string="By way of",
        readonly=True,
        help="What was called, or the scheduled job.",
    )
    remote_addr = fields.Char(string="From address", readonly=True)
    record_number = fields.Char(string="Record no.", compute='_compute_record_number')
    # the same in the words of whoever answers for the data
    record_kind = fields.Char(string="What was read", compute='_compute_words')
    field_labels = fields.Char(string="Which texts", compute='_compute_words')

    _record_idx = models.Index('(model, res_id, at)')
    _user_idx = models.Index('(user_id, at)')

    @api.private
    def init(self):
        result = super().init()
        for statement in self._guards():
            self.env.cr.execute(statement)
        return result

    @api.model
    def _guards(self):
        """SQL that refuses to change, delete or empty the log."""
        table = SQL.identifier(self._table)
        return [
            """CREATE OR REPLACE FUNCTION clinic_log_is_kept() RETURNS trigger
               LANGUAGE plpgsql AS $$
               BEGIN
                   RAISE EXCEPTION 'The log of accesses can only be added to.'
                       USING ERRCODE = 'restrict_violation';
               END $$""",
            SQL(
                "CREATE OR REPLACE TRIGGER clinic_log_is_kept BEFORE UPDATE OR DELETE ON %s"
                " FOR EACH ROW EXECUTE FUNCTION clinic_log_is_kept()",
                table,
            ),
            SQL(
                "CREATE OR REPLACE TRIGGER clinic_log_is_kept_whole BEFORE TRUNCATE ON %s"
                " FOR EACH STATEMENT EXECUTE FUNCTION clinic_log_is_kept()",
                table,
            ),
        ]

    @api.depends('model', 'res_id')
    def _compute_record_number(self):
        """The record number of the patient a line is about: the only thing shown of the record."""
        self.record_number = False
        for model, lines in self.grouped('model').items():
            fnames = self.env[model]._fields if model in self.env else ()
            if 'record_number' in fnames:
                path = 'record_number'
            elif 'patient_id' in fnames:
                path = 'patient_id.record_number'
            else:
                continue
            records = self.env[model].sudo().with_context(active_test=False)
            existing = records.browse({line.res_id for line in lines if line.res_id}).exists()
            numbers = {record.id: record.mapped(path)[:1] for record in existing}
            for line in lines:
                line.record_number = next(iter(numbers.get(line.res_id, ())), False)

    @api.depends('model', 'field_names')
    @api.depends_context('lang')
    def _compute_words(self):
        IrModel = self.env['ir.model'].sudo()
        for line in self:
            line.record_kind = IrModel._get(line.model).name or line.model
            known = self.env[line.model]._fields if line.model in self.env else {}
            line.field_labels = ", ".join(
                known[name]._description_string(self.env) if name in known else name
                for name in (line.field_names or '').replace(' ', '').split(',')
            )

    @api.model_create_multi
    def create(self, vals_list):  # pylint: disable=method-required-super
        raise UserError(self.env._("The log of accesses is written by the system alone."))

    def write(self, vals):  # pylint: disable=method-required-super
        raise UserError(self.env._("The log of accesses can only be added to."))

    @api.ondelete(at_uninstall=True)
    def _unlink_never(self):
        raise UserError(self.env._("The log of accesses can only be added to."))
