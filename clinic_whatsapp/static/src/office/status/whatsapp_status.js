import { useReload } from "@clinic_crm/home/use_refresh";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

import { WhatsappBanner } from "../banner/whatsapp_banner";

import { Component, useState } from "@odoo/owl";

const REFRESH_SECONDS = 60;

/** How WhatsApp fares: a lamp for each thing to watch, and what it costs. */
export class WhatsappStatus extends Component {
    static template = "clinic_whatsapp.Status";
    static components = { WhatsappBanner };
    static props = { ...standardActionServiceProps };
    static displayName = _t("State of WhatsApp");

    setup() {
        this.action = useService("action");
        this.state = useState({ status: null, stale: false });
        this.refresh = useReload(this.state, (orm) => this.load(orm), REFRESH_SECONDS);
    }

    async load(orm) {
        this.state.status = await orm.call("clinic.whatsapp.status", "get_status", []);
    }

    open(lamp) {
        return lamp.action && this.action.doAction(lamp.action);
    }

    connect() {
        return this.action.doAction("clinic_whatsapp.clinic_whatsapp_setup_action");
    }

    icon(tone) {
        return {
            good: "fa-check-circle text-success",
            warning: "fa-exclamation-circle text-warning",
            danger: "fa-times-circle text-danger",
        }[tone];
    }

    toneLabel(tone) {
        return { good: _t("Right"), warning: _t("Needs attention"), danger: _t("Wrong") }[tone];
    }
}

registry.category("actions").add("clinic_whatsapp_status", WhatsappStatus);
