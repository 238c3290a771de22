import { BookingRegister } from "@clinic_crm/booking/booking_patient";
import { PatientSearch } from "@clinic_crm/home/patient_search";
import { Component, useState } from "@odoo/owl";

/** «Who is this?»: joins somebody unknown to a patient, found or registered in place. */
export class WhatsappWho extends Component {
    static template = "clinic_whatsapp.Who";
    static components = { BookingRegister, PatientSearch };
    static props = {
        person: Object,
        onJoin: Function, // (patientId) => void
    };

    setup() {
        this.state = useState({ mode: "" }); // "", "search" or "register"
    }
}
