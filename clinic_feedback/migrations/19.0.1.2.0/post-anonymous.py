"""What anonymous answers of earlier versions still tell: whose visit it was, and when."""

from odoo import SUPERUSER_ID, api

NOBODYS = "is_anonymous AND user_input_id IS NOT NULL"
DIMENSIONS = "practitioner_id = NULL, type_id = NULL, specialty_id = NULL"
HOUR = "date_trunc('hour', {0} + interval '1 hour' - interval '1 microsecond')"


def migrate(cr, version):
    drop_moments_of_aspects(cr)
    leave_branch_and_month(cr)
    env = api.Environment(cr, SUPERUSER_ID, {})
    env.invalidate_all()
    end_with_their_month(env)
    leave_hour_of_cases(cr)


def drop_moments_of_aspects(cr):
    for name in ('create_uid', 'create_date', 'write_uid', 'write_date'):
        cr.execute(f'ALTER TABLE clinic_feedback_analysis_aspect DROP COLUMN IF EXISTS {name}')


def leave_branch_and_month(cr):
    """As the erasure does, by the clock of the branch."""
    cr.execute(
        f"""
        UPDATE clinic_feedback_request
           SET about_id = coalesce(about_id, practitioner_id), {DIMENSIONS}
         WHERE {NOBODYS}"""
    )
    cr.execute(f"UPDATE clinic_feedback_case SET {DIMENSIONS} WHERE is_anonymous")
    cr.execute(
        f"""
        UPDATE clinic_feedback_analysis a
           SET {DIMENSIONS},
               answered_at = date_trunc('month', a.answered_at AT TIME ZONE 'UTC'
                   AT TIME ZONE coalesce(c.clinic_tz, 'America/Mexico_City'))
                   + interval '14.5 days'
          FROM res_company c
         WHERE c.id = a.company_id AND a.is_anonymous"""
    )
    cr.execute(
        f"""
        UPDATE clinic_feedback_analysis_aspect s
           SET {DIMENSIONS}, answered_at = a.answered_at
          FROM clinic_feedback_analysis a
         WHERE a.id = s.analysis_id AND a.is_anonymous"""
    )


def end_with_their_month(env):
    """Those half answered were taken for ever, and their words kept for ever."""
    found = env['clinic.feedback.request'].search(
        [
            ('is_anonymous', '=', True),
            ('user_input_id', '!=', False),
            ('expires_at', '=', False),
        ]
    )
    for request in found:
        answers = request.user_input_id
        until = request.company_id._month_is_over(answers.create_date)
        request.expires_at = until
        if request.state == 'answering':
            answers.deadline = until
        else:
            answers._leave_address()


def leave_hour_of_cases(cr):
    rows = "SELECT id FROM clinic_feedback_case WHERE is_anonymous"
    for table, model, more, names in (
        ('mail_activity', 'res_model', '', ('create_date', 'write_date')),
        (
            'mail_message',
            'model',
            "AND message_type <> 'comment'",
            ('date', 'create_date', 'write_date'),
        ),
        ('clinic_alert', 'res_model', '', ('raised_at', 'last_at')),
    ):
        moments = ', '.join(f'{name} = {HOUR.format(name)}' for name in names)
        cr.execute(
            f"UPDATE {table} SET {moments} "
            f"WHERE {model} = 'clinic.feedback.case' AND res_id IN ({rows}) {more}"
        )
