import { formAction } from "@clinic_crm/form_action";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

import { Component } from "@odoo/owl";

/** Who is registered already, while a patient is typed: one click takes that record instead. */
export class ClinicDuplicates extends Component {
    static template = "clinic_crm.Duplicates";
    static props = { ...standardFieldProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
    }

    async onClick(ev) {
        const link = ev.target.closest("a[data-id]");
        if (!link || ev.ctrlKey || ev.metaKey) {
            return; // the link itself opens beside
        }
        ev.preventDefault();
        const { model, id } = link.dataset;
        const action =
            model === "res.partner"
                ? await this.orm.call(model, "action_make_patient", [[Number(id)]])
                : formAction(model, Number(id));
        await this.props.record.discard();
        return this.action.doAction(action, { stackPosition: "replaceCurrentAction" });
    }
}

registry.category("fields").add("clinic_duplicates", {
    component: ClinicDuplicates,
    supportedTypes: ["html"],
});
