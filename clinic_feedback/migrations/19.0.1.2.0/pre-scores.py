"""Each score and the minutes of a wait as they were answered, and when the survey of a comment was
finished: what figures are counted from. In SQL and before the fields are there: there may be many.
"""

from odoo.tools.sql import column_exists, create_column, table_exists

REQUEST, ANALYSIS = 'clinic_feedback_request', 'clinic_feedback_analysis'
SCORES = ('csat', 'ease', 'nps')


def migrate(cr, version):
    if not table_exists(cr, REQUEST) or column_exists(cr, REQUEST, 'csat'):
        return
    keep_scores(cr)
    if column_exists(cr, REQUEST, 'wait_said'):
        forget_waits_of_nobody(cr)
    if table_exists(cr, ANALYSIS):
        keep_the_end(cr)


def keep_scores(cr):
    """The answers say them; where they are gone, the one score that was kept."""
    for score in SCORES:
        create_column(cr, REQUEST, score, 'int4')
        cr.execute(
            f"""
            UPDATE clinic_feedback_request request
               SET {score} = given.value
              FROM (
                SELECT DISTINCT ON (line.user_input_id)
                       line.user_input_id, line.value_scale AS value
                  FROM survey_user_input_line line
                  JOIN survey_question question ON question.id = line.question_id
                 WHERE line.answer_type = 'scale' AND line.skipped IS NOT TRUE
                   AND question.clinic_measure = %s
                 ORDER BY line.user_input_id, line.id DESC
              ) given
             WHERE given.user_input_id = request.user_input_id
            """,
            [score],
        )
        cr.execute(
            f"""
            UPDATE clinic_feedback_request SET {score} = score
             WHERE score_kind = %s AND {score} IS NULL
            """,
            [score],
        )


def forget_waits_of_nobody(cr):
    """0 was stored where nobody was asked."""
    cr.execute(
        """
        UPDATE clinic_feedback_request request SET wait_said = NULL
         WHERE wait_said = 0 AND NOT EXISTS (
            SELECT FROM survey_user_input_line line
              JOIN survey_question question ON question.id = line.question_id
             WHERE line.user_input_id = request.user_input_id
               AND line.answer_type = 'numerical_box' AND question.clinic_measure = 'wait')
        """
    )


def keep_the_end(cr):
    create_column(cr, ANALYSIS, 'finished_at', 'timestamp')
    cr.execute(
        """
        UPDATE clinic_feedback_analysis analysis SET finished_at = request.finished_at
          FROM clinic_feedback_request request WHERE request.id = analysis.request_id
        """
    )
    create_column(cr, f'{ANALYSIS}_aspect', 'finished_at', 'timestamp')
    cr.execute(
        """
        UPDATE clinic_feedback_analysis_aspect aspect SET finished_at = analysis.finished_at
          FROM clinic_feedback_analysis analysis WHERE analysis.id = aspect.analysis_id
        """
    )
