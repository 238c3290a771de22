import { PHONE } from "@clinic_crm/home/patient_search";
import { _t } from "@web/core/l10n/translation";
import { Dialog } from "@web/core/dialog/dialog";
import { KeepLast } from "@web/core/utils/concurrency";
import { useAutofocus, useService } from "@web/core/utils/hooks";
import { useDebounced } from "@web/core/utils/timing";

import { Component, onWillStart, useState } from "@odoo/owl";

const REFUSALS = ["odoo.exceptions.UserError", "odoo.exceptions.ValidationError"];

/** Somebody came without an appointment: who, for what, with whom; then their turn, big. */
export class WalkInDialog extends Component {
    static template = "clinic_crm.WalkInDialog";
    static components = { Dialog };
    static props = {
        today: Array, // the board's visits: whoever has one today is received by it
        branchId: Number,
        practitionerId: Number, // 0: whoever is free first
        onReceived: Function,
        onReceiveBooked: Function, // (visit) => void
        close: Function,
    };

    setup() {
        this.title = _t("Arrived without appointment");
        this.orm = useService("orm");
        this.keepFound = new KeepLast();
        this.keepLook = new KeepLast();
        useAutofocus({ refName: "input" });
        useAutofocus({ refName: "phone" });
        this.search = useDebounced(() => this.find(), 120);
        this.compare = useDebounced(() => this.findSame(), 400);
        this.state = useState({
            text: "",
            found: null,
            patient: null, // {id, label}, and a hint where the search found them
            registering: false,
            name: "",
            phone: "",
            same: [],
            typeId: 0,
            branchId: this.props.branchId,
            practitionerId: this.props.practitionerId,
            look: null, // what the agenda says of the wish
            insist: "",
            busy: false,
            refused: "", // what was wrong with what was typed
            received: null,
        });
        onWillStart(async () => {
            this.choices = await this.orm.call("clinic.board", "get_walk_in_choices", []);
            this.state.typeId = this.choices.types[0]?.id || 0;
            if (!this.practitioners.some((one) => one.id === this.state.practitionerId)) {
                this.state.practitionerId = 0;
            }
            await this.look();
        });
    }

    // ------------------------------------------------------------------ who
    onInput() {
        if (this.state.text.trim()) {
            this.search();
        } else {
            this.state.found = null;
        }
    }

    async find() {
        const text = this.state.text.trim();
        if (!text) {
            return;
        }
        const found = await this.keepFound.add(
            this.orm.silent.call("clinic.home", "search_patients", [text])
        );
        if (text === this.state.text.trim()) {
            this.state.found = found;
            this.foundFor = text;
        }
    }

    async onKeydown(ev) {
        const text = this.state.text.trim();
        if (ev.key !== "Enter" || !text) {
            return;
        }
        ev.preventDefault();
        if (text !== this.foundFor) {
            await this.find(); // what is shown was found for less than was typed
        }
        const rows = text === this.foundFor && this.state.found?.rows;
        if (rows?.length) {
            this.choose(rows[0]);
        } else if (rows && this.choices.can_register) {
            this.register();
        }
    }

    onEnter(ev) {
        if (ev.key === "Enter" && this.canReceive) {
            ev.preventDefault();
            this.receive();
        }
    }

    choose(patient) {
        Object.assign(this.state, { patient, found: null, registering: false, same: [] });
        return this.look();
    }

    forget() {
        Object.assign(this.state, { patient: null, registering: false, found: null, same: [] });
        return this.look();
    }

    register() {
        const text = this.state.text.trim();
        const isPhone = PHONE.test(text);
        Object.assign(this.state, {
            registering: true,
            found: null,
            name: isPhone ? "" : text,
            phone: isPhone ? text : "",
        });
    }

    async findSame() {
        const { name, phone } = this.state;
        const same = name.trim()
            ? await this.orm.silent.call("clinic.booking", "get_likely", [name, phone])
            : [];
        if (name === this.state.name && phone === this.state.phone) {
            this.state.same = same;
        }
    }

    /** The visit this patient has today, if any: it is received instead of making another. */
    get booked() {
        const id = this.state.patient?.id;
        return (
            id &&
            this.props.today.find(
                (visit) => visit.patient_id === id && visit.stage === "expected" && visit.can_write
            )
        );
    }

    /** Their visit of today that has begun already, if any: nobody is received twice by mistake. */
    get here() {
        const id = this.state.patient?.id;
        return (
            id &&
            this.props.today.find(
                (visit) => visit.patient_id === id && ["waiting", "inside"].includes(visit.stage)
            )
        );
    }

    receiveBooked() {
        this.props.close();
        this.props.onReceiveBooked(this.booked);
    }

    // ------------------------------------------------------------------ what and with whom
    get type() {
        return this.choices.types.find((type) => type.id === this.state.typeId);
    }

    get practitioners() {
        const able = this.type?.practitioners || [];
        return this.choices.practitioners.filter((one) => able.includes(one.id));
    }

    onType(ev) {
        this.state.typeId = Number(ev.target.value);
        if (!this.practitioners.some((one) => one.id === this.state.practitionerId)) {
            this.state.practitionerId = 0;
        }
        return this.look();
    }

    onPractitioner(ev) {
        this.state.practitionerId = Number(ev.target.value);
        return this.look();
    }

    onBranch(ev) {
        this.state.branchId = Number(ev.target.value);
        return this.look();
    }

    get wish() {
        return {
            type_id: this.state.typeId,
            company_id: this.state.branchId,
            practitioner_id: this.state.practitionerId || false,
            patient_id: this.state.patient?.id || false,
        };
    }

    async look() {
        if (this.state.typeId) {
            this.state.look = await this.keepLook.add(
                this.orm.silent.call("clinic.board", "look_walk_in", [this.wish])
            );
        }
    }

    // ------------------------------------------------------------------ receive
    get canReceive() {
        const { patient, registering, name, look, insist, busy } = this.state;
        return (
            !busy &&
            Boolean(this.type) &&
            Boolean(patient || (registering && name.trim())) &&
            Boolean(look) &&
            (!look.refusal || (look.can_insist && Boolean(insist.trim())))
        );
    }

    async receive() {
        this.state.busy = true;
        this.state.refused = "";
        const wish = { ...this.wish, insist: this.state.look.refusal ? this.state.insist : "" };
        if (!this.state.patient) {
            Object.assign(wish, { name: this.state.name, phone: this.state.phone });
        }
        try {
            this.state.received = await this.orm.call("clinic.board", "receive_walk_in", [wish]);
            this.props.onReceived();
        } catch (error) {
            if (!REFUSALS.includes(error.exceptionName)) {
                throw error;
            }
            this.state.refused = error.data.message;
        } finally {
            this.state.busy = false;
            if (!this.state.received) {
                this.look(); // what it refused is shown by what it says now
            }
        }
    }
}
