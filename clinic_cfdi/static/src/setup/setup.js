import { registry } from "@web/core/registry";
import { FormController } from "@web/views/form/form_controller";
import { formView } from "@web/views/form/form_view";

const CERTIFICATE = ["new_cer", "new_key", "new_password"];

/**
 * A certificate that would be refused is not sent: the sentence stands in the dialog already, and
 * the files that were chosen stay there too. Whoever goes back leaves them behind.
 */
class CfdiSetupController extends FormController {
    async beforeExecuteActionButton(clickParams) {
        if (clickParams.special !== "cancel") {
            await this.model.root.isDirty(); // what was typed last has been looked at
            if (this.model.root.data.csd_problem) {
                if (clickParams.name !== "action_back") {
                    return false;
                }
                await this.model.root.update(
                    Object.fromEntries(CERTIFICATE.map((name) => [name, false]))
                );
            }
        }
        return super.beforeExecuteActionButton(clickParams);
    }
}

registry.category("views").add("clinic_cfdi_setup_form", {
    ...formView,
    Controller: CfdiSetupController,
});
