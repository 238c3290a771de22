/** The action that opens the form of one record. */
export function formAction(res_model, res_id) {
    return { type: "ir.actions.act_window", res_model, res_id, views: [[false, "form"]] };
}
