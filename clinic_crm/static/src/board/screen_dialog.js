import { _t } from "@web/core/l10n/translation";
import { browser } from "@web/core/browser/browser";
import { ConfirmationDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { Dialog } from "@web/core/dialog/dialog";
import { useService } from "@web/core/utils/hooks";

import { Component, onWillStart, useState } from "@odoo/owl";

/** The secret link of a branch's waiting room screen. */
export class ScreenDialog extends Component {
    static template = "clinic_crm.ScreenDialog";
    static components = { Dialog };
    static props = { branches: Array, branchId: Number, canRenew: Boolean, close: Function };

    setup() {
        this.title = _t("Waiting room screen");
        this.orm = useService("orm");
        this.dialog = useService("dialog");
        this.state = useState({ branchId: this.props.branchId, url: "", copied: false });
        onWillStart(() => this.load("get_clinic_screen"));
    }

    async load(method) {
        const screen = await this.orm.call("res.company", method, [[this.state.branchId]]);
        // the address the desk itself uses: the television is in the same house
        Object.assign(this.state, { url: browser.location.origin + screen.path, copied: false });
    }

    onBranch(ev) {
        this.state.branchId = Number(ev.target.value);
        return this.load("get_clinic_screen");
    }

    async copy() {
        await browser.navigator.clipboard.writeText(this.state.url);
        this.state.copied = true;
    }

    renew() {
        this.dialog.add(ConfirmationDialog, {
            title: _t("A new link?"),
            body: _t("The link of now stops working: open the new one on every television."),
            confirmLabel: _t("Give it a new link"),
            confirm: () => this.load("renew_clinic_screen"),
            cancel: () => {},
        });
    }
}
