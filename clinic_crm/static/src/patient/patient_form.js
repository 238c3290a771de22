import { ConfirmationDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { formView } from "@web/views/form/form_view";

/**
 * A form left is a form saved, in Odoo. Not so a new patient who looks like one that is registered
 * already: whoever looks that up and goes elsewhere would register the person twice.
 */
export class ClinicPatientFormController extends formView.Controller {
    setup() {
        super.setup();
        this.dialogs = useService("dialog");
    }

    get isDoubtful() {
        const { isNew, dirty, data } = this.model.root;
        return isNew && dirty && Boolean(data.duplicate_html?.toString());
    }

    async beforeLeave(options = {}) {
        if (!this.isDoubtful || options.forceLeave) {
            return super.beforeLeave(options);
        }
        const choice = await new Promise((resolve) => {
            this.dialogs.add(ConfirmationDialog, {
                title: _t("Registered already?"),
                body: _t("There is somebody very alike. Register this patient all the same?"),
                confirmLabel: _t("Register"),
                confirm: () => resolve("save"),
                cancelLabel: _t("Do not register"),
                cancel: () => resolve("discard"),
                dismiss: () => resolve("stay"),
            });
        });
        if (choice === "save") {
            return super.beforeLeave(options);
        }
        if (choice === "discard") {
            await this.model.root.discard();
        }
        return choice === "discard" ? undefined : false;
    }

    async beforeUnload(ev) {
        if (this.isDoubtful) {
            ev.preventDefault();
            ev.returnValue = "Unsaved changes";
            return;
        }
        return super.beforeUnload(ev);
    }
}

registry.category("views").add("clinic_patient_form", {
    ...formView,
    Controller: ClinicPatientFormController,
});
