import { readBirthdate } from "@clinic_crm/patient/birthdate";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { beforeEach, expect, test } from "@odoo/hoot";
import { press } from "@odoo/hoot-dom";
import { animationFrame, mockDate } from "@odoo/hoot-mock";
import {
    contains,
    defineModels,
    defineParams,
    fields,
    models,
    mountView,
    onRpc,
    patchWithCleanup,
} from "@web/../tests/web_test_helpers";
import { localization } from "@web/core/l10n/localization";

class Patient extends models.Model {
    _name = "clinic.patient";

    birthdate = fields.Date();

    _records = [{ id: 7 }];
    _views = { form: `<form><field name="birthdate" widget="clinic_birthdate"/></form>` };
}

defineMailModels();
defineModels([Patient]);

const today = luxon.DateTime.fromISO("2026-11-27T19:00:00");
const read = (text) => readBirthdate(text, today)?.toISODate() ?? null;

beforeEach(() => {
    defineParams({ lang_parameters: { date_format: "%d/%m/%Y" } });
    patchWithCleanup(localization, { dateFormat: "dd/MM/yyyy" });
});

test("a birth date is read as people tell it", () => {
    const same = ["12/03/1988", "12-3-88", "12.03.1988", "120388", "12031988", "1988-03-12"];
    for (const text of [...same, "12 de marzo de 1988", "12 mar 88", "12-MAR-1988", "marzo 12, 1988"]) {
        expect(read(text)).toBe("1988-03-12", { message: text });
    }
    expect(read("5/8/38")).toBe("1938-08-05", { message: "nobody is born in the future" });
    expect(read("27/11/26")).toBe("2026-11-27", { message: "born today" });
    expect(read("29/02/26")).toBe(null, { message: "neither year had that day" });
    expect(read("31/12/2030")).toBe("2030-12-31", { message: "the server says what is wrong" });
});

test("what is no date is none", () => {
    for (const text of ["31/02/1990", "ayer", "12/13/1990", "12/03", "1988", "12/03/988", "1 de brumario de 1990"]) {
        expect(read(text)).toBe(null, { message: text });
    }
});

test("what cannot be read is said, and nothing is saved", async () => {
    mockDate("2026-11-27 19:00:00");
    onRpc("web_save", ({ args }) => expect.step(args[1]));
    await mountView({ resModel: "clinic.patient", type: "form", resId: 7 });
    await contains(".o_field_widget[name=birthdate] input").click();
    await contains(".o_field_widget[name=birthdate] input").edit("31/02/1990", { confirm: false });
    await press("Tab");
    await animationFrame();
    expect(".o_notification").toHaveCount(1);
    expect(".o_notification").toHaveText(/31\/02\/1990/);
    await contains(".o_form_button_save").click();
    expect.verifySteps([]);
    await contains(".o_field_widget[name=birthdate] input").click();
    await contains(".o_field_widget[name=birthdate] input").edit("05/08/38", { confirm: false });
    await press("Tab");
    await animationFrame();
    await contains(".o_form_button_save").click();
    expect.verifySteps([{ birthdate: "1938-08-05" }]);
});
