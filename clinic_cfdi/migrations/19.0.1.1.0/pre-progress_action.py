"""The page of a batch's progress was a window and is a page of the client now, under the same name:
the window goes before the data is loaded, or Odoo would refuse it."""


def migrate(cr, version):
    cr.execute(
        """
        DELETE FROM ir_model_data
         WHERE module = 'clinic_cfdi' AND name = 'clinic_cfdi_progress_action'
               AND model = 'ir.actions.act_window'
        RETURNING res_id"""
    )
    if ids := [number for (number,) in cr.fetchall()]:
        cr.execute("DELETE FROM ir_act_window WHERE id = ANY(%s)", [ids])
