import { formAction } from "@clinic_crm/form_action";
import { useReload } from "@clinic_crm/home/use_refresh";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

import { Component, useState } from "@odoo/owl";

const REFRESH_SECONDS = 2;

/** Many invoices on their way to the PAC. The job does it: one may leave and come back. */
export class ClinicCfdiProgress extends Component {
    static template = "clinic_cfdi.Progress";
    static props = { ...standardActionServiceProps };
    static displayName = _t("Stamping");

    setup() {
        this.action = useService("action");
        this.batchId = this.props.action.context?.active_id || false;
        this.state = useState({ progress: null, stale: false });
        useReload(this.state, (orm) => this.load(orm), REFRESH_SECONDS);
    }

    async load(orm) {
        if (this.state.progress && !this.state.progress.running) {
            return; // it has ended
        }
        this.state.progress = await orm.call("clinic.cfdi.batch", "get_progress", [this.batchId]);
    }

    get percent() {
        const { total, waiting } = this.state.progress;
        return Math.round(((total - waiting) / Math.max(1, total)) * 100);
    }

    openInvoice(id) {
        return this.action.doAction(formAction("account.move", id));
    }

    openList() {
        return this.action.doAction("clinic_cfdi.clinic_invoice_action", { clearBreadcrumbs: true });
    }
}

registry.category("actions").add("clinic_cfdi_progress", ClinicCfdiProgress);
