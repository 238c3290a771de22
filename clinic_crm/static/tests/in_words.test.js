import { inWords } from "@clinic_crm/in_words";
import { describe, expect, test } from "@odoo/hoot";
import { allowTranslations } from "@web/../tests/web_test_helpers";

describe.current.tags("headless");

test("minutes are said as exactly as they matter", () => {
    expect([0, 59, 60, 130, 599, 630, 2879].map(inWords)).toEqual([
        "0 min",
        "59 min",
        "1 h",
        "2 h 10 min",
        "9 h 59 min",
        "10 h",
        "47 h",
    ]);
    allowTranslations();
    expect(String(inWords(3 * 24 * 60))).toBe("3 days");
});
