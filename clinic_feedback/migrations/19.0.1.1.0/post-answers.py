"""What is kept of each answer since this version, taken from the answers that are there; and what
the shipped surveys no longer ask."""

from odoo import SUPERUSER_ID, api

BATCH = 500
MOST_MINUTES = 1440


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    drop_old_rule(env)
    mend_surveys(env)
    keep_waits(env)


def drop_old_rule(env):
    """Alerts have had a rule of their own, in clinic_crm, since that one was made."""
    rule = env.ref('clinic_feedback.clinic_feedback_alert_rule', raise_if_not_found=False)
    if rule:
        rule.unlink()


def mend_surveys(env):
    """Questions are a clinic's own: only what it has not written anew, and nobody answered."""
    minutes = env.ref('clinic_feedback.survey_dignity_minutes', raise_if_not_found=False)
    if minutes and not minutes.clinic_measure and minutes.validation_required:
        low, high = minutes.validation_min_float_value, minutes.validation_max_float_value
        if 0 <= low < high <= MOST_MINUTES:
            minutes.clinic_measure = 'wait'
    solved = env.ref('clinic_feedback.survey_closed_solved', raise_if_not_found=False)
    lines = env['survey.user_input.line']
    if not solved or lines.search_count([('question_id', '=', solved.id)], limit=1):
        return
    solved.unlink()  # the case itself asks it
    comment = env.ref('clinic_feedback.survey_closed_comment', raise_if_not_found=False)
    if comment and comment.title == "¿Qué faltó?":
        comment.title = "¿Qué pudimos hacer mejor?"


def keep_waits(env):
    """How long was waited and how long it felt, for what was asked before it was kept."""
    env.cr.execute(
        """
        UPDATE clinic_feedback_request r
           SET wait_minutes = a.wait_minutes
          FROM clinic_appointment a
         WHERE a.id = r.appointment_id AND r.wait_minutes IS NULL AND a.wait_minutes > 0"""
    )
    env.cr.execute(
        """
        SELECT id FROM clinic_feedback_request
         WHERE answer_count > 0 AND was_bad IS NULL AND patient_id IS NOT NULL ORDER BY id"""
    )
    ids = [number for (number,) in env.cr.fetchall()]
    requests = env['clinic.feedback.request']
    requests.invalidate_model()
    for start in range(0, len(ids), BATCH):
        for request in requests.browse(ids[start : start + BATCH]):
            vals = {
                'wait_long': request._felt_long(),
                'was_bad': bool(request.score_kind) and request._was_bad(),
            }
            said = request.user_input_id.user_input_line_ids.filtered(
                lambda line: (
                    line.question_id.clinic_measure == 'wait'
                    and line.answer_type == 'numerical_box'
                )
            )
            if said:
                vals['wait_said'] = round(min(max(0, said[0].value_numerical_box), MOST_MINUTES))
            request.write(vals)
        env.flush_all()
        env.invalidate_all()
