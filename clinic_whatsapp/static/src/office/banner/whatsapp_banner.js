import { ClinicPanel } from "@clinic_crm/home/panel";
import { ClinicToday } from "@clinic_crm/home/today";
import { useRefresh } from "@clinic_crm/home/use_refresh";
import { DiscussClientAction } from "@mail/core/public_web/discuss_client_action";
import { useService } from "@web/core/utils/hooks";

import { Component, onWillStart, useState } from "@odoo/owl";

const REFRESH_SECONDS = 120;

/** Says that WhatsApp has stopped, or soon will, and has the one button that mends it. */
export class WhatsappBanner extends Component {
    static template = "clinic_whatsapp.Banner";
    static props = {};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.notification = useService("notification");
        this.state = useState({ troubles: [], busy: false, answer: "" });
        // never in the way of the page: it comes when it comes
        onWillStart(() => {
            this.refresh();
        });
        useRefresh(() => this.refresh(), REFRESH_SECONDS);
    }

    async refresh() {
        try {
            this.state.troubles = await this.orm.silent.call(
                "clinic.whatsapp.account",
                "get_troubles",
                []
            );
        } catch {
            // the page itself says when the server does not answer
        }
    }

    async mend(trouble) {
        this.state.busy = true;
        this.state.answer = "";
        try {
            const { ok, text } = await this.orm.call("clinic.whatsapp.account", "mend", [
                [trouble.id],
            ]);
            if (ok) {
                this.notification.add(text, { type: "success" });
            } else {
                this.state.answer = text;
            }
            await this.refresh();
        } finally {
            this.state.busy = false;
        }
    }

    async open(trouble) {
        const action = await this.orm.call("clinic.whatsapp.account", "action_setup", [
            [trouble.id],
        ]);
        return this.action.doAction(action);
    }
}

for (const page of [ClinicToday, ClinicPanel, DiscussClientAction]) {
    page.components = { ...page.components, WhatsappBanner };
}
