import { Chatter } from "@mail/chatter/web_portal/chatter";

import { patch } from "@web/core/utils/patch";

// Threads of the clinic hold notes of the staff and nothing else: a message to a patient is sent
// from the header of the patient's form, by the way and under the consent the patient gave.
patch(Chatter.prototype, {
    get isClinicThread() {
        return Boolean(this.props.threadModel?.startsWith("clinic."));
    },
    toggleComposer(mode, ...rest) {
        return super.toggleComposer(this.isClinicThread && mode === "message" ? "note" : mode, ...rest);
    },
});
