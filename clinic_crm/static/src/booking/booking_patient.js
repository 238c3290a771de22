import { PatientSearch } from "@clinic_crm/home/patient_search";
import { KeepLast } from "@web/core/utils/concurrency";
import { useAutofocus, useService } from "@web/core/utils/hooks";
import { useDebounced } from "@web/core/utils/timing";

import { Component, useState } from "@odoo/owl";

/** Somebody new, registered in place with a name and a phone; likely duplicates are shown. */
export class BookingRegister extends Component {
    static template = "clinic_crm.BookingRegister";
    static props = {
        name: String,
        phone: String,
        onDone: Function, // (card) => void, a patient as `clinic.booking.get_patient` answers
        onPick: Function, // (patientId) => void
        onCancel: Function,
    };

    setup() {
        this.orm = useService("orm");
        useAutofocus({ refName: this.props.name ? "phone" : "name" });
        this.keepLast = new KeepLast();
        this.look = useDebounced(() => this.loadLikely(), 250);
        this.state = useState({
            name: this.props.name,
            phone: this.props.phone,
            likely: [],
            refused: "",
            busy: false,
        });
        this.look();
    }

    async loadLikely() {
        const { name, phone } = this.state;
        try {
            this.state.likely = await this.keepLast.add(
                this.orm.silent.call("clinic.booking", "get_likely", [name, phone])
            );
        } catch {
            this.state.likely = []; // a hint; registering itself says what is wrong
        }
    }

    async register() {
        if (this.state.busy) {
            return;
        }
        this.state.busy = true;
        try {
            const { name, phone } = this.state;
            const answer = await this.orm.call("clinic.booking", "register", [name, phone]);
            if (answer.refused) {
                this.state.refused = answer.refused;
            } else {
                this.props.onDone(answer);
            }
        } finally {
            this.state.busy = false;
        }
    }
}

/** For whom: a search, somebody new, or the patient that was chosen. */
export class BookingPatient extends Component {
    static template = "clinic_crm.BookingPatient";
    static components = { PatientSearch, BookingRegister };
    static props = {
        patient: [Object, { value: null }],
        canCreate: Boolean,
        fixed: { type: Boolean, optional: true },
        onChange: Function, // (card or null) => void
    };

    setup() {
        this.orm = useService("orm");
        this.state = useState({ registering: null });
    }

    async pick(id) {
        const card = await this.orm.call("clinic.booking", "get_patient", [id]);
        this.state.registering = null;
        this.props.onChange(card);
    }

    startRegister(context) {
        this.state.registering = {
            name: context.default_name || "",
            phone: context.default_phone || "",
        };
    }

    onRegistered(card) {
        this.state.registering = null;
        this.props.onChange(card);
    }
}
