from odoo import api, fields, models


class ClinicFeedbackErasure(models.Model):
    """What was made nobody's, by day: how much and how old, nothing of what it was."""

    _name = 'clinic.feedback.erasure'
    _description = "Answers Made Anonymous"
    _order = 'day desc, id desc'
    _rec_name = 'day'
    _log_access = False

    company_id = fields.Many2one(
        'res.company', string="Clinic", required=True, readonly=True, ondelete='cascade'
    )
    day = fields.Date(required=True, readonly=True)
    before = fields.Date(string="Answered before", required=True, readonly=True)
    requests = fields.Integer(string="Surveys", readonly=True, aggregator='sum')
    texts = fields.Integer(string="Texts destroyed", readonly=True, aggregator='sum')
    cases = fields.Integer(string="Complaints", readonly=True, aggregator='sum')

    _once = models.Constraint('UNIQUE (company_id, day)', "There is a line of this day already.")

    @api.model
    def _add(self, clinic, before, **counts):
        self.env.cr.execute(
            """
            INSERT INTO clinic_feedback_erasure AS known
                   (company_id, day, before, requests, texts, cases)
            VALUES (%(clinic)s, %(day)s, %(before)s, %(requests)s, %(texts)s, %(cases)s)
            ON CONFLICT (company_id, day) DO UPDATE
               SET requests = known.requests + EXCLUDED.requests,
                   texts = known.texts + EXCLUDED.texts,
                   cases = known.cases + EXCLUDED.cases,
                   before = greatest(known.before, EXCLUDED.before)
            """,
            {'clinic': clinic.id, 'day': fields.Date.today(), 'before': before, **counts},
        )
        self.invalidate_model()
