import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { expect, test } from "@odoo/hoot";
import { mockDate } from "@odoo/hoot-mock";
import {
    contains,
    defineModels,
    fields,
    mockService,
    models,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";

class Patient extends models.Model {
    _name = "clinic.patient";

    name = fields.Char();

    _records = [{ id: 7, name: "María" }];
}

defineMailModels();
defineModels([Patient]);

const KINDS = [
    { key: "consent", label: "Consents", icon: "fa-handshake-o" },
    { key: "message", label: "Messages", icon: "fa-comments-o" },
];

function entry(id, at, values = {}) {
    return {
        key: `clinic.message,${id}`,
        model: "clinic.message",
        res_id: id,
        kind: "message",
        at,
        title: `Message ${id}`,
        text: "",
        direction: "out",
        channel: "email",
        channel_label: "E-mail",
        icon: "fa-envelope-o",
        state: "sent",
        state_label: "Sent",
        error: "",
        author: "",
        can_open: true,
        attached: [],
        buttons: [],
        ...values,
    };
}

function mountTimeline() {
    return mountView({
        type: "form",
        resModel: "clinic.patient",
        resId: 7,
        arch: `<form><field name="name"/><widget name="clinic_timeline"/></form>`,
    });
}

test("entries are grouped by day, newest first, with their state in words", async () => {
    mockDate("2026-11-21 18:00:00", 0);
    onRpc("clinic.patient", "timeline", () => ({
        entries: [
            entry(3, "2026-11-21 15:00:00", { state: "read", state_label: "Read" }),
            entry(2, "2026-11-21 09:00:00", { state: "failed", state_label: "Failed", error: "No address." }),
            entry(1, "2026-11-20 09:00:00", { direction: "in", state: "received", text: "<b>Hola</b>" }),
        ],
        next: false,
        kinds: KINDS,
    }));
    await mountTimeline();
    expect(".o_clinic_timeline_date").toHaveCount(2);
    expect(".o_clinic_timeline_date:eq(0)").toHaveText("Today");
    expect(".o_clinic_timeline_date:eq(1)").toHaveText("Yesterday");
    expect("[data-key='clinic.message,3'] [role=img]").toHaveAttribute("aria-label", "Read");
    expect("[data-key='clinic.message,2'] .o_clinic_timeline_error").toHaveText("No address.");
    expect("[data-key='clinic.message,1'] [role=img]").toHaveCount(0);
    expect("[data-key='clinic.message,1'] .o_clinic_timeline_text").toHaveText("<b>Hola</b>");
    expect(".o_clinic_timeline_more").toHaveCount(0);
});

test("earlier entries follow from the cursor, and a filter begins anew", async () => {
    onRpc("clinic.patient", "timeline", ({ kwargs }) => {
        expect.step([kwargs.cursor, kwargs.kinds]);
        return kwargs.cursor
            ? { entries: [entry(1, "2026-11-01 09:00:00")], next: false, kinds: KINDS }
            : { entries: [entry(2, "2026-11-02 09:00:00")], next: ["2026-11-02 09:00:00", 1], kinds: KINDS };
    });
    await mountTimeline();
    expect(".o_clinic_timeline_entry").toHaveCount(1);
    await contains(".o_clinic_timeline_more").click();
    expect(".o_clinic_timeline_entry").toHaveCount(2);
    await contains("[data-kind=message]").click();
    expect(".o_clinic_timeline_entry").toHaveCount(1);
    expect.verifySteps([
        [null, null],
        [["2026-11-02 09:00:00", 1], null],
        [null, ["message"]],
    ]);
});

test("an entry opens its record, and a contact is logged in two clicks", async () => {
    onRpc("clinic.patient", "timeline", () => {
        expect.step("timeline");
        return { entries: [entry(2, "2026-11-02 09:00:00")], next: false, kinds: KINDS };
    });
    mockService("action", {
        doAction(action, options) {
            expect.step(action.res_model ? [action.res_model, action.res_id] : action);
            options?.onClose?.();
        },
    });
    await mountTimeline();
    await contains("[data-key='clinic.message,2'] button").click();
    await contains(".o_clinic_timeline_log").click();
    expect.verifySteps([
        "timeline",
        ["clinic.message", 2],
        "clinic_crm.clinic_message_log_action",
        "timeline",
    ]);
});

test("nothing to see says so, and nobody logs what they may not read", async () => {
    onRpc("clinic.patient", "timeline", () => ({ entries: [], next: false, kinds: [KINDS[0]] }));
    await mountTimeline();
    expect(".o_clinic_timeline_empty").toHaveCount(1);
    expect(".o_clinic_timeline_log").toHaveCount(0);
});
