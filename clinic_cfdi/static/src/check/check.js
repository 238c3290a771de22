import { Component } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/** What SAT would refuse of an invoice, with a way to where it is mended. */
export class CfdiCheck extends Component {
    static template = "clinic_cfdi.Check";
    static props = { ...standardFieldProps };

    setup() {
        this.action = useService("action");
    }

    get findings() {
        return this.props.record.data[this.props.name] || [];
    }

    get blocking() {
        return this.findings.filter((finding) => finding.blocking);
    }

    get advice() {
        return this.findings.filter((finding) => !finding.blocking);
    }

    async open(finding) {
        if (!(await this.props.record.save())) {
            return;
        }
        if (finding.model === "clinic.cfdi.setup") {
            return this.action.doAction("clinic_cfdi.clinic_cfdi_setup_action", {
                onClose: () => this.props.record.load(),
            });
        }
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: finding.model,
            res_id: finding.id || false,
            views: [[false, "form"]],
            target: "current",
        });
    }
}

registry.category("fields").add("cfdi_check", {
    component: CfdiCheck,
    supportedTypes: ["json"],
});
