import { visibleHours, workingHours } from "@clinic_crm/calendar/working_hours";
import { describe, expect, test } from "@odoo/hoot";
import { mockTimeZone } from "@odoo/hoot-mock";

const { DateTime } = luxon;

describe.current.tags("headless");

const OPENING = [
    [1, "2026-11-26 15:00:00", "2026-11-26 20:00:00"],
    [2, "2026-11-26 15:30:00", "2026-11-26 18:00:00"],
    [1, "2026-11-27 22:00:00", "2026-11-28 02:00:00"],
];

test("the hours of whoever is shown, on the clock of whoever looks", () => {
    mockTimeZone("America/Mexico_City");
    expect(workingHours(OPENING, [2])).toEqual([
        { daysOfWeek: [4], startTime: "09:30", endTime: "12:00" },
    ]);
    expect(workingHours(OPENING, null).map((hours) => hours.startTime)).toEqual([
        "09:00",
        "09:30",
        "16:00",
    ]);
    expect(workingHours(OPENING, [])).toEqual([]);
});

test("a visit out of hours is in view", () => {
    mockTimeZone("America/Mexico_City");
    const hours = workingHours(OPENING, [2]);
    expect(visibleHours(hours, {})).toEqual({ slotMinTime: "09:00:00", slotMaxTime: "12:00:00" });
    const late = {
        start: DateTime.fromISO("2026-11-26T20:10:00"),
        end: DateTime.fromISO("2026-11-26T20:40:00"),
    };
    expect(visibleHours(hours, { 7: late })).toEqual({
        slotMinTime: "09:00:00",
        slotMaxTime: "21:00:00",
    });
    expect(visibleHours([], {})).toEqual({ slotMinTime: "08:00:00", slotMaxTime: "20:00:00" });
});
